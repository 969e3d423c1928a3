#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::promql {

/// A floating point number as Go's ParseFloat reads it: sign, decimal with exponent, "inf",
/// "infinity" and "nan" in any case, hexadecimal with a binary exponent. Values of buckets' `le`
/// labels are written so. Nothing when the text is not such a number or is out of range.
std::optional<double> parse_float(std::string_view text);

/// A number of the language: what parse_float() reads, and whole numbers in hexadecimal (0x1f) or
/// octal (017). Errors are of kind `parse`, worded as Prometheus does.
Result<double> parse_number(std::string_view text);

/// The shortest text that reads back as the same, as Go's %v writes it: "0.5", "1e+06", "+Inf".
std::string format_number(double value);

/// The same without an exponent, however long: what count_values puts into a label.
std::string format_plain(double value);

}  // namespace nodewatch::promql
