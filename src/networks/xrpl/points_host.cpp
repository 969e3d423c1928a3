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

Point history_point(const HistoryFigures& figures, Stamp stamp) {
    constexpr Duration whole = std::chrono::days{HistoryReader::window_days};
    const auto& m = history_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.coverage, to_seconds(figures.watched) / to_seconds(whole));
    point.set(m.availability, figures.availability_percent());
    if (const auto percent = figures.agreement_percent()) {
        point.set(m.agreement, *percent);
        point.set(m.agreements, figures.agreements);
        point.set(m.missed, figures.missed);
    }
    if (figures.watched == Duration{0}) return point;
    for (std::size_t i = 0; i < figures.in_state.size(); ++i)
        point.set(m.in_state[i], to_seconds(figures.in_state[i]));
    return point;
}

}  // namespace nodewatch::xrpl
