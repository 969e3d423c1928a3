#include "store/usage.hpp"

#include <array>
#include <unordered_map>

#include "store/chunk.hpp"
#include "store/schema.hpp"
#include "store/tables.hpp"

namespace nodewatch::store {
namespace {

using UsageBySeries = std::unordered_map<std::uint64_t, MetricUsage>;

void add_chunks(ByteView blob, UsageBySeries& usage) {
    while (!blob.empty()) {
        const auto chunk = ChunkView::parse(blob);
        if (!chunk) return;
        blob = blob.subspan(chunk->bytes());
        std::size_t own = 0;
        for (std::size_t i = 0; i < chunk->columns(); ++i)
            own += chunk->column_bytes(i);
        const double share =
            static_cast<double>(chunk->bytes() - own) / static_cast<double>(chunk->columns());
        for (std::size_t i = 0; i < chunk->columns(); ++i) {
            MetricUsage& series = usage[chunk->key(i)];
            Presence presence;
            if (chunk->presence(i, presence)) series.samples += presence.count(chunk->rows());
            series.bytes += static_cast<double>(chunk->column_bytes(i)) + share;
        }
    }
}

Result<> add_table(sqlite::Connection& connection, std::string_view sql, UsageBySeries& usage) {
    auto statement = connection.prepare(sql);
    if (!statement) return failure(statement.error());
    while (true) {
        const auto row = statement->step();
        if (!row) return failure(row.error());
        if (!*row) return {};
        add_chunks(statement->bytes(0), usage);
    }
}

}  // namespace

MetricUsage& MetricUsage::operator+=(const MetricUsage& other) {
    series += other.series;
    samples += other.samples;
    bytes += other.bytes;
    return *this;
}

Result<std::map<std::string, MetricUsage>> usage_by_metric(const std::string& path) {
    auto connection = open_for_reading(path);
    if (!connection) return failure(connection.error());
    UsageBySeries by_series;
    for (const char* sql : {"SELECT data FROM chunk", "SELECT data FROM staging"}) {
        const auto added = add_table(*connection, sql, by_series);
        if (!added) return failure(added.error());
    }
    std::map<std::string, MetricUsage> by_metric;
    std::uint64_t damaged = 0;
    const auto loaded = load_series(*connection, damaged, [&](const SeriesRow& row) {
        MetricUsage usage = by_series[row.id];
        usage.series = 1;
        by_metric[std::string(row.labels.metric_name())] += usage;
    });
    if (!loaded) return failure(loaded.error());
    return by_metric;
}

}  // namespace nodewatch::store
