#include "networks/betanet/target_settings.hpp"

#include <algorithm>

#include "net/client_settings.hpp"
#include "networks/betanet/dialect.hpp"

namespace nodewatch::betanet {
namespace {

using namespace std::chrono_literals;

/// Of the ceilings of the waits.
constexpr std::size_t max_waits = 16;
constexpr Duration max_timeout = 5min;
constexpr Duration max_total_time = 1h;

void read_credentials(Settings& settings, net::Url& url) {
    const auto user = settings.optional_text("user");
    const auto password = settings.secret("password");
    if (user) url.user = *user;
    if (password) url.password = *password;
    if (password && url.user.empty()) settings.fail("user", "a password needs a user");
}

void read_endpoints(Settings& settings, TargetOptions& target) {
    target.endpoints = settings.texts("endpoints");
    for (const std::string& name : target.endpoints) {
        const auto is_named = [&](const EndpointSpec& endpoint) { return endpoint.name == name; };
        if (!std::ranges::any_of(endpoints_of(Dialect::api_v1), is_named) &&
            !std::ranges::any_of(endpoints_of(Dialect::server), is_named))
            settings.fail("endpoints", "'" + name +
                                           "' is none of metrics, nodes, stats (of /api/v1), "
                                           "metrics, mixnodes, status (of the server)");
    }
}

std::vector<Duration> read_waits(Settings& settings) {
    const auto texts = settings.texts("waits");
    if (texts.size() > max_waits) settings.fail("waits", "more than 16 are too many");
    std::vector<Duration> waits;
    for (const std::string& text : texts) {
        const auto wait = parse_duration(text);
        if (wait && *wait >= 0ms && *wait <= 1h)
            waits.push_back(*wait);
        else
            settings.fail("waits", "'" + text +
                                       "' is no duration up to 1h; expected some such as "
                                       "[1s, 2s, 4s]");
    }
    return waits;
}

/// With the whole time limit of each attempt, and all waits as long as they may be.
Duration time_for_all(const RetryPolicy& retry) {
    Duration all = retry.attempts * retry.attempt_time;
    for (unsigned failures = 1; failures < retry.attempts; ++failures)
        all += retry.backoff.ceiling(failures);
    return all;
}

/// The time limit of one attempt is read before.
void read_retry(Settings settings, RetryPolicy& retry) {
    retry.attempts = static_cast<unsigned>(settings.integer("attempts", retry.attempts, 1, 100));
    retry.backoff.schedule = read_waits(settings);
    if (retry.backoff.schedule.empty()) retry.backoff.schedule = {1s, 2s, 4s};
    retry.total_time =
        settings.duration("total_time", std::min(time_for_all(retry), max_total_time),
                          retry.attempt_time, max_total_time);
    if (settings.choice("jitter", "full", {"full", "none"}) == "none")
        retry.backoff.jitter = BackoffPolicy::Jitter::none;
    retry.max_retry_after = settings.duration("max_retry_after", retry.max_retry_after, 0ms, 24h);
}

void read_breaker(Settings settings, BreakerPolicy& breaker) {
    breaker.failure_threshold = static_cast<unsigned>(
        settings.integer("failures", breaker.failure_threshold, 1, 1'000'000));
    breaker.open_time = settings.duration("open_time", breaker.open_time, 10ms, 24h);
    breaker.growth = settings.number("growth", breaker.growth, 1.0, 10.0);
    breaker.max_open_time =
        settings.duration("max_open_time", std::max(breaker.max_open_time, breaker.open_time),
                          breaker.open_time, 24h);
    breaker.jitter = settings.number("jitter", breaker.jitter, 0.0, 1.0);
}

}  // namespace

std::optional<TargetOptions> read_target(Settings& settings, std::string name) {
    TargetOptions target;
    target.name = std::move(name);
    const auto url = net::read_url(settings, "http", "http", "https");
    if (!settings.has("http") && !settings.has("http_file"))
        settings.fail({}, "needs `http: http://127.0.0.1:9000`, the address of the service");
    if (url) target.http = *url;
    // The paths of the endpoints go behind it.
    if (url && url->target.contains('?'))
        settings.fail("http", "an address without a query (?...) is needed");
    read_credentials(settings, target.http);
    read_endpoints(settings, target);
    target.interval = settings.duration("interval", target.interval, 100ms, 24h);
    auto cache = settings.section("cache");
    target.fresh_for =
        cache.duration("fresh", std::min(target.fresh_for, 2 * target.interval / 3), 0ms, 24h);
    // What is fresh is shown.
    const Duration least = std::max(target.interval, target.fresh_for);
    target.max_age = cache.duration("max_age", std::max(target.max_age, 3 * least), least, 168h);
    auto retry = settings.section("retry");
    target.retry_budget = retry.number("budget", target.retry_budget, 0, 1e6);
    target.retry.attempt_time =
        settings.duration("timeout", target.retry.attempt_time, 10ms, max_timeout);
    read_retry(std::move(retry), target.retry);
    read_breaker(settings.section("breaker"), target.breaker);
    net::read_tls(settings.section("tls"), target.tls);
    if (!url) return std::nullopt;
    return target;
}

}  // namespace nodewatch::betanet
