#pragma once

#include <optional>
#include <string>
#include <vector>

#include "networks/betanet/conditions.hpp"
#include "networks/betanet/dialect_choice.hpp"
#include "networks/betanet/options.hpp"
#include "networks/betanet/points.hpp"
#include "networks/betanet/restart_tracker.hpp"
#include "networks/betanet/tables.hpp"
#include "telemetry/event_log.hpp"
#include "telemetry/histogram.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::betanet {

/// Between two ticks. What they publish may stand this long, however short the rounds are.
inline constexpr Duration tick_interval{1'000};

/// All that nodewatch knows of one Betanet service. Takes what its endpoints tell, and the time;
/// publishes points. No I/O and no clock of its own.
class Watcher {
public:
    /// Board and events outlive the watcher. Null: nobody looks.
    Watcher(const TargetOptions& options, Publisher publisher, LiveBoard* board, EventLog* events);

    /// The dialect that the service speaks, and its endpoints.
    DialectChoice& dialects() { return dialects_; }
    const DialectChoice& dialects() const { return dialects_; }

    struct Round {
        std::vector<std::size_t> to_ask;  ///< places of endpoints; all are under way from now on
        Turn others = Turn::fresh;        ///< why one of the others is not asked
    };
    /// What is not to be asked now is shown as it was.
    Round begin_round(Now now);
    /// An endpoint of the current dialect has a new answer.
    void on_answer(std::size_t endpoint, Now now);
    /// The round asked these. What those without an answer told before is shown again.
    void end_round(const std::vector<std::size_t>& asked, Now now);
    /// The same, after which the service turned out to speak another dialect.
    void change_dialect(Now now);

    /// Whether the circuit breaker keeps requests from the service, but for probes.
    void on_circuit(bool open) { circuit_open_ = open; }
    /// Every tick_interval: judges the conditions, takes away what is too old.
    void tick(Now now);

    /// Beyond the bound, in the answer that is shown.
    std::optional<std::uint64_t> mixnodes_left_out(Now now) const;

    // --- what the status page shows ---
    TargetState state() const;
    std::vector<StatusReason> reasons() const { return conditions_.reasons(); }
    std::vector<ActivityStatus> activities() const;
    std::vector<std::string> notices(Now now) const;

private:
    Stamp stamp(Now now) const;
    void take_in(std::size_t endpoint, Now now);
    void show_old(std::size_t endpoint, Now now);
    void publish_told_by(std::size_t endpoint, Now now);
    void publish_all(Now now);
    void publish_part(std::size_t part, const Answer& told, Now now);
    void observe_latency(Now now);
    void publish_latency(Now now);
    void publish_service(Now now);
    void publish_conditions(Now now);
    void take_away_old(Now now);
    ConditionInputs condition_inputs(Now now) const;
    int state_number(Now now) const;
    std::vector<double> news(Now now) const;

    TargetOptions options_;
    Publisher publisher_;
    EventLog* events_;
    DialectChoice dialects_;
    RestartTracker restarts_;
    Histogram latency_;
    std::optional<SteadyTime> latency_observed_;  ///< when the last observation was answered
    bool latency_shown_ = false;
    Conditions conditions_;
    Tables tables_;
    bool circuit_open_ = false;
    std::vector<bool> part_shown_;
    std::vector<std::string> failing_;  ///< endpoints, at the end of the last round
    std::optional<SteadyTime> published_;
    std::vector<double> published_news_;
};

}  // namespace nodewatch::betanet
