#include "networks/xrpl/state_tracker.hpp"

namespace nodewatch::xrpl {
namespace {

/// An answer that was under way when an event came may tell the state before it.
constexpr Duration answers_cross_events_for{2'000};
constexpr Duration clock_tolerance{100};

bool is_full(ServerState state) {
    return state >= ServerState::full;
}

SteadyTime before(SteadyTime t, double seconds) {
    return t -
           std::chrono::duration_cast<SteadyTime::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

void StateTracker::enter(ServerState state, SteadyTime since) {
    if (state_ && *state_ != state) ++changes_;
    state_ = state;
    since_ = since;
}

bool StateTracker::is_overtaken(ServerState state, std::optional<SteadyTime> began, Now now) const {
    if (!last_announcement_ || !began) return false;
    const auto& [announced, at] = *last_announcement_;
    const bool differs = is_full(announced) ? !is_full(state) : announced != state;
    return differs && *began + clock_tolerance < at &&
           elapsed(at, now.steady) < answers_cross_events_for;
}

void StateTracker::polled(ServerState state, std::optional<double> duration_seconds, Now now) {
    std::optional<SteadyTime> began;
    if (duration_seconds) began = before(now.steady, *duration_seconds);
    if (is_overtaken(state, began, now)) return;
    if (!began && state_ == state) began = since_;
    enter(state, began.value_or(now.steady));
}

void StateTracker::announced(ServerState state, Now now) {
    last_announcement_ = Announcement{state, now.steady};
    if (state_ == state) return;
    if (state == ServerState::full && state_ && is_full(*state_)) return;
    enter(state, now.steady);
}

void StateTracker::down(Now now) {
    last_announcement_.reset();
    if (state_ != ServerState::down) enter(ServerState::down, now.steady);
}

void StateTracker::lost() {
    last_announcement_.reset();
    state_.reset();
    since_.reset();
}

void StateTracker::reached() {
    if (state_ == ServerState::down) lost();
}

void StateTracker::uptime(double seconds) {
    if (uptime_ && seconds < *uptime_) ++restarts_;
    uptime_ = seconds;
}

void StateTracker::restore(std::uint64_t changes, std::uint64_t restarts) {
    changes_ += changes;
    restarts_ += restarts;
}

}  // namespace nodewatch::xrpl
