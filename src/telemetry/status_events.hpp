#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "telemetry/event_log.hpp"
#include "telemetry/status.hpp"

namespace nodewatch {

/// Tells of what changed from one look at the targets to the next: states, and reasons that came
/// and went. The first look at a target tells of its reasons alone.
class StatusEvents {
public:
    /// Signs need some time to become a reason, and requests their first answer: a reason of an
    /// earlier run that is not there so long after the target was reached is over.
    static constexpr Duration settling{60'000};

    /// What an earlier run told, oldest first. Of what it told to begin and not to end: nothing is
    /// told while that goes on, and its end when it is over. Before the first observe().
    void restore(const std::vector<LoggedEvent>& events);
    /// A look at these targets; others may be looked at another time.
    void observe(const std::vector<TargetStatus>& statuses, WallTime now, EventLog& log);

private:
    using Reasons = std::map<std::string, WallTime>;  ///< by code, since when
    struct Seen {
        TargetState state = TargetState::starting;
        Reasons reasons;
        Reasons earlier;  ///< of an earlier run, as long as they may be over or go on
        std::optional<WallTime> known_since;  ///< the target is reached
    };
    using Key = std::pair<std::string, std::string>;  ///< network and node
    static void tell_reasons(const TargetStatus& status, Seen& seen, WallTime now, EventLog& log);
    static void tell_earlier_ends(const TargetStatus& status, Seen& seen, WallTime now,
                                  EventLog& log);

    std::map<Key, Seen> seen_;        ///< at the last look at the target
    std::map<Key, Reasons> earlier_;  ///< of targets that were not looked at yet
};

}  // namespace nodewatch
