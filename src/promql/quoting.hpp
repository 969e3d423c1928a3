#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nodewatch::promql {

/// The character that stands for bytes that are not UTF-8.
inline constexpr char32_t replacement_character = 0xfffd;

struct Rune {
    char32_t value = 0;
    std::size_t width = 0;  ///< bytes
};

/// The first character of a text that is not empty; bytes that are not UTF-8 give the replacement
/// character with a width of 1.
Rune first_rune(std::string_view text);

void append_utf8(std::string& out, char32_t rune);

/// A string as Go's %q writes it: in double quotes, what is not printable escaped.
std::string quote(std::string_view text);

/// A character as Go's %q writes it: `'x'`.
std::string quote(char32_t rune);

/// A character as Go's %#U writes it: `U+0078 'x'`.
std::string describe(char32_t rune);

/// The value of a string literal that the lexer accepted, its quotes included.
std::string unquote(std::string_view literal);

}  // namespace nodewatch::promql
