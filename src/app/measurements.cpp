#include "app/measurements.hpp"

#include "networks/resilience_points.hpp"

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
    return {&build_measurement(),       &process_measurement(), &hub_measurement(),
            &http_server_measurement(), &source_measurement(),  &store_measurement(),
            &query_measurement(),       &live_measurement(),    &breaker_measurement,
            &supervisor_measurement};
}

}  // namespace nodewatch::app
