#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "telemetry/hub.hpp"

namespace nodewatch {

/// The last value of every field and when it was told. Silence is never shown as health: a group
/// whose interval passed three times without a point is stale and left out.
class LatestValues final : public PointConsumer {
public:
    static constexpr int stale_after_intervals = 3;

    LatestValues();
    ~LatestValues() override;

    void accept(const SeriesGroup& group, const Point& point) override;
    void retire(const SeriesGroup& group, WallTime time) override;

    struct Value {
        const SeriesGroup* group;
        const FieldSpec* field;
        double value;   ///< ages are seconds at `now`, never negative
        WallTime time;  ///< when it was told
    };
    /// Calls `visit` for each fresh value, ordered by measurement (as first seen), group, field.
    void for_each(Now now, const std::function<void(const Value&)>& visit) const;

    /// Fresh groups at `now`.
    std::size_t fresh_groups(Now now) const;
    std::size_t stale_groups(Now now) const;

    /// The fresh value of a series by its metric name, target and labels; for tests and health
    /// checks.
    std::optional<double> find(Now now, std::string_view metric, const Target& target,
                               const LabelPairs& labels = {}) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace nodewatch
