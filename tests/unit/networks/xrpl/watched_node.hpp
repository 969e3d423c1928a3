#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "networks/xrpl/watcher.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::xrpl {

/// A Watcher with all it needs and a clock that moves when told to.
struct WatchedNode {
    explicit WatchedNode(WatcherOptions options = {},
                         WallTime start = from_unix_seconds(1'763'700'000))
        : clock(start), latest(clock), watcher(std::move(options), Publisher(hub, target)) {
        hub.add(latest);
    }

    Now now() const { return clock.now(); }

    /// Moves on in steps of at most a second, with a tick at each.
    void pass(Duration time) {
        while (time > Duration{0}) {
            const Duration step = std::min(time, Duration{1'000});
            clock.advance(step);
            watcher.tick(stream, now());
            time -= step;
        }
    }

    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest.find(now(), metric, target, labels);
    }
    std::optional<double> condition(std::string_view name) const {
        return value("xrpl_condition", {{"condition", std::string(name)}});
    }
    bool has_reason(std::string_view code) const {
        for (const StatusReason& reason : watcher.reasons(now()))
            if (reason.code == code) return true;
        return false;
    }

    ManualClock clock;
    Hub hub;
    LatestValues latest;
    Target target{"xrpl", "val-1"};
    StreamHealth stream;
    Watcher watcher;
};

}  // namespace nodewatch::xrpl
