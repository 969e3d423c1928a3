#include "app/history.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "app/data_dir.hpp"
#include "app/measurements.hpp"
#include "base/log.hpp"

namespace nodewatch::app {

namespace {
constexpr Duration step{1'000};
constexpr int steps_per_report = 5;
constexpr Duration report_interval = step * steps_per_report;
}  // namespace

std::vector<api::ProgramProblem> problems_of(const store::StoreStatus& status,
                                             const store::StoreStatus& before) {
    using enum api::HealthLevel;
    std::vector<api::ProgramProblem> problems;
    const std::uint64_t lost = status.lost - before.lost;
    if (lost > 0) {
        problems.push_back({failed, fmt::format("{} samples of the last {} were lost: more than "
                                                "memory holds wait for the disk",
                                                lost, format_duration(report_interval))});
    }
    if (!status.last_error.empty()) {
        problems.push_back({degraded, fmt::format("the history is not written, {} samples wait in "
                                                  "memory: {}",
                                                  status.unflushed_samples, status.last_error)});
    }
    if (status.damaged_blobs > 0) {
        problems.push_back(
            {degraded, fmt::format("damage of the history was met {} times since the "
                                   "start, and left out; 'nodewatch store verify' "
                                   "names it",
                                   status.damaged_blobs)});
    }
    if (status.replaced_files > 0) {
        problems.push_back({degraded, fmt::format("the history was begun anew {} times since the "
                                                  "start, for its file was removed or damaged; a "
                                                  "damaged one is kept as {}.damaged-TIME",
                                                  status.replaced_files, store_file_name)});
    }
    return problems;
}

Result<std::unique_ptr<History>> History::open(store::StoreOptions options, Clock& clock,
                                               WorkerPool& pool) {
    std::string path = options.path;
    auto store = store::Store::open(std::move(options), clock);
    if (!store) return failure(store.error());
    return std::unique_ptr<History>(new History(std::move(*store), std::move(path), clock, pool));
}

History::History(std::unique_ptr<store::Store> store, std::string path, Clock& clock,
                 WorkerPool& pool)
    : store_(std::move(store)),
      path_(std::move(path)),
      clock_(clock),
      pool_(pool),
      documents_(*store_, pool) {}

void History::attach(Hub& hub) {
    hub.add(store_->points());
}

void History::keep(EventLog& events) {
    events.on_add([this](const LoggedEvent& event) { store_->add_event(event); });
}

Task<void> History::run(Publisher publisher) {
    store::StoreStatus before;
    for (int count = 0;; ++count) {
        store_->points().end_silent_groups();
        if (count % steps_per_report == 0) {
            const auto now = co_await pool_.run([this] { return report(); });
            publish(publisher, now);
            problems_ = problems_of(now.store, before);
            before = now.store;
        }
        co_await clock_.sleep_for(step);
    }
}

History::Report History::report() const {
    Report now{.store = store_->status(), .space = {}};
    std::error_code error;
    // An unknown size comes as the greatest number.
    if (const auto space = std::filesystem::space(path_.parent_path(), error);
        !error && space.capacity != static_cast<std::uintmax_t>(-1))
        now.space = space;
    return now;
}

void History::publish(Publisher& publisher, const Report& report) const {
    const store::StoreStatus& status = report.store;
    const auto& measurement = store_measurement();
    Point point(measurement, clock_.now().wall, report_interval);
    point.set(measurement.samples, status.samples);
    point.set(measurement.series, status.series);
    point.set(measurement.head_samples, status.head_samples);
    point.set(measurement.unflushed, status.unflushed_samples);
    point.set(measurement.file_bytes, status.file_bytes);
    if (report.space) {
        point.set(measurement.filesystem_size, report.space->capacity);
        point.set(measurement.filesystem_free, report.space->available);
    }
    point.set(measurement.refused_old, status.refused_old);
    point.set(measurement.refused_time, status.refused_time);
    point.set(measurement.refused_limit, status.refused_limit);
    point.set(measurement.lost, status.lost);
    point.set(measurement.damaged, status.damaged_blobs);
    point.set(measurement.flushes, status.flushes);
    point.set(measurement.failed_flushes, status.failed_flushes);
    point.set(measurement.replaced_files, status.replaced_files);
    point.set(measurement.last_flush, static_cast<double>(status.last_flush_us) / 1e6);
    point.set(measurement.longest_flush, static_cast<double>(status.longest_flush_us) / 1e6);
    publisher.publish(point);
}

Result<std::unique_ptr<TemporaryDataDir>> TemporaryDataDir::make() {
    std::error_code error;
    auto folder = std::filesystem::temp_directory_path(error);
    std::string path = (error ? "/tmp" : folder.string()) + "/nodewatch-demo-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
        return failure(ErrorKind::file, "cannot make the folder " + path + ": " +
                                            std::generic_category().message(errno));
    }
    return std::unique_ptr<TemporaryDataDir>(new TemporaryDataDir(std::move(path)));
}

TemporaryDataDir::~TemporaryDataDir() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
    if (error) log::warn("store", "cannot remove {}: {}", path_, error.message());
}

}  // namespace nodewatch::app
