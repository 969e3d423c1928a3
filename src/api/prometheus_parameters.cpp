#include "api/prometheus_parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

#include "promql/duration.hpp"
#include "promql/number.hpp"
#include "promql/parser.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::api {

namespace {

constexpr double ns_per_second = 1e9;

std::int64_t to_unix_ms(double seconds) {
    constexpr double limit = 4e15;  // s, before max_time
    if (seconds >= limit) return max_time;
    if (seconds <= -limit) return min_time;
    // In the steps in which Prometheus does it: to a whole ms, in ns, and cut to ms.
    double whole = 0;
    const double fraction = std::round(std::modf(seconds, &whole) * 1000) / 1000;
    auto second = static_cast<std::int64_t>(whole);
    auto ns = static_cast<std::int64_t>(fraction * ns_per_second);
    if (ns < 0) {
        ns += 1'000'000'000;
        --second;
    }
    return second * 1000 + ns / 1'000'000;
}

/// A number of exactly so many digits, which are taken off the text.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

/// A number within bounds and the separator before it.
std::optional<int> take_part(std::string_view& text, char separator, int max) {
    if (!text.starts_with(separator)) return std::nullopt;
    text.remove_prefix(1);
    const auto value = take_digits(text, 2);
    return value && *value <= max ? value : std::nullopt;
}

/// ".25" as ms, cut; nothing where no fraction stands.
std::optional<int> take_fraction(std::string_view& text) {
    if (!text.starts_with('.') && !text.starts_with(',')) return 0;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end < 2) return std::nullopt;
    int ms = 0;
    for (std::size_t i = 1; i <= 3; ++i)
        ms = ms * 10 + (i < end ? text[i] - '0' : 0);
    text.remove_prefix(end);
    return ms;
}

/// "Z" or "+01:30" as minutes east, and nothing behind.
std::optional<int> parse_zone(std::string_view text) {
    if (text == "Z") return 0;
    if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
    const int sign = text[0] == '-' ? -1 : 1;
    const auto hours = take_part(text, text[0], 23);
    const auto minutes = take_part(text, ':', 59);
    if (!hours || !minutes || !text.empty()) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
    const auto year = take_digits(text, 4);
    const auto month = take_part(text, '-', 12);
    const auto day = take_part(text, '-', 31);
    const auto hour = take_part(text, 'T', 23);
    const auto minute = take_part(text, ':', 59);
    const auto second = take_part(text, ':', 59);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const auto fraction = take_fraction(text);
    const auto zone = parse_zone(text);
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!fraction || !zone || !date.ok()) return std::nullopt;
    const auto time = std::chrono::sys_days{date} + std::chrono::hours{*hour} +
                      std::chrono::minutes{*minute - *zone} + std::chrono::seconds{*second} +
                      std::chrono::milliseconds{*fraction};
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// What Go's clients send for the first and the last time there is.
constexpr std::string_view first_time_text = "-292273086-05-16T16:47:06Z";
constexpr std::string_view last_time_text = "292277025-08-18T07:12:54.999999999Z";

}  // namespace

std::string_view Parameters::get(std::string_view name) const {
    const auto found =
        std::ranges::find(values_, name, &std::pair<std::string, std::string>::first);
    return found == values_.end() ? std::string_view{} : std::string_view(found->second);
}

std::vector<std::string_view> Parameters::all(std::string_view name) const {
    std::vector<std::string_view> found;
    for (const auto& [key, value] : values_)
        if (key == name) found.push_back(value);
    return found;
}

Error bad_data(std::string message) {
    return {ErrorKind::parse, std::move(message), "bad_data"};
}

Error invalid_parameter(std::string_view name, const Error& error) {
    return bad_data("invalid parameter " + promql::quote(name) + ": " + error.message);
}

Result<std::int64_t> parse_time(std::string_view text) {
    const auto seconds = promql::parse_float(text);
    if (seconds && !std::isnan(*seconds)) return to_unix_ms(*seconds);
    if (const auto time = parse_rfc3339(text)) return *time;
    if (text == first_time_text) return min_time;
    if (text == last_time_text) return max_time;
    return failure(bad_data("cannot parse " + promql::quote(text) + " to a valid timestamp"));
}

Result<std::int64_t> parse_time(const Parameters& parameters, std::string_view name,
                                std::int64_t otherwise) {
    const std::string_view text = parameters.get(name);
    if (text.empty()) return otherwise;
    auto time = parse_time(text);
    if (time) return time;
    return failure(invalid_parameter(
        name, time.error().within("Invalid time value for '" + std::string(name) + "'")));
}

Result<std::int64_t> parse_duration_ns(std::string_view text) {
    const std::string problem = "cannot parse " + promql::quote(text) + " to a valid duration";
    if (const auto seconds = promql::parse_float(text); seconds && !std::isnan(*seconds)) {
        const double ns = *seconds * ns_per_second;
        if (std::abs(ns) >= 0x1p63) return failure(bad_data(problem + ". It overflows int64"));
        return static_cast<std::int64_t>(ns);
    }
    const auto ms = promql::parse_duration(text);
    if (!ms) return failure(bad_data(problem));
    return *ms * 1'000'000;
}

Result<std::size_t> parse_limit(const Parameters& parameters) {
    const std::string_view text = parameters.get("limit");
    if (text.empty()) return 0;
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return failure(invalid_parameter(
            "limit", bad_data("cannot parse " + promql::quote(text) + " to a whole number")));
    }
    if (limit < 0)
        return failure(invalid_parameter("limit", bad_data("limit must be non-negative")));
    return static_cast<std::size_t>(limit);
}

Result<MatcherSets> parse_matchers(const Parameters& parameters) {
    MatcherSets sets;
    for (const std::string_view text : parameters.all("match[]")) {
        auto matchers = promql::parse_selector(text);
        if (!matchers) return failure(matchers.error());
        sets.push_back(std::move(*matchers));
    }
    for (const auto& matchers : sets) {
        if (std::ranges::all_of(matchers, &store::Matcher::matches_empty))
            return failure(bad_data("match[] must contain at least one non-empty matcher"));
    }
    return sets;
}

}  // namespace nodewatch::api
