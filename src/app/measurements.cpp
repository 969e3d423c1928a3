#include "app/measurements.hpp"

#include "networks/network.hpp"
#include "networks/resilience_points.hpp"
#include "sinks/influx/measurement.hpp"

namespace nodewatch::app {

const BuildMeasurement& build_measurement() {
    static const BuildMeasurement measurement;
    return measurement;
}

const ProcessMeasurement& process_measurement() {
    static const ProcessMeasurement measurement;
    return measurement;
}

const HubMeasurement& hub_measurement() {
    static const HubMeasurement measurement;
    return measurement;
}

const HttpServerMeasurement& http_server_measurement() {
    static const HttpServerMeasurement measurement;
    return measurement;
}

const SourceMeasurement& source_measurement() {
    static const SourceMeasurement measurement;
    return measurement;
}

const StoreMeasurement& store_measurement() {
    static const StoreMeasurement measurement;
    return measurement;
}

const QueryMeasurement& query_measurement() {
    static const QueryMeasurement measurement;
    return measurement;
}

const LiveMeasurement& live_measurement() {
    static const LiveMeasurement measurement;
    return measurement;
}

std::vector<const Measurement*> self_measurements() {
    return {&build_measurement(),       &process_measurement(),   &hub_measurement(),
            &http_server_measurement(), &source_measurement(),    &store_measurement(),
            &query_measurement(),       &live_measurement(),      &breaker_measurement,
            &supervisor_measurement,    &influx::sink_measurement};
}

std::vector<const Measurement*> all_measurements() {
    auto all = self_measurements();
    for (const auto& network : networks()) {
        const auto more = network.measurements();
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace nodewatch::app
