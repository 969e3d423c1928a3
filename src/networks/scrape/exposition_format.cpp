#include <algorithm>

#include "base/strings.hpp"
#include "networks/scrape/exposition.hpp"
#include "networks/scrape/exposition_text.hpp"

namespace nodewatch::scrape {
namespace {

/// Of RFC 2045: what the parameters of a type of content consist of.
std::string_view take_token(std::string_view& text) {
    const auto ends = [](char c) {
        return c <= ' ' || c == '\x7f' || std::string_view("()<>@,;:\\\"/[]?=").contains(c);
    };
    const auto end = std::ranges::find_if(text, ends);
    const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(token.size());
    return token;
}

/// `; name=value` or `; name="value"`, any number of them; behind the last semicolon there may be
/// nothing.
bool are_parameters(std::string_view text) {
    const auto skip_spaces = [&] { text = trim(text); };
    for (skip_spaces(); take(text, ";"); skip_spaces()) {
        skip_spaces();
        if (text.empty()) return true;
        if (take_token(text).empty()) return false;
        skip_spaces();
        if (!take(text, "=")) return false;
        skip_spaces();
        const std::size_t quoted = length_of_value(text, false);
        text.remove_prefix(quoted);
        if (quoted == 0 && take_token(text).empty()) return false;
    }
    return text.empty();
}

}  // namespace

ExpositionFormat format_of(std::string_view content_type) {
    const std::size_t end = std::min(content_type.find(';'), content_type.size());
    const std::string_view type = trim(content_type.substr(0, end));
    return equals_ignoring_case(type, "application/openmetrics-text") &&
                   are_parameters(content_type.substr(end))
               ? ExpositionFormat::open_metrics
               : ExpositionFormat::prometheus;
}

}  // namespace nodewatch::scrape
