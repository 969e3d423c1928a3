// What is wrong with a node although it answers: each is recognised within 15 s of its first sign
// and left when it ends.

#include "xrpl_world.hpp"

namespace nodewatch {
namespace {

struct ConditionCase {
    sim::xrpl::Fault fault;
    const char* condition;
    int seconds;  ///< to its recognition: 15 s after the first sign, which may take a poll or
                  ///< ledger
    bool ends = true;
};

class XrplConditions : public XrplWorld, public testing::WithParamInterface<ConditionCase> {};

TEST_P(XrplConditions, IsRecognisedAndLeft) {
    const ConditionCase& c = GetParam();
    watch_until_well();
    EXPECT_FALSE(holds(c.condition));
    node->begin(c.fault);
    EXPECT_TRUE(until([&] { return holds(c.condition); }, std::chrono::seconds(c.seconds)))
        << situation();
    if (!c.ends) return;
    node->end(c.fault);
    step = Duration{200};  // a finding without an end of its own is shown for ten minutes
    EXPECT_TRUE(until([&] { return !holds(c.condition); })) << situation();
}

INSTANTIATE_TEST_SUITE_P(
    Faults, XrplConditions,
    testing::Values(ConditionCase{sim::xrpl::Fault::quorum_loss, "quorum_lost", 20},
                    ConditionCase{sim::xrpl::Fault::isolation, "node_isolated", 15},
                    ConditionCase{sim::xrpl::Fault::list_missing, "validator_list_missing", 15},
                    ConditionCase{sim::xrpl::Fault::list_expired, "validator_list_expired", 15},
                    // A revocation cannot be taken back.
                    ConditionCase{sim::xrpl::Fault::key_revoked, "validator_key_revoked", 15,
                                  false},
                    ConditionCase{sim::xrpl::Fault::key_duplicated, "duplicate_validator_key", 15},
                    ConditionCase{sim::xrpl::Fault::amendment_blocked, "amendment_blocked", 15},
                    ConditionCase{sim::xrpl::Fault::amendment_soon, "amendment_block_soon", 20}),
    [](const auto& info) { return std::string(info.param.condition); });

using XrplCatchUp = XrplWorld;

TEST_F(XrplCatchUp, MissedLedgersThatComeLateAreCatchingUp) {
    watch_until_well();
    node->begin(Fault::quorum_loss);
    pass(std::chrono::minutes(3));
    node->end(Fault::quorum_loss);
    EXPECT_TRUE(until([this] { return holds("catching_up"); }, std::chrono::seconds(15)))
        << situation();
    EXPECT_TRUE(until([this] { return well(); })) << situation();
}

}  // namespace
}  // namespace nodewatch
