#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace nodewatch::store {

/// What the store tells of itself; counts are since the start of the program.
struct StoreStatus {
    std::uint64_t samples = 0;            ///< taken
    std::uint64_t series = 0;             ///< known now
    std::uint64_t groups = 0;             ///< known now
    std::uint64_t head_samples = 0;       ///< in memory now
    std::uint64_t unflushed_samples = 0;  ///< not on disk yet
    std::uint64_t file_bytes = 0;         ///< with the WAL
    std::uint64_t refused_old = 0;        ///< samples behind the window for late ones
    std::uint64_t refused_time = 0;       ///< samples before 1970 or after the year 9999
    std::uint64_t refused_limit = 0;      ///< samples of series over the limit
    std::uint64_t lost = 0;               ///< samples that found no room: the disk does not keep up
    std::uint64_t damaged_blobs = 0;      ///< met while reading
    std::uint64_t flushes = 0;
    std::uint64_t failed_flushes = 0;
    std::uint64_t replaced_files = 0;  ///< removed or damaged, and begun anew
    std::uint64_t merges = 0;          ///< of a day of a group
    std::uint64_t deleted_days = 0;    ///< by retention
    std::int64_t last_flush_us = 0;    ///< how long it took, encoding and commit
    std::int64_t longest_flush_us = 0;
    std::string last_error;  ///< empty after a flush that succeeded
};

/// The counters behind it: written by any thread.
struct StoreCounters {
    std::atomic<std::uint64_t> samples = 0;
    std::atomic<std::uint64_t> refused_old = 0;
    std::atomic<std::uint64_t> refused_time = 0;
    std::atomic<std::uint64_t> refused_limit = 0;
    std::atomic<std::uint64_t> lost = 0;
    std::atomic<std::uint64_t> damaged_blobs = 0;
    std::atomic<std::uint64_t> damaged_at_open = 0;  ///< of these: of series, open rows and the log
    std::atomic<std::uint64_t> flushes = 0;
    std::atomic<std::uint64_t> failed_flushes = 0;
    std::atomic<std::uint64_t> replaced_files = 0;
    std::atomic<std::uint64_t> merges = 0;
    std::atomic<std::uint64_t> deleted_days = 0;
    std::atomic<std::int64_t> last_flush_us = 0;
    std::atomic<std::int64_t> longest_flush_us = 0;

    void set_error(std::string text) {
        const std::scoped_lock lock(mutex_);
        error_ = std::move(text);
    }
    std::string error() const {
        const std::scoped_lock lock(mutex_);
        return error_;
    }

private:
    mutable std::mutex mutex_;  ///< a text is not atomic
    std::string error_;
};

}  // namespace nodewatch::store
