#pragma once

#include "telemetry/status.hpp"

namespace nodewatch::testing {

/// 2025-11-21T04:26:40Z
inline const Now example_now{from_unix_seconds(1'763'699'200), SteadyTime{}};

/// A target in good health: ok for 65 minutes, stream connected, one poll answered 1.5 s ago.
inline TargetStatus example_status(std::string node) {
    TargetStatus status;
    status.target = {"xrpl", std::move(node)};
    status.address = "ws://127.0.0.1:6006";
    status.state = TargetState::ok;
    status.state_since = example_now.wall - std::chrono::minutes{65};
    status.stream_connected = true;

    ActivityStatus stream;
    stream.name = "stream ledger";
    stream.last_success = example_now.wall - Duration{500};
    stream.successes = 90;
    ActivityStatus poll;
    poll.name = "poll server_info";
    poll.interval = Duration{1'000};
    poll.last_success = example_now.wall - Duration{1'500};
    poll.successes = 40;
    status.activities = {stream, poll};
    return status;
}

}  // namespace nodewatch::testing
