#include "networks/xrpl/measurements_monitor.hpp"
#include "networks/xrpl/points.hpp"

namespace nodewatch::xrpl {

Point database_point(const DatabaseSample& sample, Stamp stamp) {
    const auto& m = database_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.ledger, sample.ledger_db_bytes);
    point.set(m.nudb, sample.nudb_bytes);
    point.set(m.filesystem, sample.filesystem_bytes);
    point.set(m.filesystem_free, sample.filesystem_free_bytes);
    return point;
}

Point process_point(const ProcessSample& sample, std::optional<double> cpu_percent, Stamp stamp) {
    const auto& m = process_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.cpu_percent, cpu_percent);
    point.set(m.cpu_cores, sample.cpu_cores);
    point.set(m.cpu_seconds, sample.cpu_seconds);
    point.set(m.resident, sample.resident_bytes);
    point.set(m.open_files, sample.open_files);
    point.set(m.open_files_limit, sample.open_files_limit);
    return point;
}

}  // namespace nodewatch::xrpl
