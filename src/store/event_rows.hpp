#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "store/bytes.hpp"
#include "store/sqlite.hpp"
#include "telemetry/event_log.hpp"

namespace nodewatch::store {

/// The content of a row of the table `event`: network, node and value, each after its length.
Bytes encode_event(const LoggedEvent& event);
/// Nothing when it is damaged.
std::optional<LoggedEvent> decode_event(std::int64_t id, ByteView blob);

/// The newest EventLog::kept events, in memory and from the next flush on in the file. Thread-safe:
/// the loop adds, the writer writes.
class EventRows {
public:
    void add(LoggedEvent event);
    /// Oldest first.
    std::vector<LoggedEvent> all() const;

    // For the writer.

    /// Whether some are not on disk.
    bool pending() const;
    /// Writes those in the current transaction, with `anew` all of them, and deletes what is not
    /// kept any more.
    Result<> write(sqlite::Connection& connection, bool anew);
    /// The transaction of the last write() was committed.
    void committed();
    /// Before the first add(). Damaged rows are counted and left out.
    Result<> load(sqlite::Connection& connection, std::uint64_t& damaged);

private:
    mutable std::mutex mutex_;
    std::deque<LoggedEvent> events_;
    std::uint64_t on_disk_ = 0;  ///< the number of the newest event there
    std::uint64_t written_ = 0;  ///< the same, with what is not committed yet
};

}  // namespace nodewatch::store
