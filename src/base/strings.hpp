#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nodewatch {

/// Parts between separators, empty parts included; "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// The whole text as a finite number, or nothing. No leading spaces or plus sign, no "nan" or
/// "inf".
std::optional<std::int64_t> parse_int(std::string_view text);
std::optional<std::uint64_t> parse_uint(std::string_view text);
std::optional<double> parse_double(std::string_view text);

/// Shortest text that reads back to the same double: plain digits from 0.0001 up to 1e21, outside
/// of that an exponent of at least two digits ("0.1", "98765432", "1e-05", "1e+21"). "NaN", "+Inf"
/// and
/// "-Inf" as Prometheus spells them.
std::string format_double(double value);

/// Replaces each maximal invalid part by U+FFFD.
std::string sanitize_utf8(std::string_view text);
bool is_valid_utf8(std::string_view text);

/// Control characters as "\n" or "\x1b" and invalid UTF-8 as U+FFFD: text that is safe to show.
/// Those of Unicode's C1 block are escaped too, because terminals obey them.
std::string escape_controls(std::string_view text);

/// Cuts to at most `max_bytes` at a character border and appends "..." when something was cut.
std::string abbreviate(std::string_view text, std::size_t max_bytes);

std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

/// Compares in time that depends on the length only: for passwords and tokens.
bool equals_in_constant_time(std::string_view a, std::string_view b);

}  // namespace nodewatch
