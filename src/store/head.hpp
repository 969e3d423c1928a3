#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/rows.hpp"
#include "store/series_index.hpp"
#include "store/series_source.hpp"

namespace nodewatch::store {

/// Series whose samples arrive with the same times: their chunks share the time column. A series is
/// in one group at a time. Numbers from 1; below 2^24, for they are part of keys on disk.
using GroupId = std::uint32_t;
inline constexpr GroupId max_group_id = (1U << 24U) - 1;

/// Times that the store takes: from 1970 on, up to the end of year 9999.
inline constexpr std::int64_t max_time = 253'402'300'799'999;

/// Rows that a flush takes from memory to disk.
struct FlushWork {
    struct Closed {
        GroupId group = 0;
        std::shared_ptr<const Rows> rows;  ///< in the order in which they came
    };
    std::vector<Closed> closed;  ///< to become chunks
    /// Rows that came since the flush before and stay open, to be logged.
    std::vector<std::pair<GroupId, Rows>> logged;
    std::vector<SeriesId> series;  ///< new ones, and those that changed groups
};

/// The newest rows, in memory, a group at a time. Rows are kept in the order in which they come;
/// who reads them orders them by time. A row that was given to the log is not changed any more.
///
/// Thread-safe by one mutex and not by snapshots: whoever writes holds it for a row, whoever reads
/// for the copy of one series, and nobody does I/O or compresses under it, so that the loop thread
/// waits for microseconds.
class Head {
public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

    /// Of one sample or row.
    enum class Outcome : std::uint8_t { taken, too_old, bad_time, no_group };

    /// How samples are judged that come late. `now` is unix ms.
    struct Lateness {
        std::int64_t now = 0;
        std::int64_t window = 0;  ///< ms
        /// A sample this old is refused. Measured from the newest sample of the series or from now,
        /// whichever is earlier: after a clock that was a year ahead was set back, the series goes
        /// on.
        std::int64_t oldest(std::int64_t newest) const {
            return newest == never ? never : std::min(newest, now) - window;
        }
    };

    /// 0 when there are no numbers left.
    GroupId new_group();
    /// Its series are not to be moved: they come as whole rows.
    void keep_together(GroupId group);
    bool is_kept_together(GroupId group) const;
    /// A series from a file, or a new one. A series that changes groups keeps the old one among its
    /// former ones, where its older chunks are.
    void place(SeriesId series, GroupId group);
    void restore(SeriesId series, GroupId group, std::vector<GroupId> former);
    /// 0 when it has none.
    GroupId group_of(SeriesId series) const;
    /// The current group first.
    std::vector<GroupId> groups_of(SeriesId series) const;
    std::size_t columns_of(GroupId group) const;
    /// Its columns, or the series placed in it when these are more: those without samples have no
    /// column yet.
    std::size_t size_of(GroupId group) const;
    /// Does the group have an open row of that time?
    bool has_time(GroupId group, std::int64_t time) const;

    struct Value {
        SeriesId series = 0;
        double value = 0;
    };
    struct Sample {
        SeriesId series = 0;
        std::int64_t time = 0;
        double value = 0;
    };
    struct Counts {
        std::size_t taken = 0;
        std::size_t too_old = 0;
        std::size_t bad_time = 0;
        std::size_t no_group = 0;

        Counts& operator+=(const Counts& other);
    };
    /// A whole row. `no_group` when one of the series is not in the group.
    Outcome append_row(GroupId group, std::int64_t time, std::span<const Value> values,
                       Lateness lateness);
    /// Samples of single series, in any order: each into the row of its time when its group has
    /// one, else into a new one.
    Counts append(std::span<const Sample> samples, Lateness lateness);

    /// Puts back what was in memory when a file was last flushed.
    void restore_rows(GroupId group, const Rows& rows);

    /// Takes groups of `chunk_rows` and more as a whole, and the unlogged rows of others. Readers
    /// see the closed rows until committed() takes them away.
    void collect(std::size_t chunk_rows, FlushWork& work);
    /// Lets the next collect() look at groups to which nothing came since the last.
    void touch_all();
    /// All open rows, for a log that begins anew. Some may be logged once more afterwards.
    std::vector<std::pair<GroupId, Rows>> open_rows() const;
    void committed(const FlushWork& work);
    void drop(const std::vector<SeriesId>& series);

    struct View {
        std::vector<GroupId> groups;  ///< the current one first
        /// What is in memory, in no order; of two values for one time the later counts.
        Samples samples;
    };
    View view(SeriesId series, TimeRange range) const;
    /// The time of its newest sample that came, or that a restart brought back to memory; else
    /// `never`.
    std::int64_t newest(SeriesId series) const;
    /// Whether samples of the series in that range are in memory.
    bool has(SeriesId series, TimeRange range) const;

    std::size_t unflushed() const { return unflushed_ + collected_; }
    std::size_t samples() const { return samples_; }
    /// Columns of open rows, and their times.
    HeadStatistics statistics() const;
    /// Series that are given memory.
    std::size_t columns() const;
    std::size_t groups() const;

private:
    static constexpr std::uint32_t no_column = std::numeric_limits<std::uint32_t>::max();

    struct OpenColumn {
        Column column;  ///< as long as the last row with a value; beyond that nothing is there
        std::int64_t newest = never;
        std::size_t next = 0;  ///< the row after the one that was filled last
    };
    struct Group {
        bool dirty = false;
        bool kept_together = false;
        bool ordered = true;  ///< the times ascend
        std::vector<std::int64_t> times;
        std::vector<OpenColumn> columns;
        std::size_t series = 0;  ///< placed here now
        std::size_t logged = 0;
        std::int64_t newest = never;
        std::vector<std::shared_ptr<const Rows>> closed;
    };
    struct Place {
        GroupId group = 0;
        std::uint32_t column = no_column;
    };

    Group* find(GroupId group) const;
    Group& make(GroupId group);
    void set_place(Place& place, GroupId group);
    GroupId group_of_locked(SeriesId series) const;
    std::vector<GroupId> groups_of_locked(SeriesId series) const;
    OpenColumn& column_of(SeriesId series, Group& group);
    const Column* open_column(SeriesId series, GroupId id, const Group& group) const;
    template <typename Visit>
    void visit_columns(SeriesId series, std::span<const GroupId> groups, Visit visit) const;
    Outcome append_one(const Sample& sample, Lateness lateness);
    static std::size_t row_for(Group& group, OpenColumn& column, std::int64_t time);
    static std::size_t new_row(Group& group, std::int64_t time);
    void fill(OpenColumn& column, std::size_t row, std::int64_t time, double value);
    void touch(Group& group, GroupId id);
    std::shared_ptr<const Rows> close(Group& group);
    static Rows copy(const Group& group, std::size_t from);

    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Group>> groups_;  ///< by id; null when never used
    std::vector<GroupId> dirty_;
    std::vector<Place> places_;  ///< by series
    std::unordered_map<SeriesId, std::vector<GroupId>> former_;
    std::vector<SeriesId> changed_;  ///< since the last collect()
    std::size_t columns_ = 0;
    std::atomic<std::size_t> unflushed_ = 0;  ///< samples that no flush took yet
    std::atomic<std::size_t> collected_ = 0;  ///< those that a flush took and has not committed
    std::atomic<std::size_t> samples_ = 0;    ///< in memory
};

}  // namespace nodewatch::store
