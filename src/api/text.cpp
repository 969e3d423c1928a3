#include "api/text.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch::api {

std::string one_line(std::string_view text) {
    constexpr std::size_t max_bytes = 500;
    std::string line = abbreviate(sanitize_utf8(text.substr(0, max_bytes + 4)), max_bytes - 3);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return line;
}

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : one_line(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace nodewatch::api
