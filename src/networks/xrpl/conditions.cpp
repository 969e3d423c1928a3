#include "networks/xrpl/conditions.hpp"

namespace nodewatch::xrpl {
namespace {

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

}  // namespace

std::string_view to_string(Condition condition) {
    return condition_traits[static_cast<std::size_t>(condition)].code;
}

Conditions::Conditions(Duration not_synced_after) : ConditionSet(condition_traits) {
    enter_after(Condition::not_synced, not_synced_after);
}

bool Conditions::update(ConditionInputs inputs, Now now) {
    inputs_ = std::move(inputs);
    judged_at_ = now;
    return judge_all([&](Condition condition) { return judge(condition, now); }, now);
}

std::vector<StatusReason> Conditions::reasons() const {
    return reasons_by([this](Condition condition) { return describe(condition, judged_at_); });
}

}  // namespace nodewatch::xrpl
