#include "networks/xrpl/polls.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace nodewatch::xrpl {

namespace {

/// Notes the outcome and logs the first failure after a success, and the recovery.
void note_outcome(Poll& poll, const Result<>& outcome, Now now, const std::string& component,
                  bool& failing) {
    ActivityStatus& status = poll.status;
    if (outcome) {
        ++status.successes;
        status.last_success = now.wall;
        status.note.clear();
        if (failing) log::info(component, "{} works again", poll.name);
        failing = false;
        return;
    }
    ++status.failures;
    status.last_error = outcome.error();
    status.last_error_time = now.wall;
    if (outcome.error().kind == ErrorKind::permission)
        status.note = "refused: " + outcome.error().message;
    if (!failing) log::warn(component, "{} fails: {}", poll.name, outcome.error().message);
    failing = true;
}

Duration next_interval(const Poll& poll, const Result<>& outcome) {
    if (outcome) return poll.interval;
    if (outcome.error().kind == ErrorKind::permission)
        return std::max(poll.interval, refused_poll_interval);
    return std::min(poll.interval, failed_poll_interval);
}

}  // namespace

Task<void> run_poll(Clock& clock, Poll& poll, Duration offset, std::string component) {
    SteadyTime due = clock.now().steady + offset;
    bool failing = false;
    for (;;) {
        co_await clock.sleep_until(due);
        const auto outcome = co_await poll.ask();
        const Now now = clock.now();
        note_outcome(poll, outcome, now, component, failing);

        const Duration interval = next_interval(poll, outcome);
        due += interval;
        if (due <= now.steady) due += interval * ((now.steady - due) / interval + 1);
    }
}

}  // namespace nodewatch::xrpl
