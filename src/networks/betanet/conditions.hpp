#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/condition_set.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::betanet {

/// What can be wrong with a service. In the order of the status page.
enum class Condition : std::uint8_t {
    service_down,       ///< nobody answers at its address
    service_silent,     ///< it takes connections and answers nothing
    answers_wrongly,    ///< something answers there, but not as Betanet does
    mock_answers,       ///< a proxy makes its answers up
    retrying,           ///< a request failed, and the next attempt follows
    circuit_open,       ///< it failed so often that it is spared for a while
    stale_values,       ///< what is shown is old
    endpoint_failing,   ///< some of its endpoints answer, others do not
    mixnodes_stopped,   ///< it has mixnodes, and none is active
    service_restarted,  ///< its counters began again a short time ago
};
inline constexpr std::size_t condition_count =
    static_cast<std::size_t>(Condition::service_restarted) + 1;

/// Its stable code: "service_down".
std::string_view to_string(Condition condition);

/// What the conditions are judged by. Absent is unknown.
struct ConditionInputs {
    /// Whether any endpoint answered when it was asked last; absent before the first answer.
    std::optional<bool> answers;
    /// Of the first endpoint that failed, when it was asked last.
    std::optional<Error> error;
    /// Why a request is made again, of endpoints that are not known to fail, and what follows.
    std::optional<std::string> retrying;
    std::vector<std::string> failing;  ///< names of endpoints that failed when they were asked last
    bool circuit_open = false;
    std::optional<Duration> shown_age;  ///< of the oldest values shown; absent: none are
    Duration stale_after{0};
    std::optional<double> total_nodes, active_nodes;  ///< of an answer that is shown
    std::optional<Duration> since_restart;
};

/// Judges every condition. Pure.
class Conditions : public ConditionSet<Condition, condition_count> {
public:
    /// An event that has no end is shown so long.
    static constexpr Duration event_shown{600'000};

    Conditions();

    void update(ConditionInputs inputs, Now now);
    std::vector<StatusReason> reasons() const;

private:
    std::optional<bool> signs(Condition condition) const;
    std::string describe(Condition condition) const;

    ConditionInputs inputs_;
};

}  // namespace nodewatch::betanet
