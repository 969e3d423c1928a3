#include "networks/scrape/exposition_text.hpp"

#include <algorithm>

namespace nodewatch::scrape {
namespace {

bool begins_name(char c, bool of_metric) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (of_metric && c == ':');
}

std::size_t length_of_name(std::string_view text, bool of_metric) {
    if (text.empty() || !begins_name(text[0], of_metric)) return 0;
    std::size_t end = 1;
    while (end < text.size() && (begins_name(text[end], of_metric) || is_digit(text[end])))
        ++end;
    return end;
}

}  // namespace

std::string_view take_name(std::string_view& text, bool of_metric) {
    const std::string_view name = text.substr(0, length_of_name(text, of_metric));
    text.remove_prefix(name.size());
    return name;
}

std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    return line;
}

std::size_t length_of_value(std::string_view text, bool may_break_lines) {
    if (!text.starts_with('"')) return 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') return i + 1;
        if (c == '\n' && !may_break_lines) return 0;
        if (c == '\\' && (++i == text.size() || text[i] == '\n')) return 0;
    }
    return 0;
}

void append_unescaped(std::string& value, std::string_view text, Escapes escapes) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\\'), text.size());
        value += text.substr(0, end);
        text.remove_prefix(end);
        if (take(text, "\\n"))
            value += '\n';
        else if (take(text, "\\\\"))
            value += '\\';
        else if (escapes == Escapes::with_quotes && take(text, "\\\""))
            value += '"';
        else if (take(text, "\\"))
            value += '\\';
    }
}

}  // namespace nodewatch::scrape
