#pragma once

#include <vector>

#include "store/writer.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::store {

/// Takes the Hub's points into the head: a group of the Hub is a group of the store, and a point a
/// row. Never waits for the disk: when memory holds more than is allowed to wait, the point is lost
/// and counted.
///
/// An age is kept as the seconds that it was at the time of its point (never negative), a countdown
/// as those that were left, which is what /metrics said then. Stale markers are written for a field
/// that a point leaves out, for all fields when the group is retired, and when it was silent for
/// three intervals. Loop thread only.
class PointWriter final : public PointConsumer {
public:
    explicit PointWriter(StoreState& state) : state_(state) {}

    void accept(const SeriesGroup& group, const Point& point) override;
    void retire(const SeriesGroup& group, WallTime time) override;
    void forget(const SeriesGroup& group) override;

    /// Ends groups whose interval passed three times without a point. To be called about every
    /// second, on the loop thread.
    void end_silent_groups();

private:
    struct Entry {
        GroupId group = 0;
        std::vector<SeriesId> series;  ///< by field; 0 when not known yet
        std::vector<bool> live;        ///< by field: the last row had a value
        WallTime last{};
        SteadyTime accepted{};
        Duration interval{};
        bool active = false;
    };

    SeriesId series_of(Entry& entry, const SeriesGroup& group, std::size_t field);
    void write_row(Entry& entry, WallTime time, std::size_t samples);
    void end(Entry& entry, WallTime time);

    StoreState& state_;
    std::vector<Entry> entries_;  ///< by the Hub's id of the group
    std::vector<Head::Value> row_;
};

/// The labels of a field's series: name, network, node, tags, what the field fixes.
Labels labels_of_field(const SeriesGroup& group, std::size_t field);

}  // namespace nodewatch::store
