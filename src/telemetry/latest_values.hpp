#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "telemetry/hub.hpp"

namespace nodewatch {

class Clock;

/// The last point of every group. Silence is never shown as health: a group whose interval passed
/// three times without a point is stale and left out. That is measured from the moment the point
/// was accepted, by the monotonic clock, so a step of the wall clock neither hides values nor keeps
/// them alive.
///
/// Ages are wall time minus event at the moment the point was accepted, plus what the monotonic
/// clock counted since: never negative, growing evenly, and after a step of the wall clock right
/// again with the next point. Countdowns are the same the other way round.
class LatestValues final : public PointConsumer {
public:
    static constexpr int stale_after_intervals = 3;

    /// The clock outlives this.
    explicit LatestValues(const Clock& clock);
    ~LatestValues() override;

    void accept(const SeriesGroup& group, const Point& point) override;
    void retire(const SeriesGroup& group, WallTime time) override;
    void forget(const SeriesGroup& group) override;

    struct Value {
        const SeriesGroup* group;
        const FieldSpec* field;
        double value;   ///< ages are seconds at `now`, never negative
        WallTime time;  ///< of the point
    };
    /// Calls `visit` for each fresh value, ordered by measurement (as first seen), group id, field.
    void for_each(Now now, const std::function<void(const Value&)>& visit) const;

    /// The last point of a group, fresh or not; ages as published.
    struct Row {
        const SeriesGroup* group;
        const std::vector<double>* values;  ///< one a field; good until the next point
        WallTime time;
        Duration interval;
    };
    /// Only for groups of which a point came.
    Row row(const SeriesGroup& group) const;

    /// Fresh groups at `now`.
    std::size_t fresh_groups(Now now) const;
    /// Groups that went silent; retired ones do not count.
    std::size_t stale_groups(Now now) const;

    /// The fresh value of a series by its metric name, target and all other labels in any order;
    /// for tests and health checks.
    std::optional<double> find(Now now, std::string_view metric, const Target& target,
                               const LabelPairs& labels = {}) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The labels of a series beyond network and node: tags, then what the field fixes.
LabelPairs labels_of(const SeriesGroup& group, const FieldSpec& field);

}  // namespace nodewatch
