#pragma once

#include "telemetry/hub.hpp"
#include "telemetry/latest_values.hpp"
#include "telemetry/live_board.hpp"

namespace nodewatch {

/// Shows the last point of every group on the board: topic points/<network>/<node>/<measurement>,
/// key `tag="value",...`, value {"t":ms,"i":ms,"v":{"series":number,...}}. Ages and countdowns are
/// unix seconds of their event, as they were published. Values are read from `latest` when somebody
/// asks, so it must get each point before this does.
class LivePoints final : public PointConsumer {
public:
    /// Both outlive this.
    LivePoints(LiveBoard& board, const LatestValues& latest);

    void accept(const SeriesGroup& group, const Point& point) override;
    void retire(const SeriesGroup& group, WallTime time) override;
    void forget(const SeriesGroup& group) override;

private:
    struct Name {
        std::string topic, key;
    };
    const Name& name_of(const SeriesGroup& group);

    LiveBoard& board_;
    const LatestValues& latest_;
    std::vector<Name> names_;  ///< by group id; no topic: not seen yet
};

}  // namespace nodewatch
