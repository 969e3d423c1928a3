#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.hpp"
#include "store/blob_reader.hpp"
#include "store/cache_budget.hpp"
#include "store/event_rows.hpp"
#include "store/failure_report.hpp"
#include "store/file_lock.hpp"
#include "store/flush.hpp"
#include "store/options.hpp"
#include "store/status.hpp"

namespace nodewatch::store {

/// What the parts of a store share.
struct StoreState {
    StoreState(StoreOptions given, const Clock& the_clock)
        : options(std::move(given)),
          clock(the_clock),
          index(options.max_series),
          readers(options.path),
          budget(options.query_cache_bytes) {}

    const StoreOptions options;
    const Clock& clock;
    SeriesIndex index;
    Head head;
    ReaderPool readers;
    CacheBudget budget;
    EventRows events;
    StoreCounters counters;
    /// The staged chunk that was committed last: numbers ascend while the program runs.
    std::atomic<std::int64_t> last_staged = 0;
    /// The newest series when retention was applied last. The writer's thread only.
    SeriesId newest_at_retention = 0;

    std::int64_t now_ms() const { return clock.now().wall.time_since_epoch().count(); }
    Head::Lateness lateness() const { return {now_ms(), options.late_window.count()}; }
};

/// Owns the connection that writes, and the thread that uses it: flushes memory every interval,
/// runs jobs in between.
class Writer {
public:
    /// Takes the lock, opens the file and fills index and head from it. A damaged file is set aside
    /// and a new one begun. No thread runs before start().
    static Result<std::unique_ptr<Writer>> open(StoreState& state);
    ~Writer();

    void start();
    /// Flushes what is there and ends the thread.
    void stop();

    /// Called on the writer's thread after each flush, and at each interval without one.
    void on_interval(std::function<void()> call) { on_interval_ = std::move(call); }

    /// Runs the job on the writer's thread and waits for its result. Not on the loop thread.
    Result<> run_job(std::function<Result<>(Writer&)> job);
    /// Waits until all that was accepted before is on disk, or for the error that keeps it.
    Result<> flush_now();
    /// Waits while more than `samples` are not on disk, or for the error that keeps them.
    Result<> wait_for_room(std::size_t samples);
    /// The error of the last flush. Any thread.
    Result<> last_flush() const;
    /// Whether the disk took something within the last interval: if not, it may have become full or
    /// read-only without anybody knowing. Any thread.
    bool committed_lately() const;

    // For jobs, on the writer's thread. There is a connection when a job begins, and after each
    // breathe() that was true.
    sqlite::Connection& connection() { return *connection_; }
    StoreState& state() { return state_; }
    /// With `close_all` every open row becomes part of a chunk, too.
    Result<> flush(bool close_all = false);
    /// Flushes when an interval has passed. False when the program is to stop or the file is gone:
    /// long jobs ask between their steps.
    bool breathe();
    /// Lets the WAL begin anew when it has grown.
    void checkpoint_if_large();

private:
    struct Job {
        std::function<Result<>(Writer&)> work;
        Result<> result;
        bool done = false;
    };

    Writer(StoreState& state, FileLock lock) : state_(state) { lock_.emplace(std::move(lock)); }
    Result<> keep_lock();
    Result<> load();
    Result<> open_file();
    Result<> begin_anew(const Error* damage);
    Result<> commit_flush();
    Result<> log_anew();
    std::vector<SeriesRow> changed_rows();
    void extend_bounds();
    void report(const Result<>& result, SteadyTime begin);
    void loop();
    void run_jobs();
    std::size_t chunk_rows() const;

    StoreState& state_;
    std::optional<FileLock> lock_;                  ///< none: another process has it
    std::optional<sqlite::Connection> connection_;  ///< none: no file can be opened at present
    FileIdentity identity_;
    std::int64_t last_flush_ = 0;  ///< its number
    Flush pending_;
    bool log_is_lost_ = false;  ///< the file is new: everything goes into it once more
    std::size_t log_bytes_ = 0;
    std::size_t open_rows_bytes_ = 0;
    SteadyTime flushed_{};
    std::atomic<SteadyTime> committed_{};
    SteadyTime checkpointed_{};
    SteadyTime logged_anew_{};
    std::function<void()> on_interval_;

    FailureReport failures_;
    mutable std::mutex mutex_;  ///< around what follows; the writer's thread waits at it
    std::condition_variable wake_;
    std::condition_variable done_;
    std::deque<std::shared_ptr<Job>> jobs_;
    bool stopping_ = false;
    Result<> last_flush_result_;
    std::thread thread_;
};

}  // namespace nodewatch::store
