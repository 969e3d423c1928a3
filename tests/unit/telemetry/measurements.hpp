#pragma once

#include "telemetry/point.hpp"

namespace nodewatch::testing {

/// Declarations to try the telemetry with.
struct ServerMeasurement : Measurement {
    ServerMeasurement() : Measurement("test_server", "What the server says of itself") {}
    Field peers = gauge("peers", "test_peers", "1", "Peers connected");
    Field validated = age("validated", "test_validated_age_seconds", "Since the last validation");
    Field disconnects =
        counter("disconnects", "test_disconnects_total", "1", "Peers that went away");
    Field full = gauge("full", "test_state", "1", "1 for the current state", {{"state", "full"}});
    Field syncing =
        gauge("syncing", "test_state", "1", "1 for the current state", {{"state", "syncing"}});
};

struct VersionMeasurement : Measurement {
    VersionMeasurement() : Measurement("test_version", "Version it runs", {"version"}) {}
    Field info = gauge("info", "test_version_info", "1", "1 for the version it runs");
};

}  // namespace nodewatch::testing
