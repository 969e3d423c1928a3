#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The words of which what exporters tell consists.
namespace nodewatch::scrape {

inline bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Whether the text began with it; it is taken away then.
inline bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// Takes the name of a metric, which may have colons, or of a label. Empty when there is none.
std::string_view take_name(std::string_view& text, bool of_metric);

/// Takes what is left of the line, but not its end.
std::string_view take_line(std::string_view& text);

/// The length of a label's value with its quotes; 0 when it does not end.
std::size_t length_of_value(std::string_view text, bool may_break_lines);

enum class Escapes : std::uint8_t { with_quotes, without_quotes };

/// `\n`, `\\` and, where quotes are escaped, `\"` become what they stand for. Other escapes stay as
/// they are.
void append_unescaped(std::string& value, std::string_view text, Escapes escapes);

}  // namespace nodewatch::scrape
