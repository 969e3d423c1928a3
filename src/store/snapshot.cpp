#include "store/snapshot.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "store/file_lock.hpp"
#include "store/flush.hpp"
#include "store/schema.hpp"
#include "store/selection.hpp"

namespace nodewatch::store {
namespace {

Result<sqlite::Connection> copy_without_name(const std::string& path) {
    auto source = open_for_reading(path);
    if (!source) return source;
    // Without a name SQLite makes a file that it removes at once and goes on using.
    auto copy = sqlite::Connection::open("", sqlite::Access::create);
    if (!copy) return copy;
    // In one step: of one moment.
    const auto copied =
        sqlite::Backup(*copy, *source).step(sqlite::Backup::all_pages, "copy the history");
    if (copied) return copy;
    const Error& error = copied.error();
    if (error.code != "SQLITE_FULL") return failure(error.within("cannot copy " + path));
    return failure(ErrorKind::file,
                   fmt::format("cannot copy {}: the disk for the temporary copy is full; let "
                               "SQLITE_TMPDIR name a folder with {:.0f} MB of room",
                               path, static_cast<double>(bytes_of(path)) / 1e6),
                   error.code);
}

}  // namespace

Snapshot::Snapshot(std::unique_ptr<BlobReader> reader)
    : readers_(std::move(reader)), index_(std::numeric_limits<std::size_t>::max()) {}

Result<std::unique_ptr<Snapshot>> Snapshot::take(const std::string& path) {
    auto copy = copy_without_name(path);
    if (!copy) return failure(copy.error());
    auto reader = BlobReader::on(std::move(*copy));
    if (!reader) return failure(reader.error());
    sqlite::Connection& connection = (*reader)->connection();
    std::unique_ptr<Snapshot> snapshot(new Snapshot(std::move(*reader)));
    std::uint64_t damaged = 0;
    const auto loaded = load_head(connection, snapshot->index_, snapshot->head_, damaged);
    if (!loaded) return failure(loaded.error());
    snapshot->counters_.damaged_blobs += damaged;
    return snapshot;
}

std::unique_ptr<Selection> Snapshot::select_all() {
    constexpr TimeRange all_time{0, max_time};
    std::vector<SeriesId> ids = index_.match({});
    index_.sort(ids);
    std::vector<StoreSelection::Series> series;
    series.reserve(ids.size());
    for (const SeriesId id : ids) {
        Head::View view = head_.view(id, all_time);
        series.push_back(
            {id, index_.labels(id), std::move(view.groups), true, std::move(view.samples)});
    }
    return std::make_unique<StoreSelection>(
        std::move(series), std::numeric_limits<std::int64_t>::max(), readers_, budget_, counters_);
}

}  // namespace nodewatch::store
