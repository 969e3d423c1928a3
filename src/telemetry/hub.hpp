#pragma once

#include <memory>
#include <string>
#include <vector>

#include "telemetry/point.hpp"

namespace nodewatch {

/// One series group: a measurement of one target with one set of tag values. Interned by the Hub;
/// its address is its identity and stays valid as long as the Hub.
struct SeriesGroup {
    const Measurement* measurement = nullptr;
    Target target;
    std::vector<std::string> tag_values;
    std::uint32_t id = 0;  ///< dense, from 0
};

/// Takes what the Hub hands out. Called on the loop thread; must not block.
class PointConsumer {
public:
    virtual ~PointConsumer() = default;
    virtual void accept(const SeriesGroup& group, const Point& point) = 0;
    /// The group is over: its values are stale from `time` on. A later point brings it back.
    virtual void retire(const SeriesGroup& group, WallTime time) = 0;
    /// The group, retired before, is given up: its address and id will stand for another one.
    virtual void forget(const SeriesGroup&) {}
};

/// Hands points to the consumers. Never blocks a source. Loop thread only.
class Hub {
public:
    /// At most this many groups, in all and of one target; points of further ones are counted and
    /// dropped. A hostile peer must not fill the memory with label values, nor take the room of
    /// other targets.
    static constexpr std::size_t max_groups = 200'000;
    static constexpr std::size_t max_groups_per_target = 50'000;
    /// Retired groups kept for each measurement of a target, for values that come back. Of more,
    /// those retired first are forgotten: a tag that never repeats (an uptime as text) must not
    /// fill the room.
    static constexpr std::size_t max_retired_groups = 64;
    /// Tag values are cut to this many bytes, and made valid UTF-8.
    static constexpr std::size_t max_tag_bytes = 1'024;

    Hub();
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    /// Consumers are added before the first point and outlive the Hub's use.
    void add(PointConsumer& consumer);

    struct Counters {
        std::uint64_t points = 0;
        /// Over a bound, or with another number of tag values than the measurement has tags.
        std::uint64_t dropped_points = 0;
        std::uint64_t groups = 0;  ///< known now, live and retired
    };
    Counters counters() const;

private:
    friend class Publisher;
    struct State;
    struct TargetRecord;
    std::unique_ptr<State> state_;
};

/// The way a source publishes: stamps its target on every point. Cheap to copy; the Hub outlives
/// it.
class Publisher {
public:
    Publisher(Hub& hub, Target target);

    void publish(const Point& point);

    /// The points are all there is of their measurement for this target: groups of it that are not
    /// among them are retired. For values whose tags change (a version, a list of publishers).
    void publish_set(const Measurement& measurement, const std::vector<Point>& points,
                     WallTime time);

    /// All groups of the measurement for this target are retired: its values are not known any
    /// more.
    void retire(const Measurement& measurement, WallTime time);
    /// All groups of this target are retired.
    void retire_all(WallTime time);

    const Target& target() const;

private:
    Hub* hub_;
    Hub::TargetRecord* record_;
};

}  // namespace nodewatch
