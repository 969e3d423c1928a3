#include "networks/betanet/measurements.hpp"

namespace nodewatch::betanet {

const ServiceMeasurement service_measurement;
const NodesMeasurement nodes_measurement;
const TrafficMeasurement traffic_measurement;
const PacketsMeasurement packets_measurement;
const LatencyMeasurement latency_measurement;
const FurtherMeasurement further_measurement;
const MixnodeMeasurement mixnode_measurement;
const EndpointMeasurement endpoint_measurement;
const ExporterMeasurement exporter_measurement;
const ConditionMeasurement condition_measurement;

std::vector<const Measurement*> measurements() {
    return {&service_measurement,  &nodes_measurement,    &traffic_measurement,
            &packets_measurement,  &latency_measurement,  &further_measurement,
            &mixnode_measurement,  &endpoint_measurement, &exporter_measurement,
            &condition_measurement};
}

}  // namespace nodewatch::betanet
