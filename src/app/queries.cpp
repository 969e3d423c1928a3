#include "app/queries.hpp"

#include <algorithm>
#include <thread>

#include "api/prometheus_metadata.hpp"
#include "app/allocator.hpp"
#include "app/measurements.hpp"
#include "app/self_metrics.hpp"

namespace nodewatch::app {

namespace {

constexpr int reports_per_trim = 12;

/// More than cores, so that a short query has its share beside some long ones; few, because each
/// may hold the samples of a whole query.
std::size_t thread_count() {
    return std::clamp<std::size_t>(2 * std::thread::hardware_concurrency(), 4, 8);
}

/// Under the names of Prometheus' flags, those that have a counterpart here.
std::map<std::string, std::string> flags_of(const Configuration& configuration) {
    const auto& query = configuration.query;
    return {
        {"query.lookback-delta", format_exact_duration(Duration{query.engine.lookback})},
        {"query.max-concurrency", std::to_string(query.max_running)},
        {"query.max-samples", std::to_string(query.engine.max_samples)},
        {"query.timeout", format_exact_duration(query.timeout)},
        {"storage.tsdb.retention.time", format_exact_duration(configuration.store.retention)},
        {"web.enable-remote-write-receiver", configuration.import ? "true" : "false"},
    };
}

api::ServerInfo server_info(const Configuration& configuration, const MetadataBoard& metadata,
                            api::BuildInfo build) {
    return {.build = std::move(build),
            .flags = flags_of(configuration),
            .configuration = {},
            .retention = format_exact_duration(configuration.store.retention),
            .metadata = {api::metadata_of(all_measurements()), &metadata}};
}

}  // namespace

Queries::Queries(const Configuration& configuration, store::Store& store, Clock& clock,
                 WorkerPool& housekeeping, const MetadataBoard& metadata, api::BuildInfo build,
                 PrometheusApi::Statuses statuses)
    : clock_(clock),
      housekeeping_(housekeeping),
      pool_(thread_count()),
      queries_(store, pool_, clock, configuration.query,
               server_info(configuration, metadata, std::move(build)), std::move(statuses)) {
    if (!configuration.import) return;
    imports_.emplace([&store] { return store.importer(); }, pool_, clock, ImportApi::Settings{});
}

void Queries::install(net::HttpServer& server) {
    queries_.install(server);
    if (imports_) imports_->install(server);
}

Task<void> Queries::run(Publisher publisher) {
    std::uint64_t seen = 0;
    bool used = false;  // since memory was given back
    for (int report = 0;; ++report) {
        publish(publisher);
        const std::uint64_t now = activity();
        // A dashboard that asks more often than this keeps its memory.
        const bool is_quiet = now == seen;
        // Sources, too, leave some behind, above all when many connect at once.
        if (is_quiet && (used || report % reports_per_trim == 0)) {
            co_await housekeeping_.run([] {
                give_memory_back();
                return true;
            });
        }
        used = !is_quiet;
        seen = now;
        co_await clock_.sleep_for(SelfMetrics::interval);
    }
}

std::uint64_t Queries::activity() const {
    if (!imports_) return queries_.counters().requests;
    const auto imports = imports_->counters();
    return queries_.counters().requests + imports.samples + imports.discarded + imports.refused;
}

void Queries::publish(Publisher& publisher) const {
    const auto& measurement = query_measurement();
    Point point(measurement, clock_.now().wall, SelfMetrics::interval);
    const auto queries = queries_.counters();
    point.set(measurement.requests, queries.requests);
    point.set(measurement.refused, queries.refused);
    point.set(measurement.refused_samples, queries_.samples().refusals());
    point.set(measurement.held_samples, queries_.samples().held());
    if (imports_) {
        const auto imports = imports_->counters();
        point.set(measurement.imported, imports.samples);
        point.set(measurement.discarded, imports.discarded);
        point.set(measurement.refused_imports, imports.refused);
    }
    publisher.publish(point);
}

}  // namespace nodewatch::app
