#pragma once

#include "networks/host/conditions.hpp"
#include "telemetry/schema.hpp"

/// How the host is, and how it is looked at.
namespace nodewatch::host {

struct StateMeasurement : Measurement {
    StateMeasurement() : Measurement("host_state", "How the host is") {}

    Field up = gauge("up", "host_up", "1", "Whether the kernel's figures can be read");
    Field state = gauge("state", "host_state", "1",
                        "0: its figures cannot be read, 1: well, 2: strained by a condition");
};

/// The conditions of conditions.hpp.
struct ConditionMeasurement : Measurement {
    ConditionMeasurement() : Measurement("host_condition", "What is wrong with the host") {
        for (std::size_t i = 0; i < condition_count; ++i) {
            const std::string name(to_string(static_cast<Condition>(i)));
            fields[i] = gauge(name, "host_condition", "1",
                              "1 while the condition holds; absent while it cannot be judged",
                              {{"condition", name}});
        }
    }
    std::array<Field, condition_count> fields;
};

struct RoundMeasurement : Measurement {
    RoundMeasurement() : Measurement("host_round", "What looking at the host costs", {"round"}) {}

    Field duration = gauge("duration", "nodewatch_host_round_duration_seconds", "seconds",
                           "How long the last round of reading took");
};

struct MountsMeasurement : Measurement {
    MountsMeasurement() : Measurement("host_mounts", "File systems that do not answer") {}

    Field hanging = gauge("hanging", "nodewatch_host_filesystems_hanging", "1",
                          "File systems that have been asked for their figures and do not answer");
    Field timeouts = counter("timeouts", "nodewatch_host_filesystem_timeouts_total", "1",
                             "Times that one did not answer in time");
    Field not_asked = gauge("not_asked", "nodewatch_host_filesystems_not_asked", "1",
                            "File systems that are not asked, because too many others hang");
};

extern const MountsMeasurement mounts_measurement;
extern const StateMeasurement state_measurement;
extern const ConditionMeasurement condition_measurement;
extern const RoundMeasurement round_measurement;

}  // namespace nodewatch::host
