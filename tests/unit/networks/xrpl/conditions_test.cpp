#include "networks/xrpl/conditions.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "net/timeout.hpp"

/// Conditions that no recording shows; replay_conditions_test.cpp has the others.
namespace nodewatch::xrpl {
namespace {

class ConditionsTest : public ::testing::Test {
protected:
    ConditionsTest() {
        in.rpc_answers = true;
        in.stream_connected = true;
        in.state = ServerState::proposing;
        in.synced = true;
        in.admin = true;
        in.peers = 20;
        in.quorum = 28;
        in.list_status = "active";
        in.list_expiration = unix_now() + 100 * 86'400;
        in.amendment_blocked = false;
        in.ledger_age = Duration{3'000};
        in.catching_up = false;
        in.validator = true;
        in.other_key = "";
        in.key_lost = in.own_key_revoked = in.negative_unl = in.fork = false;
        in.wrong_network_peers = 0;
    }

    std::int64_t unix_now() { return clock.now().wall.time_since_epoch().count() / 1'000; }
    void pass(Duration time) {
        for (; time > Duration{0}; time -= Duration{1'000}) {
            clock.advance(Duration{1'000});
            conditions.update(in, clock.now());
        }
    }
    std::string message(Condition condition) {
        for (const StatusReason& reason : conditions.reasons())
            if (reason.code == to_string(condition)) return reason.message;
        return "";
    }

    ManualClock clock;
    ConditionInputs in;
    Conditions conditions;
};

TEST_F(ConditionsTest, AHealthyValidatorHasNone) {
    pass(Duration{60'000});
    EXPECT_FALSE(conditions.any_active());
    for (std::size_t i = 0; i < condition_count; ++i) {
        const auto condition = static_cast<Condition>(i);
        if (condition == Condition::trusted_key_revoked || condition == Condition::quorum_lost)
            continue;
        EXPECT_EQ(conditions.holds(condition), false) << to_string(condition);
    }
}

TEST_F(ConditionsTest, NothingKnownIsNotWell) {
    in = ConditionInputs{};
    pass(Duration{60'000});
    for (std::size_t i = 0; i < condition_count; ++i) {
        const auto condition = static_cast<Condition>(i);
        EXPECT_NE(conditions.holds(condition), true) << to_string(condition);
    }
    EXPECT_EQ(conditions.holds(Condition::node_isolated), std::nullopt);
    EXPECT_EQ(conditions.holds(Condition::ledger_stale), std::nullopt);
}

TEST_F(ConditionsTest, AmendmentBlock) {
    in.block_eta_seconds = 3 * 86'400 + 3'600;
    pass(Duration{1'000});
    EXPECT_TRUE(conditions.active(Condition::amendment_block_soon));
    EXPECT_NE(message(Condition::amendment_block_soon).find("3d 1h"), std::string::npos);

    in.amendment_blocked = true;
    pass(Duration{1'000});
    EXPECT_TRUE(conditions.active(Condition::amendment_blocked));
    EXPECT_FALSE(conditions.active(Condition::amendment_block_soon));
}

TEST_F(ConditionsTest, ValidatorListExpiresInTwoWeeksOrLess) {
    in.list_expiration = unix_now() + 14 * 86'400 + 100;
    pass(Duration{1'000});
    EXPECT_FALSE(conditions.active(Condition::validator_list_expiring));
    pass(Duration{100'000});
    EXPECT_TRUE(conditions.active(Condition::validator_list_expiring));

    in.list_expiration = unix_now() - 5;
    pass(Duration{1'000});
    EXPECT_FALSE(conditions.active(Condition::validator_list_expiring));
    EXPECT_TRUE(conditions.active(Condition::validator_list_expired)) << "before the node says so";
}

TEST_F(ConditionsTest, FullIsNotProposingOnAnAdminPortOnly) {
    in.state = ServerState::full;
    pass(Duration{15'000});
    EXPECT_TRUE(conditions.active(Condition::not_proposing));
    in.admin = false;
    pass(Duration{15'000});
    EXPECT_EQ(conditions.holds(Condition::not_proposing), std::nullopt);
    EXPECT_FALSE(conditions.any_active()) << "a public port is no fault";
}

TEST_F(ConditionsTest, OnlyOneVoiceOfTheNodeIsGone) {
    in.stream_connected = false;
    pass(Duration{6'000});
    EXPECT_TRUE(conditions.active(Condition::stream_down));
    EXPECT_FALSE(conditions.active(Condition::node_down));

    in.stream_connected = true;
    in.rpc_answers = false;
    in.rpc_error = Error{ErrorKind::refused, "refused", {}};
    pass(Duration{6'000});
    EXPECT_FALSE(conditions.active(Condition::stream_down));
    EXPECT_TRUE(conditions.active(Condition::rpc_unreachable));

    in.stream_connected = false;
    pass(Duration{6'000});
    EXPECT_TRUE(conditions.active(Condition::node_down));
    EXPECT_FALSE(conditions.active(Condition::rpc_unreachable));
}

TEST_F(ConditionsTest, OnlyANodeThatIsNotThereIsDown) {
    const std::vector<std::pair<ErrorKind, Condition>> cases = {
        {ErrorKind::refused, Condition::node_down},
        {ErrorKind::timeout, Condition::node_down},
        {ErrorKind::transport, Condition::node_down},
        {ErrorKind::closed, Condition::node_down},
        {ErrorKind::http_status, Condition::node_answers_wrongly},
        {ErrorKind::server, Condition::node_answers_wrongly},
        {ErrorKind::parse, Condition::node_answers_wrongly},
        {ErrorKind::protocol, Condition::node_answers_wrongly},
        {ErrorKind::permission, Condition::node_answers_wrongly},
        {ErrorKind::too_large, Condition::node_answers_wrongly},
        {ErrorKind::dns, Condition::node_address_wrong},
        {ErrorKind::tls, Condition::node_address_wrong}};
    in.rpc_answers = false;
    in.stream_connected = false;
    for (const auto& [kind, expected] : cases) {
        // Once over HTTP, and once where the stream is the only way.
        for (const bool http : {true, false}) {
            in.rpc_error = Error{http ? kind : ErrorKind::unavailable, "said by requests", {}};
            in.stream_error = Error{http ? ErrorKind::closed : kind, "said by the stream", {}};
            pass(Duration{3'000});
            for (const Condition condition : {Condition::node_down, Condition::node_answers_wrongly,
                                              Condition::node_address_wrong})
                EXPECT_EQ(conditions.active(condition), condition == expected)
                    << to_string(kind) << " " << to_string(condition);
            EXPECT_NE(message(expected).find("said by requests"), std::string::npos);
            EXPECT_NE(message(expected).find("said by the stream"), std::string::npos);
        }
    }
}

TEST_F(ConditionsTest, AFrozenNodeStaysFrozenWhenItsConnectionIsCut) {
    in.rpc_answers = false;
    in.rpc_error = Error{ErrorKind::timeout, "timeout", {}};
    in.rpc_silent = in.stream_silent = Duration{11'000};
    pass(Duration{1'000});
    EXPECT_TRUE(conditions.active(Condition::node_frozen));
    in.stream_connected = false;  // our heartbeat gave it up
    pass(Duration{5'000});
    EXPECT_TRUE(conditions.active(Condition::node_frozen));
    EXPECT_FALSE(conditions.active(Condition::node_down));
    in.rpc_error = Error{ErrorKind::refused, "refused", {}};  // now the process is gone
    pass(Duration{5'000});
    EXPECT_FALSE(conditions.active(Condition::node_frozen));
    EXPECT_TRUE(conditions.active(Condition::node_down));
}

TEST_F(ConditionsTest, AConnectionThatIsAcceptedAndNotAnsweredIsNoStoppedNode) {
    in.rpc_answers = false;
    in.stream_connected = false;
    in.rpc_silent = Duration{13'000};
    in.rpc_error = Error{ErrorKind::timeout, "no answer", std::string(net::connected_code)};
    pass(Duration{3'000});
    const std::string silent = message(Condition::node_down);
    EXPECT_NE(silent.find("accepted and nothing has been answered for 13s"), std::string::npos)
        << silent;
    EXPECT_EQ(silent.find("stopped"), std::string::npos) << silent;

    in.rpc_error = Error{ErrorKind::timeout, "not connected", {}};
    pass(Duration{1'000});
    EXPECT_NE(message(Condition::node_down).find("stopped"), std::string::npos);
}

TEST_F(ConditionsTest, ANodeThatDoesNotSynchroniseIsTold) {
    in.synced = false;
    in.sync_text = "says connected and has no validated ledger";
    pass(Duration{11'000});
    EXPECT_FALSE(conditions.active(Condition::not_synced)) << "it starts";
    pass(Duration{2'000});
    EXPECT_TRUE(conditions.active(Condition::not_synced));
    EXPECT_NE(message(Condition::not_synced).find(in.sync_text), std::string::npos);
    in.synced = true;
    pass(Duration{1'000});
    EXPECT_FALSE(conditions.any_active());
}

TEST_F(ConditionsTest, TheTimeToSynchroniseIsConfigured) {
    conditions = Conditions(Duration{60'000});
    in.synced = false;
    pass(Duration{59'000});
    EXPECT_FALSE(conditions.active(Condition::not_synced));
    pass(Duration{2'000});
    EXPECT_TRUE(conditions.active(Condition::not_synced));
}

TEST_F(ConditionsTest, ASlowRoundIsNoLossOfQuorum) {
    in.signed_in_vain = true;  // the ledger after the validated one is being signed
    for (int round = 0; round < 10; ++round) {
        in.ledger_age = Duration{11'000};
        pass(Duration{2'000});
        in.ledger_age = Duration{1'000};
        pass(Duration{2'000});
        EXPECT_FALSE(conditions.active(Condition::quorum_lost));
    }
    in.ledger_age = Duration{12'000};
    pass(Duration{1'000});
    EXPECT_TRUE(conditions.active(Condition::quorum_lost));
}

TEST_F(ConditionsTest, AQuorumThatOtherNodesSeeIsNotLost) {
    in.signed_in_vain = false;
    in.ledger_age = Duration{60'000};
    pass(Duration{1'000});
    EXPECT_FALSE(conditions.active(Condition::quorum_lost));
    EXPECT_TRUE(conditions.active(Condition::ledger_stale));
}

TEST_F(ConditionsTest, ASecondServerWithOurKeyIsShownForAWhile) {
    in.duplicate = Duration{0};
    pass(Duration{1'000});
    EXPECT_TRUE(conditions.active(Condition::duplicate_validator_key));
    in.duplicate = limits::finding_shown;
    pass(Duration{1'000});
    EXPECT_FALSE(conditions.active(Condition::duplicate_validator_key));
}

TEST_F(ConditionsTest, OthersFollowTheirSigns) {
    in.close_time_offset = -75;
    in.wrong_network_peers = 2;
    in.negative_unl = true;
    in.fork = true;
    in.own_key_revoked = true;
    pass(Duration{1'000});
    EXPECT_NE(message(Condition::clock_offset).find("-75 s"), std::string::npos);
    EXPECT_NE(message(Condition::wrong_network_peers).find("2 peers"), std::string::npos);
    EXPECT_TRUE(conditions.active(Condition::negative_unl));
    EXPECT_TRUE(conditions.active(Condition::fork_suspected));
    EXPECT_TRUE(conditions.active(Condition::validator_key_revoked));
    in.close_time_offset.reset();
    in.wrong_network_peers = 0;
    in.negative_unl = in.fork = in.own_key_revoked = false;
    pass(Duration{1'000});
    EXPECT_FALSE(conditions.any_active());
}

TEST_F(ConditionsTest, EveryConditionHasACodeAndAText) {
    std::set<std::string_view> codes;
    for (std::size_t i = 0; i < condition_count; ++i)
        EXPECT_TRUE(codes.insert(to_string(static_cast<Condition>(i))).second);
}

}  // namespace
}  // namespace nodewatch::xrpl
