#include <gtest/gtest.h>

#include <ostream>

#include "replay.hpp"

/// Each condition of the recordings is recognised within 15 s and left when it ends, and no other
/// is seen. The times, in seconds since the recording's first line, are the action lines of the
/// recording where there is one, else what tools/xrpl_condition_facts.py reads from the raw lines.
namespace nodewatch::xrpl {
namespace {

constexpr double recognised_within = 15;
constexpr double left_within = 4;

struct Expected {
    std::string condition;
    double from, until;
};
struct Case {
    std::string file, node;
    std::vector<Expected> conditions;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.file << ' ' << c.node;
}

class RecordedConditions : public ::testing::TestWithParam<Case> {};

TEST_P(RecordedConditions, AreRecognisedInTimeAndLeft) {
    Replay replay(GetParam().file, GetParam().node);
    replay.run();

    std::map<std::string, std::vector<Expected>> expected;
    for (const Expected& e : GetParam().conditions)
        expected[e.condition].push_back(e);
    for (const std::string& code : replay.entered())
        EXPECT_TRUE(expected.contains(code)) << code << " from " << replay.periods(code)[0].from;

    for (const auto& [code, wanted] : expected) {
        const auto periods = replay.periods(code);
        ASSERT_EQ(periods.size(), wanted.size()) << code;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            SCOPED_TRACE(code + " from " + std::to_string(wanted[i].from));
            EXPECT_GE(periods[i].from, wanted[i].from - 0.1);
            EXPECT_LE(periods[i].from, wanted[i].from + recognised_within);
            EXPECT_GE(periods[i].until, wanted[i].until - 0.1);
            EXPECT_LE(periods[i].until, wanted[i].until + left_within);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Recordings, RecordedConditions,
    ::testing::Values(
        Case{"life-outage",
             "n1",
             {{"quorum_lost", 105.2, 283.1},
              {"ledger_stale", 124.1, 283.1},
              {"catching_up", 283.0, 328.3},
              {"node_down", 328.3, 346.0},
              {"ledger_stale", 347.2, 349.2},  // the ledger of before its stop
              {"catching_up", 346.2, 351.7},
              {"node_down", 384.4, 394.7}}},
        Case{"life-isolated",
             "n1",
             {{"node_frozen", 1.5, 41.5},
              {"ledger_stale", 41.5, 42.0},
              {"node_isolated", 71.7, 193.6},
              {"not_synced", 72.5, 209.6},
              {"not_proposing", 72.5, 209.6},
              {"ledger_stale", 90.5, 231.6},
              {"quorum_lost", 209.6, 231.6}}},
        Case{"life-validator-list",
             "n6",
             {{"validator_list_missing", 2.0, 102.3},
              {"not_synced", 1.2, 143.7},
              {"not_synced", 221.7, 363.8},
              {"validator_list_expiring", 102.3, 221.5},
              {"validator_list_expired", 221.5, 342.9},
              {"ledger_stale", 240.2, 360.9},
              {"validator_list_expiring", 342.9, 403.8}}},
        // A revocation has no end: it is shown for ten minutes, longer than the recording.
        Case{"life-revocation", "n1", {{"trusted_key_revoked", 17.5, 70.0}}},
        Case{"life-revocation",
             "n4",
             {{"node_down", 16.0, 20.1}, {"validator_key_lost", 20.0, 67.5}}},
        Case{"life-cold-start", "n1", {{"not_proposing", 2.5, 41.6}, {"not_synced", 2.5, 49.1}}},
        Case{"life-cold-start", "n6", {{"node_down", 0.0, 72.6}}}),
    [](const auto& info) {
        std::string name = info.param.file.substr(5) + "_" + info.param.node;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

TEST(RecordedQuorumLoss, TellsHowManyValidatorsSignAndWhatIsNeeded) {
    Replay replay("life-outage", "n1");
    std::string message;
    replay.run([&](double at) {
        if (at < 200 || !message.empty()) return;
        for (const StatusReason& reason : replay.node().watcher.reasons(replay.node().now()))
            if (reason.code == "quorum_lost") message = reason.message;
    });
    // Three of five go on signing; the trusted ones are known since a probe at 145 s.
    EXPECT_NE(message.find("4 trusted validations"), std::string::npos) << message;
    EXPECT_NE(message.find("3 validators sign"), std::string::npos) << message;
}

TEST(RecordedQuorumLoss, IsNotToldByTheStateOfTheNode) {
    Replay replay("life-outage", "n1");
    replay.run([&](double at) {
        if (at < 120 || at > 280) return;
        EXPECT_EQ(replay.node().value("xrpl_validator_state_value"), 7) << at;
        EXPECT_EQ(replay.node().condition("quorum_lost"), 1) << at;
        EXPECT_EQ(replay.node().watcher.state(replay.node().now()), TargetState::degraded) << at;
        // Closed 104 s after the beginning: the age grows although nothing is told.
        EXPECT_NEAR(replay.node().value("xrpl_ledger_age_seconds").value_or(0), at - 104, 2) << at;
    });
}

TEST(RecordedFreeze, TellsThatTheNodeIsDownAndNothingElse) {
    Replay replay("life-isolated", "n1");
    replay.run([&](double at) {
        if (at < 17 || at > 41) return;
        const WatchedNode& node = replay.node();
        EXPECT_EQ(node.value("xrpl_state_realtime_value"), 0) << at;
        EXPECT_EQ(node.value("xrpl_up"), 0) << at;
        EXPECT_EQ(node.watcher.state(node.now()), TargetState::failed) << at;
        EXPECT_EQ(node.value("xrpl_peer_count"), std::nullopt) << at;
        EXPECT_EQ(node.value("xrpl_load_factor_realtime"), std::nullopt) << at;
        EXPECT_EQ(node.value("xrpl_base_fee_xrp"), std::nullopt) << at;
        EXPECT_EQ(node.condition("node_isolated"), std::nullopt) << at;
    });
}

}  // namespace
}  // namespace nodewatch::xrpl
