#include "networks/xrpl/conditions.hpp"

#include <algorithm>

namespace nodewatch::xrpl {
namespace {

struct ConditionTrait {
    std::string_view code;
    Duration enter_after;  ///< signs must last so long before the condition is entered
    bool critical;
    Duration leave_after{0};  ///< and be away so long before it is left
};

// In the order of Condition. A start of a node passes through "no peers", "not proposing" and the
// like within seconds: enter_after keeps it from looking like a fault.
constexpr std::array<ConditionTrait, condition_count> condition_traits = {{
    {"node_down", Duration{2'000}, true},
    {"node_answers_wrongly", Duration{2'000}, true},
    {"node_address_wrong", Duration{2'000}, true},
    {"node_frozen", Duration{0}, true},
    {"rpc_unreachable", Duration{5'000}, true},
    {"stream_down", Duration{5'000}, true},
    {"node_isolated", Duration{8'000}, true},
    {"not_synced", Duration{0}, true},  // enter_after is configured
    {"quorum_lost", Duration{0}, true, Duration{2'000}},
    {"ledger_stale", Duration{0}, true},
    {"catching_up", Duration{2'000}, false},
    {"fork_suspected", Duration{0}, true},
    {"not_proposing", Duration{12'000}, true},
    {"validator_key_lost", Duration{0}, true},
    // Which signing key belongs to which master key is asked in another request.
    {"validator_key_differs", Duration{10'000}, true},
    {"validator_key_revoked", Duration{0}, true},
    {"trusted_key_revoked", Duration{0}, false},
    {"duplicate_validator_key", Duration{0}, true},
    {"negative_unl", Duration{0}, true},
    {"validator_list_missing", Duration{3'000}, true},
    {"validator_list_expired", Duration{0}, true},
    {"validator_list_expiring", Duration{0}, false},
    {"amendment_blocked", Duration{0}, true},
    {"amendment_block_soon", Duration{0}, true},
    {"clock_offset", Duration{0}, true},
    {"wrong_network_peers", Duration{0}, false},
}};

const ConditionTrait& trait(Condition condition) {
    return condition_traits[static_cast<std::size_t>(condition)];
}

}  // namespace

std::string_view to_string(Condition condition) {
    return trait(condition).code;
}

bool Conditions::update(ConditionInputs inputs, Now now) {
    inputs_ = std::move(inputs);
    judged_at_ = now;
    bool changed = false;
    for (std::size_t i = 0; i < condition_count; ++i) {
        const auto condition = static_cast<Condition>(i);
        if (states_[i].update(judge(condition, now), enter_after(condition),
                              trait(condition).leave_after, now))
            changed = true;
    }
    return changed;
}

Duration Conditions::enter_after(Condition condition) const {
    return condition == Condition::not_synced ? not_synced_after_ : trait(condition).enter_after;
}

bool Conditions::any_active() const {
    return std::ranges::any_of(states_,
                               [](const auto& state) { return state.holds().value_or(false); });
}

std::vector<StatusReason> Conditions::reasons() const {
    std::vector<StatusReason> reasons;
    for (std::size_t i = 0; i < condition_count; ++i) {
        const auto condition = static_cast<Condition>(i);
        if (!active(condition)) continue;
        reasons.push_back({.code = std::string(to_string(condition)),
                           .message = describe(condition, judged_at_),
                           .since = states_[i].since(),
                           .critical = trait(condition).critical});
    }
    return reasons;
}

}  // namespace nodewatch::xrpl
