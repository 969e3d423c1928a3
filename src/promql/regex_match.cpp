#include "promql/regex_match.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "promql/label_name.hpp"

namespace nodewatch::promql {

namespace {

/// Nothing, and nothing taken, where no name of a group stands.
std::optional<std::string_view> take_group_name(std::string_view& rest) {
    const bool braces = rest.starts_with('{');
    std::string_view name = rest.substr(braces ? 1 : 0);
    const auto* end = std::ranges::find_if_not(name, is_word_character);
    name = name.substr(0, static_cast<std::size_t>(end - name.begin()));
    const std::size_t used = name.size() + (braces ? 2 : 0);
    const bool closed = !braces || (rest.size() >= used && rest[used - 1] == '}');
    if (name.empty() || !closed) return std::nullopt;
    rest.remove_prefix(used);
    return name;
}

}  // namespace

std::optional<RegexMatch> RegexMatch::match(const re2::RE2& regex, std::string_view value) {
    const auto count = static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1;
    std::vector<re2::StringPiece> found(count);
    if (!regex.Match({value.data(), value.size()}, 0, value.size(), re2::RE2::ANCHOR_BOTH,
                     found.data(), static_cast<int>(count)))
        return std::nullopt;
    std::vector<std::string_view> groups;
    groups.reserve(count);
    for (const re2::StringPiece& group : found)
        groups.emplace_back(group.data(), group.size());
    return RegexMatch(regex, std::move(groups));
}

std::string_view RegexMatch::group(std::string_view name) const {
    std::size_t index = groups_.size();
    if (std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) {
        // More digits than any number of groups has; and Go takes "01" for a name.
        if (name.size() < 9 && (name.size() == 1 || name.front() != '0'))
            index = std::stoul(std::string(name));
    } else if (const auto& names = regex_->NamedCapturingGroups();
               names.contains(std::string(name))) {
        index = static_cast<std::size_t>(names.at(std::string(name)));
    }
    return index < groups_.size() ? groups_[index] : std::string_view{};
}

std::string RegexMatch::expand(std::string_view text) const {
    std::string out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t dollar = std::min(rest.find('$'), rest.size());
        out += rest.substr(0, dollar);
        rest.remove_prefix(dollar);
        if (rest.empty()) break;
        rest.remove_prefix(1);
        if (rest.starts_with('$')) {
            out += '$';
            rest.remove_prefix(1);
        } else if (const auto name = take_group_name(rest)) {
            out += group(*name);
        } else {
            out += '$';
        }
    }
    return out;
}

}  // namespace nodewatch::promql
