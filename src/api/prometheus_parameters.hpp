#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/matcher.hpp"

/// What requests of the Prometheus API say, and the words in which Prometheus 2.42 refuses it. All
/// errors have the code "bad_data".
namespace nodewatch::api {

/// Decoded parameters of a request in their order.
class Parameters {
public:
    Parameters() = default;
    explicit Parameters(std::vector<std::pair<std::string, std::string>> values)
        : values_(std::move(values)) {}

    /// The first of that name; empty when there is none.
    std::string_view get(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

/// Times beyond are cut to these (unix ms): far enough for everybody, and near enough for the one
/// to be subtracted from the other. Evaluation refuses times near them.
inline constexpr std::int64_t min_time = -(std::int64_t{1} << 62);
inline constexpr std::int64_t max_time = (std::int64_t{1} << 62) - 1;

/// An error of kind `parse`: HTTP status 400.
Error bad_data(std::string message);
/// `invalid parameter "name": ...`
Error invalid_parameter(std::string_view name, const Error& error);

/// "1700000000.5" (unix seconds) or RFC 3339 as unix ms.
Result<std::int64_t> parse_time(std::string_view text);
/// The same of a parameter that has a default.
Result<std::int64_t> parse_time(const Parameters& parameters, std::string_view name,
                                std::int64_t otherwise);

/// "15" (seconds) or "1m30s" as ns, of either sign.
Result<std::int64_t> parse_duration_ns(std::string_view text);

/// Results to return; 0 when there is no limit.
Result<std::size_t> parse_limit(const Parameters& parameters);

/// Each `match[]`: a selector that does not match everything.
using MatcherSets = std::vector<std::vector<store::Matcher>>;
Result<MatcherSets> parse_matchers(const Parameters& parameters);

}  // namespace nodewatch::api
