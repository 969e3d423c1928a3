#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/chunk.hpp"
#include "store/documents.hpp"
#include "store/selection.hpp"

namespace nodewatch::store {
namespace {

bool overlap(TimeRange a, TimeRange b) {
    return a.from <= b.to && b.from <= a.to;
}

}  // namespace

Store::Store(StoreOptions options, const Clock& clock)
    : state_(std::move(options), clock), points_(state_), maintenance_(clock.now().steady) {}

Store::~Store() {
    if (writer_) writer_->stop();
}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options, const Clock& clock) {
    std::unique_ptr<Store> store(new Store(std::move(options), clock));
    auto writer = Writer::open(store->state_);
    if (!writer) return failure(writer.error());
    store->writer_ = std::move(*writer);
    store->writer_->on_interval(
        [raw = store.get()] { raw->maintenance_.run_if_due(*raw->writer_); });
    store->writer_->start();
    return store;
}

bool Store::may_have(SeriesId id, TimeRange range) const {
    if (overlap(state_.index.bounds(id), range)) return true;
    return state_.head.has(id, range);
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
        found.push_back({id, state_.index.labels(id), std::move(view.groups), on_disk,
                         std::move(view.samples)});
    }
    // After the copies, so that what moves to disk in between is seen twice rather than not at all.
    return std::make_unique<StoreSelection>(std::move(found), state_.last_staged, state_.readers,
                                            state_.budget, state_.counters);
}

Result<> Store::for_each_series(const std::vector<Matcher>& matchers, TimeRange range,
                                const std::function<bool(const Labels&)>& visit) const {
    for (const SeriesId id : state_.index.match(matchers)) {
        if (may_have(id, range) && !visit(state_.index.labels(id))) break;
    }
    return {};
}

Result<> Store::for_each_label(const std::vector<Matcher>& matchers, TimeRange range,
                               std::string_view name, const LabelVisitor& visit) const {
    const auto counts = [&](SeriesId id, TimeRange bounds) {
        return overlap(bounds, range) || state_.head.has(id, range);
    };
    for (const auto& label : state_.index.find_labels(matchers, name, counts))
        if (!visit(label.name, label.value)) break;
    return {};
}

std::vector<std::string> Store::warnings() const {
    const std::uint64_t damaged = state_.counters.damaged_at_open;
    if (damaged == 0) return {};
    return {
        fmt::format("{} damaged parts of the history could not be read when it was opened: "
                    "series, or their newest samples, may be missing from every answer; run "
                    "'nodewatch store verify' where nodewatch runs to see which",
                    damaged)};
}

Result<HeadStatistics> Store::head_statistics() const {
    HeadStatistics statistics = state_.head.statistics();
    auto reader = state_.readers.take();
    if (!reader) return failure(reader.error());
    auto staged = (*reader)->connection().prepare("SELECT first, last, data FROM staging");
    if (!staged) return failure(staged.error());
    while (true) {
        const auto row = staged->step();
        if (!row) return failure(row.error());
        if (!*row) return statistics;
        statistics.extend({staged->integer(0), staged->integer(1)});
        if (const auto chunk = ChunkView::parse(staged->bytes(2)))
            statistics.chunks += chunk->columns();
    }
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
    status.last_flush_us = c.last_flush_us;
    status.longest_flush_us = c.longest_flush_us;
    status.last_error = c.error();
    return status;
}

Result<> Store::flush() {
    return writer_->flush_now();
}

Result<> Store::maintain() {
    return writer_->run_job(
        [](Writer& writer) { return store::maintain(writer, writer.state().now_ms()); });
}

Result<> Store::compact() {
    return writer_->run_job([](Writer& writer) { return store::compact(writer); });
}

Result<> Store::back_up(const std::string& path) {
    return writer_->run_job([&](Writer& writer) {
        auto flushed = writer.flush();
        return flushed ? store::back_up(writer, path) : flushed;
    });
}

Result<std::vector<Store::TierSeries>> Store::select_tier(const std::vector<Matcher>& matchers,
                                                          Tier tier, TimeRange range,
                                                          std::size_t max_series) const {
    std::vector<SeriesId> ids = state_.index.match(matchers);
    state_.index.sort(ids);
    auto reader = state_.readers.take();
    if (!reader) return failure(reader.error());
    std::vector<TierSeries> found;
    std::uint64_t damaged = 0;
    for (const SeriesId id : ids) {
        std::vector<TierPoint> points;
        for (const GroupId group : state_.head.groups_of(id)) {
            auto read = read_tier((*reader)->connection(), tier, group, id, range, damaged, points);
            if (!read) return failure(read.error());
        }
        if (points.empty()) continue;
        if (found.size() == max_series) {
            return failure(ErrorKind::too_large,
                           fmt::format("the selector matches more than {} series", max_series));
        }
        std::ranges::sort(points, {}, &TierPoint::time);
        found.push_back({state_.index.labels(id), std::move(points)});
    }
    state_.counters.damaged_blobs += damaged;
    return found;
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
