#include "sinks/influx/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/strings.hpp"
#include "net/http_date.hpp"

namespace nodewatch::influx {
namespace {

constexpr std::size_t max_shown_bytes = 300;
constexpr Duration longest_retry_after = std::chrono::hours{1};
/// What servers say of a line that they cannot take, in lower case. What is not known here is not
/// taken for one: that would drop the whole history for a fault of the configuration.
constexpr auto bad_line_texts = std::to_array<std::string_view>({
    // InfluxDB 1 and 2
    "unable to parse",
    "missing fields",
    "field type conflict",
    "failed to parse line",
    // InfluxDB 3
    "parsing for line protocol",
    "line protocol parse failed",
    "could not parse entire line",
    "invalid column type",
    "invalid field",
    "invalid number",
    // VictoriaMetrics
    "cannot parse",
    "incorrect influx line",
    "cannot unmarshal influx line",
    // Telegraf
    "metric parse error",
});

/// InfluxDB 2 says it in `message`, 1.x in `error`, others in plain text or HTML.
std::string text_of(const net::HttpResponse& answer) {
    simdjson::dom::parser parser;
    json::Element body;
    if (!parser.parse(answer.body.data(), answer.body.size()).get(body)) {
        for (const auto* key : {"message", "error"})
            if (const auto text = json::text(body, key)) return std::string(*text);
    }
    return answer.body;
}

/// The number that follows `before` in the text.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view before) {
    const auto at = text.find(before);
    if (at == std::string_view::npos) return std::nullopt;
    const auto digits = text.substr(at + before.size());
    return parse_uint(digits.substr(0, digits.find_first_not_of("0123456789")));
}

/// How many lines the server left out: "... dropped=4 for database ...", or "partial write error
/// (2 written): ...". Where it does not say, one for sure.
std::size_t dropped_lines(std::string_view text, std::size_t lines) {
    std::uint64_t dropped = number_after(text, "dropped=").value_or(0);
    if (const auto written = number_after(text, "partial write error ("))
        dropped = lines - std::min<std::uint64_t>(*written, lines);
    return std::clamp<std::size_t>(dropped, 1, std::max<std::size_t>(lines, 1));
}

/// A number of seconds, or a date, which is one of the server's clock: so is its own `Date`.
std::optional<Duration> retry_after(const net::HttpResponse& answer) {
    const std::string_view text = trim(answer.headers.get("Retry-After"));
    const auto seconds = parse_uint(text);
    if (!seconds) {
        const auto then = net::parse_http_date(text);
        const auto now = net::parse_http_date(trim(answer.headers.get("Date")));
        if (!then || !now) return std::nullopt;
        return std::clamp(*then - *now, Duration{0}, longest_retry_after);
    }
    const auto longest = std::chrono::duration_cast<std::chrono::seconds>(longest_retry_after);
    return std::chrono::seconds{
        std::min<std::uint64_t>(*seconds, static_cast<std::uint64_t>(longest.count()))};
}

Verdict judge_bad_request(std::string_view text, std::size_t lines) {
    using enum FailureKind;
    if (text.contains("partial write"))
        return {.outcome = Outcome::partly_written,
                .kind = partial,
                .dropped = dropped_lines(text, lines)};
    const std::string lower = to_lower(text);
    // First, for such texts quote the line, which may have any words in it.
    if (std::ranges::any_of(bad_line_texts, [&](auto words) { return lower.contains(words); }))
        return {.outcome = Outcome::refused, .kind = refused};
    // No fault of the lines: an organisation that InfluxDB 2 does not have, or was not told, a
    // database that InfluxDB 1 was not told, a compression that is not known there ...
    return {.outcome = Outcome::retry_slowly,
            .kind = lower.contains("not found") ? not_found : unexpected};
}

Verdict verdict_of(const net::HttpResponse& answer, std::string_view text, std::size_t lines) {
    using enum FailureKind;
    const auto wait = retry_after(answer);
    switch (answer.status) {
        case 204:
            return {.outcome = Outcome::written};
        case 400:
            return judge_bad_request(text, lines);
        case 401:
        case 403:
            return {.outcome = Outcome::retry_slowly, .kind = unauthorized};
        case 404:
            return {.outcome = Outcome::retry_slowly, .kind = not_found};
        case 413:
            return {.outcome = Outcome::too_large, .kind = too_large};
        case 422:
            return {.outcome = Outcome::partly_written,
                    .kind = partial,
                    .dropped = dropped_lines(text, lines)};
        case 429:
            // Without a time it is a limit that stays until somebody raises it.
            return {.outcome = wait ? Outcome::retry : Outcome::retry_slowly,
                    .kind = throttled,
                    .retry_after = wait};
        default:
            break;
    }
    if (answer.status >= 500)
        return {.outcome = Outcome::retry, .kind = unavailable, .retry_after = wait};
    // No database says this to a write, not even 200: something else answers at that address.
    return {.outcome = Outcome::retry_slowly, .kind = unexpected};
}

}  // namespace

std::string_view to_string(FailureKind kind) {
    constexpr std::array<std::string_view, failure_kinds> names{
        "partial",     "refused", "too_large",  "unauthorized", "not_found", "throttled",
        "unavailable", "timeout", "connection", "unexpected",   "history"};
    return names[static_cast<std::size_t>(kind)];
}

Verdict judge(const net::HttpResponse& answer, std::size_t lines) {
    const std::string text = text_of(answer);
    Verdict verdict = verdict_of(answer, text, lines);
    if (verdict.outcome == Outcome::written) return verdict;
    verdict.message = fmt::format("{} {}", answer.status, net::reason_phrase(answer.status));
    const std::string shown = abbreviate(escape_controls(trim(text)), max_shown_bytes);
    if (!shown.empty()) verdict.message += ": " + shown;
    return verdict;
}

Verdict judge(const Error& error) {
    const bool timed_out = error.kind == ErrorKind::timeout;
    return {.outcome = Outcome::retry,
            .kind = timed_out ? FailureKind::timeout : FailureKind::connection,
            .message = error.message};
}

}  // namespace nodewatch::influx
