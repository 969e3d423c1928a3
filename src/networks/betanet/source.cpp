#include "networks/betanet/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "networks/betanet/measurements.hpp"
#include "networks/betanet/wording.hpp"
#include "networks/resilience_points.hpp"

namespace nodewatch::betanet {
namespace {

RetryPolicy single_attempt(RetryPolicy policy) {
    policy.attempts = 1;
    return policy;
}

/// Those of the list whose turn it is.
std::vector<std::size_t> due(Endpoints& endpoints, SteadyTime now) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < endpoints.list().size(); ++i)
        if (endpoints.list()[i].ask(now) == Turn::due) places.push_back(i);
    return places;
}

/// "1s", "0.35s"
std::string seconds(Duration time) {
    return format_double(to_seconds(time)) + "s";
}

}  // namespace

BetanetSource::BetanetSource(TargetOptions options, SourceContext context)
    : options_(std::move(options)),
      context_(context),
      target_{"betanet", options_.name},
      component_("betanet/" + options_.name),
      address_(options_.http.text()),
      publisher_(context.hub, target_),
      watcher_(options_, publisher_, context.live, context.events),
      client_(context.executor, context.clock, options_),
      random_(system_random()),
      breaker_(options_.breaker, random_),
      state_since_(context.clock.now().wall) {}

Task<void> BetanetSource::run() {
    co_await with_task_group([this](TaskGroup& tasks) { return start(tasks); });
}

Task<void> BetanetSource::start(TaskGroup& tasks) {
    tasks.spawn("tick", tick());
    SteadyTime due = context_.clock.now().steady;
    for (;;) {
        begin_round(tasks);
        due = std::max(due + options_.interval, context_.clock.now().steady);
        co_await context_.clock.sleep_until(due);
    }
}

/// What is asked for is not waited for: the next round comes when it is due.
void BetanetSource::begin_round(TaskGroup& tasks) {
    const Now now = context_.clock.now();
    auto [to_ask, others] = watcher_.begin_round(now);
    Endpoints& endpoints = watcher_.dialects().current();
    if (to_ask.empty()) {
        log_no_request(others, now);
        publish_exporter(now);
        return;
    }
    const BreakerState before = breaker_.state();
    auto permit = breaker_.ask(now.steady);
    note_breaker(before, now);
    if (permit) {
        log::debug(component_, "Collecting Betanet metrics ({})", to_string(endpoints.dialect()));
        tasks.spawn("round", round(std::move(to_ask), std::move(*permit)));
        return;
    }
    if (!std::exchange(told_open_, true))
        log::warn(component_,
                  "Circuit breaker is OPEN: the service is spared, and may be degraded");
    for (const std::size_t i : to_ask)
        endpoints.list()[i].round_over();
    end_round(to_ask, now);
}

void BetanetSource::log_no_request(Turn why, Now now) {
    const auto age = watcher_.dialects().current().oldest_shown(now.steady);
    const std::string shown = age ? seconds(*age) : "nothing is known";
    if (why == Turn::fresh)
        log::debug(component_, "Cache hit: no request in this round (age: {})", shown);
    else if (why == Turn::left_alone)
        log::debug(component_,
                   "No request in this round: the service asks to be left alone (age: {})", shown);
    else
        log::debug(component_, "No request in this round: one is under way (age: {})", shown);
}

Task<void> BetanetSource::round(std::vector<std::size_t> to_ask, CircuitBreaker::Permit permit) {
    const SteadyTime began = context_.clock.now().steady;
    DialectChoice& dialects = watcher_.dialects();
    Endpoints& endpoints = dialects.current();
    // A probe is one request to each endpoint.
    const bool is_probe = breaker_.state() == BreakerState::half_open;
    const RetryPolicy policy = is_probe ? single_attempt(options_.retry) : options_.retry;
    co_await ask_all(endpoints, to_ask, RetryPlan(policy, random_, began));
    const auto others_asked = co_await ask_others(endpoints, policy, began);
    const Now now = context_.clock.now();
    last_round_ = elapsed(began, now.steady);
    const bool is_judged_by_these = others_asked.empty() || &dialects.likelier() == &endpoints;
    judge(std::move(permit), is_judged_by_these ? to_ask : others_asked,
          is_judged_by_these ? endpoints : dialects.likelier(), now);
    for (const std::size_t i : to_ask)
        endpoints.list()[i].round_over();
    if (!others_asked.empty() && dialects.choose(now.steady)) {
        log::info(component_, "the service speaks the dialect {}",
                  to_string(dialects.current().dialect()));
        watcher_.change_dialect(now);
    }
    end_round(&dialects.current() == &endpoints ? to_ask : others_asked, now);
}

/// The endpoints of the other dialect, where there is reason to, and time for half a request: less
/// would tell nothing of the service.
Task<std::vector<std::size_t>> BetanetSource::ask_others(const Endpoints& tried, RetryPolicy policy,
                                                         SteadyTime began) {
    DialectChoice& dialects = watcher_.dialects();
    const SteadyTime now = context_.clock.now().steady;
    const bool has_time = now + policy.attempt_time / 2 <= began + policy.total_time;
    // Another round may have changed the dialect meanwhile.
    Endpoints* const others =
        has_time && &dialects.current() == &tried ? dialects.to_try(now) : nullptr;
    if (others == nullptr) co_return std::vector<std::size_t>{};
    auto asked = due(*others, now);
    co_await ask_all(*others, asked, RetryPlan(policy, random_, began));
    for (const std::size_t i : asked)
        others->list()[i].round_over();
    co_return asked;
}

Task<void> BetanetSource::ask_all(Endpoints& endpoints, std::vector<std::size_t> to_ask,
                                  RetryPlan plan) {
    if (to_ask.empty()) co_return;
    const auto ask_each = [&](TaskGroup& tasks) {
        for (std::size_t i = 1; i < to_ask.size(); ++i)
            tasks.spawn("request", ask(endpoints, to_ask[i], plan));
        return ask(endpoints, to_ask.front(), plan);
    };
    co_await with_task_group(ask_each);
}

Task<void> BetanetSource::ask(Endpoints& endpoints, std::size_t index, RetryPlan plan) {
    EndpointState& endpoint = endpoints.list()[index];
    const std::function<Task<Attempt<Answer>>(SteadyTime)> operation =
        [this, &endpoint](SteadyTime deadline) { return attempt(endpoint, deadline); };
    const auto on_retry = [&](unsigned attempt, const Error& error, Duration wait) {
        const Now now = context_.clock.now();
        endpoint.note_retry({error, attempt + 1, now.steady + wait}, now);
        log::warn(component_, "Attempt {} failed: {}, retrying in {}", attempt, error.message,
                  seconds(wait));
    };
    const auto outcome = co_await retry<Answer>(context_.clock, std::move(plan), endpoint.budget(),
                                                operation, on_retry);
    const Now now = context_.clock.now();
    const std::optional<bool> answered_before = endpoint.answers();
    endpoint.note_outcome(outcome, now);
    if (&watcher_.dialects().current() != &endpoints) co_return;
    if (!outcome && answered_before != false) log::warn(component_, "{}", outcome.error().message);
    if (outcome && answered_before == false)
        log::info(component_, "{} answers again", endpoint.spec().path);
    if (outcome) watcher_.on_answer(index, now);
}

Task<Attempt<Answer>> BetanetSource::attempt(EndpointState& endpoint, SteadyTime deadline) {
    const SteadyTime began = context_.clock.now().steady;
    const auto timeout = std::chrono::ceil<Duration>(deadline - began);
    auto attempt = co_await client_.ask(endpoint.spec(), timeout);
    const SteadyTime ended = context_.clock.now().steady;
    endpoint.note_attempt(attempt.result, elapsed(began, ended));
    if (attempt.retry_after)
        endpoint.leave_alone(std::min(*attempt.retry_after, options_.retry.max_retry_after), ended);
    co_return attempt;
}

/// The service failed when nothing of it answers, not even what was not asked now, and nothing that
/// failed came from a service that is up. To a probe any answer shows that it is up, whatever it
/// is.
void BetanetSource::judge(CircuitBreaker::Permit permit, const std::vector<std::size_t>& asked,
                          const Endpoints& endpoints, Now now) {
    const BreakerState before = breaker_.state();
    const auto answered = [&](std::size_t i) { return endpoints.list()[i].answers() == true; };
    const auto failed = [&](std::size_t i) {
        return endpoints.list()[i].error() && counts_against_service(*endpoints.list()[i].error());
    };
    const bool all_failed = std::ranges::all_of(asked, failed);
    if (std::ranges::any_of(asked, answered) || (before == BreakerState::half_open && !all_failed))
        permit.succeeded(now.steady);
    else if (endpoints.any_answers() == false && all_failed)
        permit.failed(now.steady);
    note_breaker(before, now);
}

/// What has no new answer is shown as it was.
void BetanetSource::end_round(const std::vector<std::size_t>& asked, Now now) {
    watcher_.end_round(asked, now);
    log_round(watcher_.dialects().current(), now);
    publish_exporter(now);
}

void BetanetSource::log_round(const Endpoints& endpoints, Now now) {
    if (endpoints.any_answers() != false) {
        told_stale_ = told_nothing_ = false;
        log::debug(component_, "{}", describe_shown(endpoints, now.steady));
        return;
    }
    const bool has_old = endpoints.oldest_shown(now.steady).has_value();
    if (has_old && !std::exchange(told_stale_, true))
        log::warn(component_, "Using stale cached data due to fetch failure");
    if (!has_old) log_nothing_known(endpoints);
}

void BetanetSource::log_nothing_known(const Endpoints& endpoints) {
    if (std::exchange(told_nothing_, true)) return;
    log::error(component_, "Failed to fetch Betanet metrics, and nothing is cached: {}",
               endpoints.error() ? endpoints.error()->message : "circuit breaker is open");
}

/// The old values do not wait for the end of a round to be gone.
void BetanetSource::log_end_of_stale(const Endpoints& endpoints, Now now) {
    const bool has_old = endpoints.oldest_shown(now.steady).has_value();
    if (told_stale_ && !has_old && endpoints.any_answers() == false) log_nothing_known(endpoints);
}

void BetanetSource::note_breaker(BreakerState before, Now now) {
    const auto& breaker = breaker_.snapshot();
    if (breaker.state == before) return;
    told_open_ = false;
    watcher_.on_circuit(breaker.state != BreakerState::closed);
    if (breaker.state == BreakerState::half_open)
        log::info(component_, "Circuit breaker: attempting recovery, entering half-open state");
    else if (breaker.state == BreakerState::closed)
        log::info(component_, "Circuit breaker: service recovered, closing circuit");
    else
        log::warn(
            component_, "Circuit breaker: {} for {}",
            before == BreakerState::half_open
                ? "the probe failed, open again"
                : fmt::format("opening circuit after {} failures", breaker.consecutive_failures),
            format_duration(elapsed(now.steady, *breaker.open_until)));
}

void BetanetSource::publish_exporter(Now now) {
    const auto& m = exporter_measurement;
    const Duration interval = std::max(options_.interval, tick_interval);
    Point point(m, now.wall, interval);
    if (watcher_.dialects().is_known()) {
        const Dialect spoken = watcher_.dialects().current().dialect();
        point.set(m.api_v1, spoken == Dialect::api_v1);
        point.set(m.server, spoken == Dialect::server);
    }
    if (last_round_) point.set(m.duration, to_seconds(*last_round_));
    point.set(m.mixnodes_left_out, watcher_.mixnodes_left_out(now));
    publisher_.publish(point);
    publisher_.publish(breaker_point(breaker_.snapshot(), "betanet", now, interval));
}

Task<void> BetanetSource::tick() {
    BreakerState told = breaker_.state();
    for (;;) {
        const Now now = context_.clock.now();
        watcher_.tick(now);
        log_end_of_stale(watcher_.dialects().current(), now);
        if (const TargetState state = watcher_.state(); state != state_) {
            log::info(component_, "target is {}", to_string(state));
            state_ = state;
            state_since_ = now.wall;
        }
        if (std::exchange(told, breaker_.state()) != breaker_.state()) publish_exporter(now);
        co_await context_.clock.sleep_for(tick_interval);
    }
}

TargetStatus BetanetSource::status(Now now) const {
    TargetStatus status;
    status.target = target_;
    status.address = address_;
    status.state = state_;
    status.state_since = state_since_;
    status.reasons = watcher_.reasons();
    status.activities = watcher_.activities();
    status.notices = watcher_.notices(now);
    status.demo = context_.demo;
    return status;
}

}  // namespace nodewatch::betanet
