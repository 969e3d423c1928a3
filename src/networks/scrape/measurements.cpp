#include "networks/scrape/measurements.hpp"

namespace nodewatch::scrape {

const TargetMeasurement target_measurement;
const TotalsMeasurement totals_measurement;

std::vector<const Measurement*> measurements() {
    return {&target_measurement, &totals_measurement};
}

}  // namespace nodewatch::scrape
