#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/labels.hpp"

namespace re2 {
class RE2;
}

namespace nodewatch::store {

enum class MatchType : std::uint8_t { equal, not_equal, regex, not_regex };

/// One condition on a label. An absent label has the empty value. Regular expressions have RE2
/// syntax, are anchored at both ends, and `.` matches newlines too, as in Prometheus 3. Cheap to
/// copy; thread-safe.
class Matcher {
public:
    /// An expression that RE2 refuses, or that needs more than a megabyte compiled, is a `parse`
    /// error with RE2's words.
    static Result<Matcher> make(MatchType type, std::string name, std::string value);

    bool matches(std::string_view value) const;
    bool matches(const Labels& labels) const { return matches(labels.get(name_)); }
    bool matches_empty() const { return matches(std::string_view{}); }

    MatchType type() const { return type_; }
    const std::string& name() const { return name_; }
    const std::string& value() const { return value_; }

private:
    Matcher() = default;
    MatchType type_ = MatchType::equal;
    std::string name_;
    std::string value_;
    std::shared_ptr<const re2::RE2> regex_;
};

/// `name="value"`, `name=~"value"` ...
std::string to_string(const Matcher& matcher);

bool all_match(const std::vector<Matcher>& matchers, const Labels& labels);

}  // namespace nodewatch::store
