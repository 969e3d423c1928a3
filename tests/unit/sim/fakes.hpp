#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sim/xrpl/backend.hpp"

namespace nodewatch::sim::xrpl {

/// Keeps what was pushed.
struct RecordingSink final : EventSink {
    void push(const Event& event) override { events.push_back(event); }

    std::vector<std::string> of(std::string_view stream) const {
        std::vector<std::string> texts;
        for (const Event& event : events)
            if (event.stream == stream) texts.push_back(*event.v1);
        return texts;
    }

    std::vector<Event> events;
};

/// A time that moves only when told to.
struct Time {
    Now now{from_unix_seconds(1'763'700'000), SteadyTime{}};
    Now after(Duration d) {
        now.wall += d;
        now.steady += d;
        return now;
    }
};

inline std::string recording_file(std::string_view name) {
    return std::string(NODEWATCH_SOURCE_DIR) + "/recordings/xrpl/" + std::string(name) +
           ".jsonl.gz";
}

}  // namespace nodewatch::sim::xrpl
