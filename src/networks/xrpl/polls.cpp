#include "networks/xrpl/polls.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace nodewatch::xrpl {

namespace {

/// Notes the outcome and logs the first failure after a success, and the recovery.
void note_outcome(Poll& poll, const Result<>& outcome, Now now, const std::string& component,
                  unsigned& failures) {
    ActivityStatus& status = poll.status;
    if (outcome) {
        ++status.successes;
        status.last_success = now.wall;
        status.last_success_steady = now.steady;
        status.note.clear();
        if (failures > 0) log::info(component, "{} works again", poll.name);
        failures = 0;
        return;
    }
    ++status.failures;
    status.last_error = outcome.error();
    status.last_error_time = now.wall;
    if (outcome.error().kind == ErrorKind::permission)
        status.note = "refused: " + outcome.error().message;
    if (failures++ == 0) log::warn(component, "{} fails: {}", poll.name, outcome.error().message);
}

bool was_not_reached(const Error& error) {
    switch (error.kind) {
        case ErrorKind::timeout:
        case ErrorKind::dns:
        case ErrorKind::refused:
        case ErrorKind::tls:
        case ErrorKind::transport:
        case ErrorKind::closed:
        case ErrorKind::protocol:  // half an answer: the connection broke
            return true;
        default:
            return false;
    }
}

/// `failures` in a row, this outcome included.
Duration next_interval(const Poll& poll, const Result<>& outcome, unsigned failures) {
    if (outcome) return poll.interval;
    if (outcome.error().kind == ErrorKind::permission)
        return std::max(poll.interval, refused_poll_interval);
    if (outcome.error().kind == ErrorKind::unavailable)
        return std::min(poll.interval, failed_poll_interval);
    if (!was_not_reached(outcome.error())) return poll.interval;
    constexpr unsigned largest_shift = 16;
    return std::min(poll.interval,
                    failed_poll_interval * (1 << std::min(failures - 1, largest_shift)));
}

}  // namespace

Task<void> run_poll(Clock& clock, Poll& poll, Duration offset, std::string component) {
    SteadyTime due = clock.now().steady + offset;
    unsigned failures = 0;
    for (;;) {
        co_await clock.sleep_until(due);
        const auto outcome = co_await poll.ask();
        const Now now = clock.now();
        note_outcome(poll, outcome, now, component, failures);

        const Duration interval = next_interval(poll, outcome, failures);
        due += interval;
        if (due <= now.steady) due += interval * ((now.steady - due) / interval + 1);
    }
}

}  // namespace nodewatch::xrpl
