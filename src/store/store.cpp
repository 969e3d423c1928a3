#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/documents.hpp"
#include "store/selection.hpp"

namespace nodewatch::store {
namespace {

bool overlap(TimeRange a, TimeRange b) {
    return a.from <= b.to && b.from <= a.to;
}

}  // namespace

Store::Store(StoreOptions options, const Clock& clock)
    : state_(std::move(options), clock), points_(state_) {}

Store::~Store() {
    if (writer_) writer_->stop();
}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options, const Clock& clock) {
    std::unique_ptr<Store> store(new Store(std::move(options), clock));
    auto writer = Writer::open(store->state_);
    if (!writer) return failure(writer.error());
    store->writer_ = std::move(*writer);
    store->writer_->start();
    return store;
}

bool Store::may_have(SeriesId id, TimeRange range) const {
    if (overlap(state_.index.bounds(id), range)) return true;
    return state_.head.view(id, range).samples.size() > 0;
}

Result<std::unique_ptr<Selection>> Store::select(const std::vector<Matcher>& matchers,
                                                 TimeRange range, std::size_t max_series) const {
    std::vector<SeriesId> ids = state_.index.match(matchers);
    state_.index.sort(ids);
    std::vector<StoreSelection::Series> found;
    for (const SeriesId id : ids) {
        Head::View view = state_.head.view(id, range);
        // Asked after memory: what moves to disk in between is seen twice rather than not at all.
        const bool on_disk = overlap(state_.index.bounds(id), range);
        if (!on_disk && view.samples.size() == 0) continue;
        if (found.size() == max_series) {
            return failure(ErrorKind::too_large,
                           fmt::format("the selector matches more than {} series", max_series));
        }
        const std::int64_t newest = view.newest == Head::never ? range.to : view.newest;
        found.push_back({id, state_.index.labels(id), std::move(view.groups), on_disk,
                         std::move(view.samples), newest});
    }
    return std::make_unique<StoreSelection>(std::move(found), range, state_.readers,
                                            state_.counters);
}

Result<> Store::for_each_series(const std::vector<Matcher>& matchers, TimeRange range,
                                const std::function<bool(const Labels&)>& visit) const {
    for (const SeriesId id : state_.index.match(matchers)) {
        if (may_have(id, range) && !visit(state_.index.labels(id))) break;
    }
    return {};
}

StoreStatus Store::status() const {
    const StoreCounters& c = state_.counters;
    StoreStatus status;
    status.samples = c.samples;
    status.series = state_.index.size();
    status.groups = state_.head.groups();
    status.head_samples = state_.head.samples();
    status.unflushed_samples = state_.head.unflushed();
    status.file_bytes = bytes_of(state_.options.path) + bytes_of(state_.options.path + "-wal");
    status.refused_old = c.refused_old;
    status.refused_time = c.refused_time;
    status.refused_limit = c.refused_limit;
    status.lost = c.lost;
    status.damaged_blobs = c.damaged_blobs;
    status.flushes = c.flushes;
    status.failed_flushes = c.failed_flushes;
    status.replaced_files = c.replaced_files;
    status.merges = c.merges;
    status.deleted_days = c.deleted_days;
    status.last_flush_ms = c.last_flush_ms;
    status.longest_flush_ms = c.longest_flush_ms;
    status.last_error = c.error();
    return status;
}

Result<> Store::flush() {
    return writer_->flush_now();
}

Result<std::optional<std::string>> Store::load_document(const std::string& key) {
    auto reader = state_.readers.take();
    if (!reader) return failure(reader.error());
    return read_document((*reader)->connection(), key);
}

Result<> Store::save_document(const std::string& key, const std::string& document) {
    return writer_->run_job(
        [&](Writer& writer) { return write_document(writer.connection(), key, document); });
}

}  // namespace nodewatch::store
