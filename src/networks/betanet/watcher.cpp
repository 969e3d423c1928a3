#include "networks/betanet/watcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "networks/betanet/measurements.hpp"
#include "networks/betanet/wording.hpp"

namespace nodewatch::betanet {
namespace {

enum StateNumber : int { down, starting, stale, partial, up, retrying };

}  // namespace

Watcher::Watcher(const TargetOptions& options, Publisher publisher, LiveBoard* board,
                 EventLog* events)
    : options_(options),
      publisher_(publisher),
      events_(events),
      dialects_(options),
      latency_(latency_measurement.latency),
      tables_(board, publisher.target()),
      part_shown_(parts().size(), false) {}

Stamp Watcher::stamp(Now now) const {
    return {now.wall, std::max(options_.interval, tick_interval)};
}

Watcher::Round Watcher::begin_round(Now now) {
    // A round that waits for one endpoint does not keep the answers of the others from counting.
    observe_latency(now);
    Endpoints& endpoints = dialects_.current();
    Round round;
    for (std::size_t i = 0; i < endpoints.list().size(); ++i) {
        const Turn turn = endpoints.list()[i].ask(now.steady);
        if (turn == Turn::due) {
            round.to_ask.push_back(i);
            continue;
        }
        round.others = std::max(round.others, turn);
        show_old(i, now);
    }
    if (round.to_ask.empty()) publish_latency(now);
    return round;
}

void Watcher::on_answer(std::size_t endpoint, Now now) {
    const bool has_new_source = dialects_.current().choose_sources();
    take_in(endpoint, now);
    if (has_new_source)
        publish_all(now);
    else
        publish_told_by(endpoint, now);
}

void Watcher::end_round(const std::vector<std::size_t>& asked, Now now) {
    Endpoints& endpoints = dialects_.current();
    for (const std::size_t i : asked)
        if (endpoints.list()[i].answers() != true) show_old(i, now);
    // Where an endpoint began to fail, others tell what it told, or would have told.
    const bool has_new_source = endpoints.choose_sources();
    const auto failing_before = std::exchange(failing_, endpoints.failing());
    if (has_new_source || failing_ != failing_before) publish_all(now);
    observe_latency(now);
    publish_latency(now);
}

void Watcher::change_dialect(Now now) {
    Endpoints& endpoints = dialects_.current();
    publisher_.retire(endpoint_measurement, now.wall);
    endpoints.choose_sources();
    for (std::size_t i = 0; i < endpoints.list().size(); ++i)
        if (endpoints.list()[i].answers() == true) take_in(i, now);
    publish_all(now);
    observe_latency(now);
    publish_latency(now);
    take_away_old(now);
}

void Watcher::publish_all(Now now) {
    for (std::size_t i = 0; i < dialects_.current().list().size(); ++i)
        publish_told_by(i, now);
}

void Watcher::take_in(std::size_t endpoint, Now now) {
    const EndpointState& state = dialects_.current().list()[endpoint];
    const auto entry = state.shown(now.steady);
    if (!entry) return;
    if (restarts_.on_answer(state.spec().path, *entry->value, now.steady) && events_ != nullptr)
        events_->add(publisher_.target(), now.wall, Severity::warning, "service_restarted",
                     "Betanet restarted: its counters began again");
}

void Watcher::show_old(std::size_t endpoint, Now now) {
    EndpointState& state = dialects_.current().list()[endpoint];
    const auto entry = state.shown(now.steady);
    if (!entry) return;
    if (!entry->fresh) state.note_stale_served();
    publish_told_by(endpoint, now);
}

/// The parts of which it tells something, as they are known by now.
void Watcher::publish_told_by(std::size_t endpoint, Now now) {
    const auto entry = dialects_.current().list()[endpoint].shown(now.steady);
    if (!entry) return;
    const Answer believed = dialects_.current().believed(now.steady);
    for (std::size_t i = 0; i < parts().size(); ++i) {
        const Part& part = parts()[i];
        if (!part.is_told(*entry->value)) continue;
        const Answer& told = part.is_whole ? *entry->value : believed;
        if (part.is_told(told)) publish_part(i, told, now);
    }
}

void Watcher::publish_part(std::size_t index, const Answer& told, Now now) {
    const Part& part = parts()[index];
    publisher_.publish_set(part.measurement, part.points(told, stamp(now)), now.wall);
    part_shown_[index] = true;
    if (&part.measurement == &mixnode_measurement) tables_.show_mixnodes(*told.mixnodes);
}

/// Once for each answer that is believed. A mean of exactly 0 is told before the first message:
/// nothing was measured.
void Watcher::observe_latency(Now now) {
    const auto told = dialects_.current().believed(latency_value(), now.steady);
    if (!told || (latency_observed_ && told->answered <= *latency_observed_)) return;
    latency_observed_ = told->answered;
    if (told->value > 0) latency_.observe(told->value);
}

void Watcher::publish_latency(Now now) {
    if (latency_.count() == 0 || !dialects_.current().believed(latency_value(), now.steady)) return;
    Point point(latency_measurement, now.wall, stamp(now).interval);
    latency_.write(point);
    publisher_.publish(point);
    latency_shown_ = true;
}

/// What nobody has told for the maximum age is not known any more.
void Watcher::take_away_old(Now now) {
    const Endpoints& endpoints = dialects_.current();
    const Answer believed = endpoints.believed(now.steady);
    for (std::size_t i = 0; i < parts().size(); ++i) {
        const Part& part = parts()[i];
        const bool is_known = part.is_whole ? endpoints.shown(part.is_told, now.steady) != nullptr
                                            : part.is_told(believed);
        if (is_known || !part_shown_[i]) continue;
        part_shown_[i] = false;
        publisher_.retire(part.measurement, now.wall);
        if (&part.measurement == &mixnode_measurement) tables_.show_mixnodes({});
    }
    if (latency_shown_ && !believed.latency_seconds) {
        latency_shown_ = false;
        publisher_.retire(latency_measurement, now.wall);
    }
}

void Watcher::tick(Now now) {
    take_away_old(now);
    conditions_.update(condition_inputs(now), now);
    tables_.show_endpoints(dialects_.current(), options_.retry.attempts, now.steady);
    std::vector<double> shown = news(now);
    const bool is_due = !published_ || elapsed(*published_, now.steady) >= options_.interval;
    if (!is_due && shown == published_news_) return;
    published_ = now.steady;
    published_news_ = std::move(shown);
    publish_service(now);
    publish_conditions(now);
    for (const EndpointState& endpoint : dialects_.current().list())
        publisher_.publish(endpoint.point(stamp(now), now));
}

/// Changes whenever there is something to tell before the next round.
std::vector<double> Watcher::news(Now now) const {
    std::vector<double> all = {static_cast<double>(state_number(now)),
                               static_cast<double>(restarts_.restarts())};
    for (std::size_t i = 0; i < condition_count; ++i)
        all.push_back(conditions_.active(static_cast<Condition>(i)) ? 1 : 0);
    for (const EndpointState& endpoint : dialects_.current().list())
        all.push_back(static_cast<double>(endpoint.happenings()));
    return all;
}

int Watcher::state_number(Now now) const {
    const Endpoints& endpoints = dialects_.current();
    const auto answers = endpoints.any_answers();
    if (answers == false)
        return endpoints.oldest_shown(now.steady) ? StateNumber::stale : StateNumber::down;
    if (!endpoints.failing().empty()) return StateNumber::partial;
    if (endpoints.retry() != nullptr) return StateNumber::retrying;
    return answers ? StateNumber::up : StateNumber::starting;
}

void Watcher::publish_service(Now now) {
    const auto& m = service_measurement;
    Point point(m, now.wall, stamp(now).interval);
    point.set(m.up, dialects_.current().any_answers());
    point.set(m.state, state_number(now));
    point.set(m.uptime, dialects_.current().believed(now.steady).uptime_seconds);
    point.set(m.restarts, restarts_.restarts());
    if (const auto last = dialects_.current().last_success())
        point.set(m.last_success, unix_time_of(*last, now));
    publisher_.publish(point);
}

void Watcher::publish_conditions(Now now) {
    const auto& m = condition_measurement;
    Point point(m, now.wall, stamp(now).interval);
    for (std::size_t i = 0; i < condition_count; ++i)
        point.set(m.fields[i], conditions_.holds(static_cast<Condition>(i)));
    publisher_.publish(point);
}

ConditionInputs Watcher::condition_inputs(Now now) const {
    ConditionInputs inputs;
    inputs.answers = dialects_.current().any_answers();
    inputs.error = dialects_.current().error();
    inputs.failing = dialects_.current().failing();
    if (const Retry* retry = dialects_.current().retry())
        inputs.retrying = describe(*retry, options_.retry.attempts, now.steady);
    inputs.circuit_open = circuit_open_;
    inputs.shown_age = dialects_.current().oldest_shown(now.steady);
    inputs.stale_after = std::max(options_.fresh_for, 2 * options_.interval);
    const Answer believed = dialects_.current().believed(now.steady);
    inputs.total_nodes = believed.total_nodes;
    inputs.active_nodes = believed.active_nodes;
    if (restarts_.last()) inputs.since_restart = elapsed(*restarts_.last(), now.steady);
    return inputs;
}

std::optional<std::uint64_t> Watcher::mixnodes_left_out(Now now) const {
    const auto tells_mixnodes = [](const Answer& answer) { return answer.mixnodes.has_value(); };
    const Answer* shown = dialects_.current().shown(tells_mixnodes, now.steady);
    return shown != nullptr ? std::optional(shown->mixnodes_left_out) : std::nullopt;
}

TargetState Watcher::state() const {
    const auto answers = dialects_.current().any_answers();
    if (!answers && !conditions_.any_active()) return TargetState::starting;
    if (answers == false) return TargetState::failed;
    return conditions_.any_active() ? TargetState::degraded : TargetState::ok;
}

std::vector<ActivityStatus> Watcher::activities() const {
    std::vector<ActivityStatus> all;
    for (const EndpointState& endpoint : dialects_.current().list())
        all.push_back(endpoint.activity());
    return all;
}

std::vector<std::string> Watcher::notices(Now now) const {
    std::vector<std::string> notices;
    for (const EndpointState& endpoint : dialects_.current().list()) {
        const auto entry = endpoint.shown(now.steady);
        if (!entry) continue;
        for (const std::string& flaw : entry->value->flaws)
            notices.push_back(fmt::format("{}: {}", endpoint.spec().path, flaw));
        if (entry->value->mixnodes_left_out > 0)
            notices.push_back(fmt::format("{}: {} mixnodes beyond the first {} are not shown",
                                          endpoint.spec().path, entry->value->mixnodes_left_out,
                                          max_mixnodes));
    }
    return notices;
}

}  // namespace nodewatch::betanet
