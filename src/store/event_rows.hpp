#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "store/bytes.hpp"
#include "store/sqlite.hpp"
#include "telemetry/kept_events.hpp"

namespace nodewatch::store {

/// The content of a row of the table `event`: network, node and value, each after its length.
Bytes encode_event(const LoggedEvent& event);
/// Nothing when it is damaged.
std::optional<LoggedEvent> decode_event(std::int64_t id, ByteView blob);

/// The events that KeptEvents keeps, in memory and from the next flush on in the file. Thread-safe:
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
    KeptEvents events_;
    std::set<std::uint64_t> on_disk_;  ///< numbers of the sound events there
    std::set<std::uint64_t> written_;  ///< the same, with what is not committed yet
};

}  // namespace nodewatch::store
