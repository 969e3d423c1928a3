#include "networks/betanet/endpoint_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/json_writer.hpp"
#include "networks/betanet/measurements.hpp"

namespace nodewatch::betanet {

bool is_wanted(const EndpointSpec& spec, const TargetOptions& options) {
    if (options.endpoints.empty()) return spec.by_default;
    return std::ranges::find(options.endpoints, spec.name) != options.endpoints.end();
}

EndpointState::EndpointState(const EndpointSpec& spec, const TargetOptions& options)
    : spec_(spec), cache_(options.fresh_for, options.max_age), budget_(options.retry_budget) {
    activity_.name = fmt::format("poll {}", spec.path);
    activity_.interval = options.interval;
}

Turn EndpointState::ask(SteadyTime now) {
    if (not_before_ && now < *not_before_) return Turn::left_alone;
    switch (cache_.ask(now)) {
        case RevalidatingCache<Answer>::Freshness::fresh:
            return Turn::fresh;
        case RevalidatingCache<Answer>::Freshness::refresh:
            return Turn::due;
        case RevalidatingCache<Answer>::Freshness::under_way:
            return Turn::under_way;
    }
    std::unreachable();
}

void EndpointState::note_attempt(const Result<Answer>& outcome, Duration took) {
    ++requests_;
    last_duration_ = took;
    if (!outcome) ++failures_[static_cast<std::size_t>(failure_reason(outcome.error()))];
}

void EndpointState::note_retry(Retry retry, Now now) {
    ++retries_;
    activity_.last_error = retry.error;
    activity_.last_error_time = now.wall;
    retry_ = std::move(retry);
}

void EndpointState::note_outcome(const Result<Answer>& outcome, Now now) {
    answers_ = outcome.has_value();
    retry_.reset();
    if (!outcome) {
        error_ = outcome.error();
        ++activity_.failures;
        activity_.last_error = outcome.error();
        activity_.last_error_time = now.wall;
        return;
    }
    error_.reset();
    ++activity_.successes;
    activity_.last_success = now.wall;
    activity_.last_success_steady = now.steady;
    activity_.note =
        outcome->flaws.empty() ? "" : fmt::format("left out: {}", fmt::join(outcome->flaws, "; "));
    cache_.put(*outcome, now.steady);
}

Point EndpointState::point(Stamp stamp, Now now) const {
    const auto& m = endpoint_measurement;
    Point point(m, stamp.time, stamp.interval, {std::string(spec_.name)});
    point.set(m.up, answers_);
    point.set(m.requests, requests_);
    point.set(m.retries, retries_);
    point.set(m.budget, budget_.tokens());
    if (activity_.last_success_steady)
        point.set(m.cache_age, unix_time_of(*activity_.last_success_steady, now));
    point.set(m.cache_hits, cache_.hits());
    point.set(m.stale_served, stale_served_);
    if (last_duration_) point.set(m.duration, to_seconds(*last_duration_));
    for (std::size_t i = 0; i < failure_reason_count; ++i)
        point.set(m.failures[i], failures_[i]);
    return point;
}

std::string EndpointState::row(Dialect dialect, std::string_view retrying) const {
    JsonWriter json;
    json.begin_object().member("name", spec_.name).member_if("ok", answers_);
    json.member("dialect", to_string(dialect));
    if (activity_.last_success)
        json.member("at", std::int64_t{activity_.last_success->time_since_epoch().count()});
    if (last_duration_) json.member("duration_ms", std::int64_t{last_duration_->count()});
    if (error_) json.member("error", error_->message);
    if (!retrying.empty()) json.member("retrying", retrying);
    return json.end_object().take();
}

}  // namespace nodewatch::betanet
