#pragma once

#include <re2/re2.h>

#include <string>
#include <string_view>

namespace nodewatch::host {

/// Which names are left out: those in which the expression matches. An empty one matches nothing.
class NameFilter {
public:
    /// The expression must be valid: is_valid().
    explicit NameFilter(const std::string& expression) : expression_(expression, RE2::Quiet) {}

    static bool is_valid(const std::string& expression) { return RE2(expression, RE2::Quiet).ok(); }
    bool excludes(std::string_view name) const {
        return !expression_.pattern().empty() &&
               RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), expression_);
    }

private:
    RE2 expression_;
};

}  // namespace nodewatch::host
