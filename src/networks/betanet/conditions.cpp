#include "networks/betanet/conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "networks/betanet/decode.hpp"

namespace nodewatch::betanet {
namespace {

// In the order of Condition. A round has tried several times: what it comes to is not a moment's.
constexpr Duration at_once{0};
constexpr std::array<ConditionTrait, condition_count> traits = {{
    {"service_down", at_once, true},
    {"service_silent", at_once, true},
    {"answers_wrongly", at_once, true},
    {"mock_answers", at_once, true},
    {"retrying", at_once, false},
    {"circuit_open", at_once, false},
    {"stale_values", at_once, false},
    {"endpoint_failing", at_once, false},
    {"mixnodes_stopped", at_once, true},
    {"service_restarted", at_once, false},
}};

/// Which condition an error is a sign of.
Condition cause(const Error& error) {
    switch (error.kind) {
        case ErrorKind::timeout:
            return Condition::service_silent;
        case ErrorKind::http_status:
        case ErrorKind::parse:
        case ErrorKind::protocol:
        case ErrorKind::too_large:
            return Condition::answers_wrongly;
        case ErrorKind::server:
            return error.code == mock_code ? Condition::mock_answers : Condition::answers_wrongly;
        default:
            return Condition::service_down;
    }
}

bool wants_credentials(const Error& error) {
    return error.kind == ErrorKind::http_status && (error.code == "401" || error.code == "403");
}

bool is_reach(Condition condition) {
    return condition <= Condition::mock_answers;
}

}  // namespace

std::string_view to_string(Condition condition) {
    return traits[static_cast<std::size_t>(condition)].code;
}

Conditions::Conditions() : ConditionSet(traits) {}

void Conditions::update(ConditionInputs inputs, Now now) {
    inputs_ = std::move(inputs);
    judge_all([this](Condition condition) { return signs(condition); }, now);
}

/// Absent where it cannot be judged.
std::optional<bool> Conditions::signs(Condition condition) const {
    const ConditionInputs& in = inputs_;
    if (condition == Condition::retrying) return in.retrying.has_value();
    if (!in.answers) return std::nullopt;
    if (is_reach(condition)) return !*in.answers && in.error && cause(*in.error) == condition;
    switch (condition) {
        case Condition::circuit_open:
            return in.circuit_open;
        case Condition::stale_values:
            return in.shown_age && *in.shown_age > in.stale_after;
        case Condition::endpoint_failing:
            return *in.answers && !in.failing.empty();
        case Condition::mixnodes_stopped:
            if (!in.total_nodes || !in.active_nodes) return std::nullopt;
            return *in.total_nodes > 0 && *in.active_nodes == 0;
        case Condition::service_restarted:
            return in.since_restart && *in.since_restart < event_shown;
        default:
            return std::nullopt;
    }
}

std::vector<StatusReason> Conditions::reasons() const {
    return reasons_by([this](Condition condition) { return describe(condition); });
}

std::string Conditions::describe(Condition condition) const {
    const ConditionInputs& in = inputs_;
    const std::string error = in.error ? in.error->message : "no error is known";
    switch (condition) {
        case Condition::service_down:
            return fmt::format(
                "Nobody answers at the service's address ({}). Check whether Betanet runs.", error);
        case Condition::service_silent:
            return fmt::format(
                "The service takes connections and answers nothing ({}). Restart it. The server of "
                "fog-compute blocks itself when anyone asks it for /status or /metrics: see to it "
                "that nobody does.",
                error);
        case Condition::answers_wrongly:
            if (in.error && wants_credentials(*in.error))
                return fmt::format(
                    "The service, or a proxy before it, lets nodewatch not in ({}): check `user` "
                    "and "
                    "`password`.",
                    error);
            return fmt::format(
                "Something answers at the service's address, but not as Betanet does: {}.", error);
        case Condition::mock_answers:
            return fmt::format(
                "The answers are made up ({}). Betanet behind that proxy is down; give its own "
                "address as `http`.",
                error);
        case Condition::retrying:
            return fmt::format("A request failed: {}.", in.retrying.value_or(""));
        case Condition::circuit_open:
            return fmt::format(
                "The service failed so often that it is asked only now and then ({}).", error);
        case Condition::stale_values:
            return fmt::format("What is shown was told {} ago.",
                               format_duration(in.shown_age.value_or(Duration{0})));
        case Condition::endpoint_failing:
            return fmt::format(
                "Endpoints without an answer: {} ({}). What they tell is old or "
                "missing, the others are not touched.",
                fmt::join(in.failing, ", "), error);
        case Condition::mixnodes_stopped:
            return fmt::format("None of the {} mixnodes is active: nothing is forwarded.",
                               in.total_nodes.value_or(0));
        case Condition::service_restarted:
            return fmt::format("The service restarted {} ago: its counters began again.",
                               format_duration(in.since_restart.value_or(Duration{0})));
    }
    return {};
}

}  // namespace nodewatch::betanet
