#include "networks/host/text.hpp"

#include <charconv>
#include <cstdint>

#include "base/strings.hpp"

namespace nodewatch::host {

bool take_line(std::string_view& text, std::string_view& line) {
    if (text.empty()) return false;
    const std::size_t end = text.find('\n');
    line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return true;
}

std::string_view take_word(std::string_view& text) {
    constexpr std::string_view blanks = " \t";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return text = {};
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
}

std::optional<double> take_number(std::string_view& text) {
    return parse_double(take_word(text));
}

std::optional<double> only_number(const std::optional<std::string>& text) {
    return text ? parse_double(trim(*text)) : std::nullopt;
}

std::optional<double> parse_hex(std::string_view text) {
    constexpr int hexadecimal = 16;
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value, hexadecimal);
    if (error != std::errc{} || at != end) return std::nullopt;
    return static_cast<double>(value);
}

bool below(std::string_view path, std::string_view folder) {
    if (folder == "/") return path.starts_with(folder);
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace nodewatch::host
