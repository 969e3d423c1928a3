#include "api/escaped_name.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include "promql/quoting.hpp"

namespace nodewatch::api {

namespace {

constexpr std::string_view mark = "U__";
/// More digits would be beyond Unicode, or zeros that nobody writes.
constexpr std::size_t max_digits = 5;

/// "2e" as the character.
std::optional<char32_t> character(std::string_view digits) {
    std::uint32_t code = 0;
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, code, 16);
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    if (digits.size() > max_digits || read.ec != std::errc{} || read.ptr != end || is_surrogate)
        return std::nullopt;
    return code;
}

}  // namespace

std::string unescape_name(std::string_view name) {
    if (!name.starts_with(mark)) return std::string(name);
    std::string plain;
    for (std::string_view rest = name.substr(mark.size()); !rest.empty();) {
        const std::size_t begin = rest.find('_');
        plain += rest.substr(0, begin);
        if (begin == std::string_view::npos) break;
        rest.remove_prefix(begin + 1);
        const std::size_t end = rest.find('_');
        if (end == std::string_view::npos) return std::string(name);
        if (end == 0) {
            plain += '_';
        } else if (const auto code = character(rest.substr(0, end))) {
            promql::append_utf8(plain, *code);
        } else {
            return std::string(name);
        }
        rest.remove_prefix(end + 1);
    }
    return plain;
}

}  // namespace nodewatch::api
