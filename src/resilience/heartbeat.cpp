#include "resilience/heartbeat.hpp"

namespace nodewatch {

Heartbeat::Heartbeat(HeartbeatPolicy policy, SteadyTime connected)
    : policy_(policy), next_ping_(connected + policy.interval) {}

Heartbeat::Step Heartbeat::step(SteadyTime now) {
    if (sent_ && now >= *sent_ + policy_.timeout) {
        sent_.reset();
        ++snapshot_.failures;
        ++snapshot_.timeouts;
    }
    if (snapshot_.failures >= policy_.failures) return {Action::dead, now};
    if (sent_) return {Action::wait, *sent_ + policy_.timeout};
    if (now < next_ping_) return {Action::wait, next_ping_};
    sent_ = now;
    next_ping_ = now + policy_.interval;
    ++snapshot_.pings;
    return {Action::ping, now + policy_.timeout};
}

void Heartbeat::answered(SteadyTime now) {
    // After a timeout the answer may belong to the earlier ping: it has no known round trip.
    if (sent_ && snapshot_.failures == 0) snapshot_.round_trip = elapsed(*sent_, now);
    sent_.reset();
    snapshot_.failures = 0;
    snapshot_.last_answer = now;
}

}  // namespace nodewatch
