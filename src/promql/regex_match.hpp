#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace nodewatch::promql {

/// What the groups of a regular expression matched in a value, to be filled into texts. The value
/// and the expression outlive this.
class RegexMatch {
public:
    /// Nothing when `value` as a whole does not match.
    static std::optional<RegexMatch> match(const re2::RE2& regex, std::string_view value);

    /// `text` with the groups for `$1`, `${1}`, `$name` and `${name}`, and `$` for `$$`, as Go's
    /// Regexp.Expand has them. A group that there is not is empty.
    std::string expand(std::string_view text) const;

private:
    RegexMatch(const re2::RE2& regex, std::vector<std::string_view> groups)
        : regex_(&regex), groups_(std::move(groups)) {}
    std::string_view group(std::string_view name) const;

    const re2::RE2* regex_;
    std::vector<std::string_view> groups_;  ///< the first is the whole match
};

}  // namespace nodewatch::promql
