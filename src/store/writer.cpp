#include "store/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "store/schema.hpp"

namespace nodewatch::store {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t full_chunk_rows = 1'024;
constexpr std::size_t least_chunk_rows = 64;

/// The log begins anew after this time, or when it is larger than this and than four times what
/// writing all open rows took.
constexpr Duration log_interval = 10min;
constexpr std::size_t log_bytes = std::size_t{4} << 20U;

constexpr Duration checkpoint_interval = 30s;
constexpr std::uint64_t wal_bytes = std::uint64_t{4} << 20U;

/// Bounds of series are kept by whole days on disk: they change once a day and not with each chunk.
TimeRange whole_days(TimeRange range) {
    return {range.from / day_ms * day_ms, (range.to / day_ms + 1) * day_ms - 1};
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(StoreState& state) {
    if (auto checked = check_header(state.options.path); !checked) return failure(checked.error());
    auto lock = FileLock::take(state.options.path);
    if (!lock) return failure(lock.error());
    std::unique_ptr<Writer> writer(new Writer(state, std::move(*lock)));
    auto loaded = writer->load();
    if (!loaded && sqlite::is_damage(loaded.error())) {
        const Error error = loaded.error();
        loaded = writer->begin_anew(&error);
    }
    if (!loaded) return failure(loaded.error());
    return writer;
}

Result<> Writer::load() {
    if (auto opened = open_file(); !opened) return opened;
    std::uint64_t damaged = 0;
    const auto last_flush = load_head(*connection_, state_.index, state_.head, damaged);
    if (!last_flush) return failure(last_flush.error());
    state_.counters.damaged_at_open += damaged;
    const auto events = state_.events.load(*connection_, damaged);
    state_.counters.damaged_blobs += damaged;
    if (!events) return events;
    const auto staged = connection_->query_integer("SELECT max(id) FROM staging");
    if (!staged) return failure(staged.error());
    last_flush_ = *last_flush;
    state_.last_staged = *staged;
    return {};
}

Result<> Writer::open_file() {
    auto connection = open_for_writing(state_.options.path);
    if (!connection) return failure(connection.error());
    connection_ = std::move(*connection);
    identity_ = identity_of(state_.options.path);
    return {};
}

/// After the file was removed or found damaged: what is in memory goes into a new one.
Result<> Writer::begin_anew(const Error* damage) {
    connection_.reset();
    state_.readers.renew();
    std::string why = state_.options.path + " was removed or replaced";
    if (damage != nullptr) {
        const auto kept = set_aside(state_.options.path, state_.now_ms());
        if (!kept) return failure(kept.error());
        why = fmt::format("{}; it is kept as {}", damage->message, *kept);
    }
    log_is_lost_ = true;
    if (auto opened = open_file(); !opened) return opened;
    ++state_.counters.replaced_files;
    log::error("store", "{}; a new file begins", why);
    return {};
}

Writer::~Writer() {
    stop();
}

void Writer::start() {
    checkpointed_ = logged_anew_ = std::chrono::steady_clock::now();
    flushed_ = checkpointed_;
    committed_ = checkpointed_;
    thread_ = std::thread([this] { loop(); });
}

void Writer::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (!thread_.joinable()) return;
    thread_.join();
    if (const std::size_t lost = state_.head.unflushed(); lost > 0)
        log::error("store", "{} samples could not be written and are lost: {}", lost,
                   state_.counters.error());
    // The connection that closes last takes the WAL away, and that must be one that may write.
    state_.readers.renew();
    connection_.reset();
}

std::size_t Writer::chunk_rows() const {
    const std::size_t columns = std::max<std::size_t>(state_.head.columns(), 1);
    return std::clamp(state_.options.head_bytes / (columns * sizeof(double)), least_chunk_rows,
                      full_chunk_rows);
}

std::vector<SeriesRow> Writer::changed_rows() {
    // Kept with what is pending: when this commit fails, the next one needs them again.
    std::vector<SeriesId>& ids = pending_.work.series;
    if (log_is_lost_) ids = state_.index.match({});
    for (const StagedChunk& chunk : pending_.chunks) {
        const TimeRange bounds = whole_days(chunk.bounds);
        for (const SeriesId id : chunk.series) {
            const TimeRange known = state_.index.bounds(id);
            if (bounds.from < known.from || bounds.to > known.to) ids.push_back(id);
        }
    }
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    extend_bounds();

    std::vector<SeriesRow> rows;
    for (const SeriesId id : ids) {
        std::vector<GroupId> groups = state_.head.groups_of(id);
        if (groups.empty()) continue;
        const GroupId group = groups.front();
        groups.erase(groups.begin());
        rows.push_back(
            {id, group, std::move(groups), state_.index.bounds(id), state_.index.labels(id)});
    }
    return rows;
}

void Writer::extend_bounds() {
    for (const StagedChunk& chunk : pending_.chunks) {
        for (const SeriesId id : chunk.series)
            state_.index.extend(id, whole_days(chunk.bounds));
    }
}

Result<> Writer::commit_flush() {
    const std::vector<SeriesRow> series = changed_rows();
    auto transaction = sqlite::Transaction::begin_write(*connection_);
    if (!transaction) return failure(transaction.error());
    if (auto written =
            write_flush(*connection_, pending_, series, last_flush_ + 1, state_.last_staged);
        !written)
        return written;
    if (auto written = state_.events.write(*connection_, log_is_lost_); !written) return written;
    if (log_is_lost_) {
        const GroupRows open = state_.head.open_rows();
        if (auto logged = write_open_rows(*connection_, open, last_flush_ + 1); !logged)
            return logged;
    }
    if (auto committed = transaction->commit(); !committed) return committed;
    for (const auto& [group, rows] : pending_.work.logged)
        log_bytes_ += rows.size() * rows.columns.size() * sizeof(double);
    committed_ = std::chrono::steady_clock::now();
    ++last_flush_;
    state_.last_staged += static_cast<std::int64_t>(pending_.chunks.size());
    log_is_lost_ = false;
    state_.head.committed(pending_.work);
    state_.events.committed();
    pending_ = Flush{};
    return {};
}

/// After somebody removed the lock's file, with the data folder for instance.
Result<> Writer::keep_lock() {
    if (lock_ && lock_->is_in_place()) return {};
    lock_.reset();
    auto lock = FileLock::take(state_.options.path);
    if (!lock) return failure(lock.error());
    lock_.emplace(std::move(*lock));
    return {};
}

Result<> Writer::flush(bool close_all) {
    const auto begin = std::chrono::steady_clock::now();
    flushed_ = begin;
    if (auto kept = keep_lock(); !kept) {
        report(kept, begin);
        return kept;
    }
    if (!connection_ || identity_of(state_.options.path) != identity_) {
        auto anew = begin_anew(nullptr);
        if (!anew && sqlite::is_damage(anew.error())) {
            const Error error = anew.error();
            anew = begin_anew(&error);
        }
        if (!anew) {
            report(anew, begin);
            return anew;
        }
    }
    if (close_all) state_.head.touch_all();
    state_.head.collect(close_all ? 1 : chunk_rows(), pending_.work);
    if (pending_.empty() && !log_is_lost_ && !state_.events.pending()) {
        state_.head.committed(pending_.work);
        // What kept the last flush from the file is over.
        if (!last_flush()) report({}, begin);
        return {};
    }
    encode_closed(pending_, state_.head);
    auto result = commit_flush();
    if (!result && sqlite::is_damage(result.error())) {
        const Error error = result.error();
        result = begin_anew(&error);
        if (result) result = commit_flush();
    }
    report(result, begin);
    return result;
}

void Writer::report(const Result<>& result, SteadyTime begin) {
    StoreCounters& counters = state_.counters;
    const std::int64_t took = std::chrono::duration_cast<std::chrono::microseconds>(
                                  std::chrono::steady_clock::now() - begin)
                                  .count();
    counters.last_flush_us = took;
    counters.longest_flush_us = std::max<std::int64_t>(counters.longest_flush_us, took);
    {
        const std::scoped_lock lock(mutex_);
        last_flush_result_ = result;
    }
    done_.notify_all();
    if (result) {
        ++counters.flushes;
        counters.set_error({});
        if (const auto text = failures_.succeeded()) log::info("store", "{}", *text);
        return;
    }
    ++counters.failed_flushes;
    counters.set_error(result.error().message);
    if (const auto text = failures_.failed(result.error().message, begin))
        log::error("store", "{}", *text);
}

Result<> Writer::log_anew() {
    const GroupRows open = state_.head.open_rows();
    auto transaction = sqlite::Transaction::begin_write(*connection_);
    if (!transaction) return failure(transaction.error());
    if (auto written = write_open_rows(*connection_, open, last_flush_); !written) return written;
    if (auto committed = transaction->commit(); !committed) return committed;
    open_rows_bytes_ = 0;
    for (const auto& [group, rows] : open)
        open_rows_bytes_ += rows.size() * rows.columns.size() * sizeof(double);
    log_bytes_ = 0;
    return {};
}

void Writer::checkpoint_if_large() {
    if (!connection_) return;
    const auto now = std::chrono::steady_clock::now();
    const bool due = elapsed(checkpointed_, now) >= checkpoint_interval;
    if (!due && bytes_of(state_.options.path + "-wal") < wal_bytes) return;
    checkpointed_ = now;
    // A reader in the middle of a chunk may keep the end of it: the next one takes that.
    std::ignore = connection_->execute("PRAGMA wal_checkpoint(PASSIVE)");
}

bool Writer::breathe() {
    checkpoint_if_large();
    const auto now = std::chrono::steady_clock::now();
    if (elapsed(flushed_, now) >= state_.options.flush_interval) std::ignore = flush();
    const std::scoped_lock lock(mutex_);
    return !stopping_ && connection_;
}

void Writer::run_jobs() {
    std::deque<std::shared_ptr<Job>> jobs;
    {
        const std::scoped_lock lock(mutex_);
        jobs.swap(jobs_);
    }
    for (const auto& job : jobs) {
        if (!connection_) std::ignore = flush();
        Result<> result = connection_ ? job->work(*this) : last_flush();
        const std::scoped_lock lock(mutex_);
        job->result = std::move(result);
        job->done = true;
    }
    if (!jobs.empty()) done_.notify_all();
}

void Writer::loop() {
    while (true) {
        bool last = false;
        {
            std::unique_lock lock(mutex_);
            wake_.wait_until(lock, flushed_ + state_.options.flush_interval,
                             [this] { return stopping_ || !jobs_.empty(); });
            last = stopping_;
        }
        run_jobs();
        const auto now = std::chrono::steady_clock::now();
        if (last || elapsed(flushed_, now) >= state_.options.flush_interval) {
            const auto flushed = flush();
            const bool log_is_long = elapsed(logged_anew_, now) >= log_interval ||
                                     log_bytes_ > std::max(log_bytes, 4 * open_rows_bytes_);
            if (flushed && (last || log_is_long)) {
                logged_anew_ = now;
                if (auto anew = log_anew(); !anew) state_.counters.set_error(anew.error().message);
            }
            if (!last && connection_ && on_interval_) on_interval_();
        }
        checkpoint_if_large();
        if (last) return;
    }
}

Result<> Writer::run_job(std::function<Result<>(Writer&)> work) {
    auto job = std::make_shared<Job>();
    job->work = std::move(work);
    std::unique_lock lock(mutex_);
    if (stopping_) return failure(ErrorKind::unavailable, "the store is closing");
    jobs_.push_back(job);
    wake_.notify_all();
    done_.wait(lock, [&] { return job->done; });
    return job->result;
}

Result<> Writer::flush_now() {
    return run_job([](Writer& writer) { return writer.flush(); });
}

Result<> Writer::wait_for_room(std::size_t samples) {
    while (state_.head.unflushed() > samples) {
        if (auto flushed = flush_now(); !flushed) return flushed;
    }
    return {};
}

Result<> Writer::last_flush() const {
    const std::scoped_lock lock(mutex_);
    return last_flush_result_;
}

bool Writer::committed_lately() const {
    return elapsed(committed_, std::chrono::steady_clock::now()) < state_.options.flush_interval;
}

}  // namespace nodewatch::store
