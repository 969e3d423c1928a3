#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Reading the kernel's text piece by piece, without copies.
namespace nodewatch::host {

/// Takes the next line off the front, without its end; false when nothing is left.
bool take_line(std::string_view& text, std::string_view& line);
/// Takes the next word, between blanks and tabs, off the front; empty when none is left.
std::string_view take_word(std::string_view& text);
/// The next word as a number; nothing when it is none.
std::optional<double> take_number(std::string_view& text);
/// A whole file that holds one number.
std::optional<double> only_number(const std::optional<std::string>& text);
/// A hexadecimal number without prefix, below 2^64.
std::optional<double> parse_hex(std::string_view text);
/// Whether an absolute path is that of the folder, or of something in it. "/ab" is not below "/a".
bool below(std::string_view path, std::string_view folder);

}  // namespace nodewatch::host
