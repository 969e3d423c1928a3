#include "networks/xrpl/watcher.hpp"

#include <gtest/gtest.h>

#include "networks/xrpl/validation_tracker.hpp"
#include "watched_node.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr const char* hash_a = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

LedgerSummary ledger_100() {
    LedgerSummary ledger;
    ledger.sequence = 100;
    ledger.hash = hash_a;
    ledger.age_seconds = 2;
    ledger.base_fee_drops = 10;
    return ledger;
}

ServerInfo proposing_validator() {
    ServerInfo info;
    info.build_version = "3.1.1";
    info.state = ServerState::proposing;
    info.is_validator = true;
    info.public_key_validator = "nHmaster";
    info.public_key_node = "n9node";
    info.uptime_seconds = 1'000;
    info.state_duration_seconds = 900;
    info.peers = 21;
    info.load_factor = 1;
    info.validation_quorum = 28;
    info.peer_disconnects = 50;
    info.validated_ledger = ledger_100();
    info.validator_list_status = "active";
    return info;
}

const Error refused{ErrorKind::refused, "nobody listens", {}};

/// The stream tells of a ledger that closed so many seconds ago.
void closed(WatchedNode& watched, std::uint32_t sequence, double age = 0) {
    LedgerClosed ledger;
    ledger.sequence = sequence;
    ledger.hash = hash_a;
    ledger.close_time = static_cast<std::int64_t>(to_unix_seconds(watched.now().wall) - age);
    watched.watcher.on_message(ledger, watched.now());
}

/// Connected, and polled every second.
class WatcherTest : public ::testing::Test {
protected:
    WatcherTest() : info(proposing_validator()) {
        node.watcher.stream_connected(node.now());
        node.stream.connected = node.stream.healthy = true;
        node.watcher.streams_subscribed({"ledger", "server", "validations"}, node.now());
    }
    void pass(int seconds) {
        for (int i = 0; i < seconds; ++i) {
            if (answers) {
                ++*info.validated_ledger->sequence;
                node.watcher.on_server_info(info, node.now());
            } else {
                node.watcher.on_server_info(failure(refused), node.now());
            }
            node.pass(Duration{1'000});
        }
    }
    void close(std::uint32_t sequence) {
        LedgerClosed ledger;
        ledger.sequence = sequence;
        ledger.hash = hash_a;
        ledger.transactions = 10;
        node.stream.last_message = node.now().steady;
        node.watcher.on_message(ledger, node.now());
    }
    void validate(std::uint32_t sequence, bool full = true) {
        ValidationReceived validation;
        validation.signing_key = "n9sign";
        validation.master_key = "nHmaster";
        validation.ledger_hash = hash_a;
        validation.ledger_index = sequence;
        validation.full = full;
        node.watcher.on_message(validation, node.now());
    }
    void announce(const char* state) {
        ServerStatus status;
        status.status = state;
        node.watcher.on_message(status, node.now());
    }
    void lose_stream() {
        node.stream.connected = node.stream.healthy = false;
        node.watcher.stream_lost(refused, node.now());
    }

    WatchedNode node;
    ServerInfo info;
    bool answers = true;
};

TEST_F(WatcherTest, ADownNodeIsZeroAndEverythingElseIsUnknown) {
    pass(5);
    EXPECT_EQ(node.value("xrpl_peer_count"), 21);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 7);
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::ok);

    answers = false;
    lose_stream();
    pass(4);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 0);
    EXPECT_EQ(node.value("xrpl_state_realtime", {{"state", "down"}}), 1);
    EXPECT_EQ(node.value("xrpl_up"), 0);
    EXPECT_EQ(node.value("xrpl_collector_failed", {{"section", "server_info"}}), 1);
    for (const char* name :
         {"xrpl_peer_count", "xrpl_load_factor", "xrpl_validation_quorum", "xrpl_base_fee_xrp",
          "xrpl_base_fee_xrp_realtime", "xrpl_ledger_sequence", "xrpl_amendment_blocked_realtime"})
        EXPECT_EQ(node.value(name), std::nullopt) << name;
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::failed);
    EXPECT_TRUE(node.has_reason("node_down"));

    answers = true;
    pass(1);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 7);
    EXPECT_EQ(node.value("xrpl_peer_count"), 21);
    EXPECT_FALSE(node.has_reason("node_down"));
}

TEST_F(WatcherTest, OfADownNodeNothingIsLeftThatIsAskedSeldom) {
    ValidatorsInfo validators;
    validators.publishers.resize(1);
    validators.publishers[0].public_key = "ED01";
    validators.publishers[0].available = true;
    validators.negative_unl = {"nHmaster"};
    ValidatorSites sites;
    sites.sites.emplace_back().uri = "https://vl.ripple.com";
    sites.sites[0].status = "accepted";
    ValidatorIdentity identity;
    identity.master_key = "nHmaster";
    identity.sequence = 3;
    FeatureInfo feature;
    feature.amendments.resize(1);
    feature.amendments[0].hash = "C0";
    feature.amendments[0].name = "NewThing";
    feature.amendments[0].supported = false;
    feature.amendments[0].majority = node.now().wall.time_since_epoch().count() / 1'000;
    PeersInfo peers;
    peers.peers.resize(1);
    peers.peers[0].version = "rippled-3.2.0";
    ProcessSample process;
    process.resident_bytes = 1e9;
    pass(1);
    node.watcher.on_validators(validators, node.now());
    node.watcher.on_validator_sites(sites, node.now());
    node.watcher.on_validator_info(identity, node.now());
    node.watcher.on_feature(feature, node.now());
    node.watcher.on_peers(peers, node.now());

    const std::vector<std::pair<const char*, LabelPairs>> told = {
        {"xrpl_unl_available", {{"publisher", "ED01"}}},
        {"xrpl_unl_refresh_ok", {{"site", "https://vl.ripple.com"}}},
        {"xrpl_manifest_sequence", {}},
        {"xrpl_unl_status_active_realtime", {}},
        {"xrpl_amendments_unsupported", {}},
        {"xrpl_amendment_supported", {{"amendment", "NewThing"}}},
        {"xrpl_amendment_block_eta_seconds", {}},
        {"xrpl_peers_higher_version_realtime", {}},
        {"xrpl_negative_unl_self", {}}};
    for (const auto& [name, labels] : told)
        EXPECT_TRUE(node.value(name, labels).has_value()) << name;

    answers = false;
    lose_stream();
    pass(4);
    ASSERT_TRUE(node.has_reason("node_down"));
    node.watcher.on_process(process, node.now());
    for (const auto& [name, labels] : told)
        EXPECT_EQ(node.value(name, labels), std::nullopt) << name;
    EXPECT_FALSE(node.has_reason("negative_unl"));
    EXPECT_EQ(node.value("xrpl_process_resident_memory_bytes"), 1e9) << "this host tells it";
}

TEST_F(WatcherTest, OneFailedRequestIsNoFault) {
    pass(5);
    answers = false;
    pass(1);
    answers = true;
    pass(5);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 7);
    EXPECT_EQ(node.value("xrpl_state_changes_total"), 0);
    EXPECT_TRUE(node.watcher.reasons(node.now()).empty());
    EXPECT_EQ(node.value("xrpl_collector_failures_total", {{"section", "server_info"}}), 1);
}

TEST_F(WatcherTest, AStateChangeIsVisibleAtOnce) {
    pass(5);
    announce("connected");
    EXPECT_EQ(node.value("xrpl_validator_state_value"), 2);
    EXPECT_EQ(node.value("xrpl_state_realtime", {{"state", "connected"}}), 1);
    EXPECT_EQ(node.value("xrpl_state_changes_total"), 1);
}

TEST_F(WatcherTest, AChangeOfLoadIsVisibleAtOnce) {
    info.load_factor_local = 1.5;
    pass(5);
    ServerStatus busy;
    busy.load_factor = 100;
    busy.load_factor_server = 2;
    busy.load_factor_fee_escalation = 100;
    node.watcher.on_message(busy, node.now());
    const auto part = [this](const char* name) {
        return node.value("xrpl_load_factor_component", {{"component", name}});
    };
    EXPECT_EQ(node.value("xrpl_load_factor"), 100);
    EXPECT_EQ(node.value("xrpl_load_factor_realtime"), 100);
    EXPECT_EQ(part("server"), 2);
    EXPECT_EQ(part("fee_escalation"), 100);
    EXPECT_EQ(part("fee_queue"), 1);
    EXPECT_EQ(part("local"), 1.5) << "the event does not tell it";
    EXPECT_EQ(node.value("xrpl_peer_count"), 21);

    SocketResponse subscribed;
    subscribed.server.emplace().load_factor = 7;
    node.watcher.on_message(subscribed, node.now());
    EXPECT_EQ(node.value("xrpl_load_factor"), 100) << "counts without the fees";
    pass(1);
    EXPECT_EQ(node.value("xrpl_load_factor"), 1);
}

TEST_F(WatcherTest, AMessageThatCannotBeReadMayHaveBeenOurs) {
    pass(20);
    const auto close_and_wait = [this](std::uint32_t sequence, bool unreadable) {
        close(sequence);
        if (unreadable) node.watcher.on_unreadable_message(node.now());
        for (int i = 0; i < 20; ++i) {
            node.stream.last_message = node.now().steady;
            pass(1);
        }
    };
    close_and_wait(101, true);
    EXPECT_EQ(node.value("xrpl_validation_missed_total"), 0);
    close_and_wait(102, false);
    EXPECT_EQ(node.value("xrpl_validation_missed_total"), 1);
}

TEST_F(WatcherTest, AgesGrowWhileNothingIsTold) {
    pass(5);
    close(101);
    const double before = node.value("xrpl_ledger_age_seconds").value_or(-1);
    node.clock.advance(Duration{4'000});
    EXPECT_NEAR(node.value("xrpl_ledger_age_seconds").value_or(-1), before + 4, 0.001);
    EXPECT_NEAR(node.value("xrpl_time_in_current_state_seconds").value_or(-1), 905, 1.1);
}

TEST_F(WatcherTest, AStepOfTheWallClockIsNoAge) {
    pass(5);
    close(101);
    node.clock.step_wall(Duration{3'600'000});
    pass(3);
    EXPECT_NEAR(node.value("xrpl_ledger_age_seconds").value_or(-1), 3, 1.1);
    EXPECT_TRUE(node.watcher.reasons(node.now()).empty());
}

TEST_F(WatcherTest, CountersOfTheNodeArePassedOnAfterItsRestart) {
    pass(5);
    EXPECT_EQ(node.value("xrpl_peer_disconnects_total"), 50);
    info.peer_disconnects = 2;
    info.uptime_seconds = 3;
    pass(1);
    EXPECT_EQ(node.value("xrpl_peer_disconnects_total"), 2);
    EXPECT_EQ(node.value("xrpl_node_restarts_total"), 1);
}

TEST_F(WatcherTest, UptimeIsToldExactlyAndToTheMinute) {
    info.uptime_seconds = 1'000;
    pass(1);
    EXPECT_EQ(node.value("xrpl_rippled_uptime_seconds"), 1'000);
    EXPECT_EQ(node.value("xrpl_validator_uptime_seconds"), 1'020);  // 16.7 minutes
    info.uptime_seconds = 1'049;
    pass(1);
    EXPECT_EQ(node.value("xrpl_rippled_uptime_seconds"), 1'049);
    EXPECT_EQ(node.value("xrpl_validator_uptime_seconds"), 1'020);
}

TEST_F(WatcherTest, AStockNodeThatBecomesAValidatorIsNoticed) {
    info.is_validator = false;
    info.public_key_validator.reset();
    info.state = ServerState::full;
    pass(20);
    EXPECT_EQ(node.value("xrpl_node_mode_realtime", {{"mode", "stock_node"}}), 1);
    EXPECT_EQ(node.value("xrpl_pubkey_realtime", {{"pubkey", "none"}}), 1);
    EXPECT_EQ(node.value("xrpl_validation_agreement_pct_1h"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_validation_missed_total"), 0);
    EXPECT_TRUE(node.watcher.reasons(node.now()).empty());

    info = proposing_validator();
    pass(20);
    EXPECT_EQ(node.value("xrpl_node_mode_realtime", {{"mode", "validator"}}), 1);
    EXPECT_EQ(node.value("xrpl_node_mode_realtime", {{"mode", "stock_node"}}), std::nullopt);
    EXPECT_EQ(node.value("xrpl_pubkey_realtime", {{"pubkey", "nHmaster"}}), 1);
    close(101);
    validate(101);
    EXPECT_EQ(node.value("xrpl_validation_event", {{"agreed", "true"}}), 1);
    pass(12);
    EXPECT_EQ(node.value("xrpl_validation_agreement_pct_1h"), 100);
}

TEST_F(WatcherTest, WithoutAdminAccessWhatIsNotToldIsUnknown) {
    info.is_validator.reset();
    info.public_key_validator.reset();
    info.validator_list_status.reset();
    info.state = ServerState::full;
    pass(10);
    EXPECT_EQ(node.value("xrpl_admin_access"), 0);
    EXPECT_EQ(node.value("xrpl_validator_configured"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_node_mode_realtime", {{"mode", "unknown"}}), 1);
    EXPECT_EQ(node.value("xrpl_load_factor_component", {{"component", "local"}}), std::nullopt);
    EXPECT_FALSE(node.has_reason("not_proposing"));
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::ok);
}

TEST_F(WatcherTest, ClioIsNotBlamedForMissingAdminAnswers) {
    info = ServerInfo{};
    info.clio = true;
    info.load_factor = 1;
    info.validated_ledger = ledger_100();
    pass(20);
    close(101);
    pass(1);
    EXPECT_EQ(node.value("xrpl_load_factor"), 1);
    EXPECT_EQ(node.value("xrpl_admin_access"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_fetch_pack_entries"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_up"), 1);
    EXPECT_TRUE(node.watcher.reasons(node.now()).empty());
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::ok);

    answers = false;
    lose_stream();
    pass(4);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 0);
    answers = true;
    pass(10);
    EXPECT_EQ(node.value("xrpl_up"), 1);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), std::nullopt) << "Clio tells no state";
}

TEST_F(WatcherTest, AStateThatNobodyConfirmsIsNotShown) {
    pass(5);
    EXPECT_EQ(node.value("xrpl_validator_state_value"), 7);
    for (int i = 0; i < 20; ++i) {  // answered by something in front of the node, stream silent
        node.watcher.on_server_info(failure(ErrorKind::http_status, "HTTP 503"), node.now());
        node.pass(Duration{1'000});
    }
    EXPECT_EQ(node.value("xrpl_validator_state_value"), std::nullopt);
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::failed);
    EXPECT_TRUE(node.has_reason("rpc_unreachable"));
}

TEST_F(WatcherTest, WhetherANodeRunsThatCannotBeAskedIsUnknown) {
    pass(5);
    lose_stream();
    for (const auto& [kind, code] : {std::pair{ErrorKind::server, "node_answers_wrongly"},
                                     std::pair{ErrorKind::tls, "node_address_wrong"}}) {
        for (int i = 0; i < 4; ++i) {
            node.watcher.on_server_info(failure(kind, "no answer of a node"), node.now());
            node.pass(Duration{1'000});
        }
        EXPECT_TRUE(node.has_reason(code));
        EXPECT_FALSE(node.has_reason("node_down"));
        EXPECT_EQ(node.watcher.state(node.now()), TargetState::failed);
        for (const char* name : {"xrpl_up", "xrpl_state_realtime_value",
                                 "xrpl_validator_state_value", "xrpl_peer_count"})
            EXPECT_EQ(node.value(name), std::nullopt) << name;
    }
    answers = false;  // and now nobody listens there
    pass(4);
    EXPECT_EQ(node.value("xrpl_up"), 0);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 0);

    answers = true;
    pass(1);
    EXPECT_EQ(node.value("xrpl_up"), 1);
    EXPECT_EQ(node.value("xrpl_state_realtime_value"), 7);
}

TEST_F(WatcherTest, ANodeThatFailsInAnotherWayIsNotStarting) {
    WatchedNode fresh;
    const auto fail = [&](ErrorKind kind, int times) {
        for (int i = 0; i < times; ++i) {
            fresh.watcher.on_server_info(failure(kind, "no answer of a node"), fresh.now());
            fresh.pass(Duration{1'000});
        }
    };
    fail(ErrorKind::refused, 1);
    EXPECT_EQ(fresh.watcher.state(fresh.now()), TargetState::starting);
    fail(ErrorKind::refused, 3);
    EXPECT_EQ(fresh.watcher.state(fresh.now()), TargetState::failed);
    // The new kind is a condition after 2 s only.
    for (const auto kind :
         {ErrorKind::tls, ErrorKind::server, ErrorKind::refused, ErrorKind::protocol}) {
        for (int i = 0; i < 4; ++i) {
            fail(kind, 1);
            EXPECT_EQ(fresh.watcher.state(fresh.now()), TargetState::failed);
        }
    }
}

TEST_F(WatcherTest, NotAValidatorIsAnAnswer) {
    node.watcher.on_validator_info(failure(ErrorKind::server, "not a validator", "invalidParams"),
                                   node.now());
    EXPECT_EQ(node.value("xrpl_collector_failed", {{"section", "validator_info"}}), 0);
    node.watcher.on_validator_info(failure(ErrorKind::server, "what do you mean", "invalidParams"),
                                   node.now());
    EXPECT_EQ(node.value("xrpl_collector_failed", {{"section", "validator_info"}}), 1);
    node.watcher.on_validator_info(failure(ErrorKind::permission, "forbidden", "forbidden"),
                                   node.now());
    EXPECT_EQ(node.value("xrpl_collector_failed", {{"section", "validator_info"}}), 1);
}

TEST_F(WatcherTest, AConfiguredKeyCountsFromTheFirstLedger) {
    WatcherOptions options;
    options.validator_public_key = "n9sign";
    WatchedNode configured(options);
    configured.watcher.stream_connected(configured.now());
    configured.watcher.streams_subscribed({"ledger", "validations"}, configured.now());
    ValidationReceived validation;
    validation.signing_key = "n9sign";
    validation.ledger_hash = hash_a;
    validation.ledger_index = 5;
    validation.full = true;
    configured.watcher.on_message(validation, configured.now());
    configured.pass(Duration{2'000});
    EXPECT_EQ(configured.value("xrpl_validations_total"), 1);
}

TEST_F(WatcherTest, AKeyThatIsNotTheNodesIsTold) {
    WatcherOptions options;
    options.validator_public_key = "nHother";
    WatchedNode configured(options);
    const auto pass = [&](int seconds) {
        for (int i = 0; i < seconds; ++i) {
            configured.watcher.on_server_info(info, configured.now());
            configured.pass(Duration{1'000});
        }
    };
    pass(12);
    EXPECT_TRUE(configured.has_reason("validator_key_differs"));
    EXPECT_EQ(configured.watcher.state(configured.now()), TargetState::degraded);

    ValidatorIdentity identity;  // both belong to one validator
    identity.master_key = "nHmaster";
    identity.signing_key = "nHother";
    configured.watcher.on_validator_info(identity, configured.now());
    pass(1);
    EXPECT_FALSE(configured.has_reason("validator_key_differs"));
}

TEST_F(WatcherTest, AValidatorWatchedThroughAStockNodeIsNoFault) {
    WatcherOptions options;
    options.validator_public_key = "nHmaster";
    WatchedNode configured(options);
    info.is_validator = false;
    info.public_key_validator.reset();
    info.state = ServerState::full;
    info.validated_ledger->age_seconds = 1;
    for (int i = 0; i < 20; ++i) {
        ++*info.validated_ledger->sequence;
        configured.watcher.on_server_info(info, configured.now());
        configured.pass(Duration{1'000});
    }
    EXPECT_TRUE(configured.watcher.reasons(configured.now()).empty());
    ASSERT_EQ(configured.watcher.notices().size(), 1U);
    EXPECT_EQ(configured.value("xrpl_validator_configured"), 0);
}

TEST_F(WatcherTest, AKeyThatTheNodeHadAndLostIsTold) {
    pass(2);
    info.is_validator = false;
    info.public_key_validator.reset();
    pass(1);
    EXPECT_TRUE(node.has_reason("validator_key_lost"));
    EXPECT_TRUE(node.watcher.notices().empty());
}

TEST_F(WatcherTest, ANodeThatNeverSynchronisedIsNotOk) {
    WatchedNode started;
    ServerInfo starting;
    starting.is_validator = false;
    starting.state = ServerState::connected;
    starting.peers = 5;
    for (int i = 0; i < 17; ++i) {
        started.watcher.on_server_info(starting, started.now());
        started.pass(Duration{1'000});
    }
    EXPECT_EQ(started.condition("not_synced"), 1);
    EXPECT_TRUE(started.has_reason("not_synced"));
    EXPECT_EQ(started.watcher.state(started.now()), TargetState::degraded);
}

TEST_F(WatcherTest, AStateThatIsNotKnownIsNotOk) {
    pass(5);
    info.state.reset();
    info.state_name = "reticulating";
    pass(17);
    EXPECT_EQ(node.value("xrpl_validator_state_value"), std::nullopt) << "not the state before it";
    EXPECT_TRUE(node.has_reason("not_synced"));
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::degraded);
}

TEST_F(WatcherTest, ValuesOfASlowNodeStay) {
    WatchedNode slow;
    for (int i = 0; i < 10; ++i) {
        slow.watcher.on_server_info(info, slow.now());
        for (int second = 0; second < 4; ++second) {
            slow.pass(Duration{1'000});
            EXPECT_EQ(slow.value("xrpl_peer_count"), 21) << i << " " << second;
            EXPECT_EQ(slow.value("xrpl_collector_failed", {{"section", "server_info"}}), 0);
        }
    }
    slow.pass(Duration{3'000});  // 7 s: one second to the next request, five for its answer
    EXPECT_EQ(slow.value("xrpl_peer_count"), std::nullopt);
}

TEST_F(WatcherTest, WithoutAWebSocketNothingOfTheStreamIsTold) {
    WatcherOptions options;
    options.has_stream = false;
    WatchedNode polled(options);
    polled.watcher.on_server_info(info, polled.now());
    polled.pass(Duration{2'000});
    EXPECT_EQ(polled.value("xrpl_peer_count"), 21);
    EXPECT_TRUE(polled.value("xrpl_ledger_age_seconds"));
    EXPECT_TRUE(polled.value("xrpl_monitor_uptime_seconds"));
    for (const char* name :
         {"xrpl_websocket_connected", "xrpl_websocket_healthy", "xrpl_websocket_message_count",
          "xrpl_validation_agreements_1h", "xrpl_validation_agreements_total",
          "xrpl_validations_checked_total", "xrpl_ledgers_closed_total", "xrpl_stream_gaps_total",
          "xrpl_trusted_validations_total", "xrpl_manifest_revocations_total"})
        EXPECT_EQ(polled.value(name), std::nullopt) << name;
}

TEST_F(WatcherTest, BothAgesOfALedgerAgree) {
    for (std::uint32_t sequence = 101; sequence < 110; ++sequence) {
        closed(node, sequence, 3);
        for (int second = 0; second < 4; ++second) {
            info.validated_ledger->sequence = sequence;
            info.validated_ledger->age_seconds = second;
            node.watcher.on_server_info(info, node.now());
            node.pass(Duration{1'000});
            EXPECT_NEAR(*node.value("xrpl_ledger_age_seconds"),
                        *node.value("xrpl_ledger_age_realtime"), 1.0);
        }
    }
}

TEST_F(WatcherTest, BothAgesAgreeWithoutAStream) {
    WatcherOptions options;
    options.has_stream = false;
    WatchedNode polled(options);
    for (int second = 0; second < 24; ++second) {
        info.validated_ledger->sequence = static_cast<std::uint32_t>(100 + second / 3);
        info.validated_ledger->age_seconds = second % 3;
        polled.watcher.on_server_info(info, polled.now());
        EXPECT_NEAR(*polled.value("xrpl_ledger_age_seconds"),
                    *polled.value("xrpl_ledger_age_realtime"), 1.0)
            << second;
        polled.pass(Duration{1'000});
    }
}

TEST_F(WatcherTest, TimesUntilAnEventFallBetweenTwoPolls) {
    const auto expiration = static_cast<std::int64_t>(to_unix_seconds(node.now().wall)) + 1'000;
    ValidatorsInfo validators;
    validators.publishers.resize(1);
    validators.publishers[0].public_key = "ED01";
    validators.publishers[0].expiration = expiration;
    node.watcher.on_validators(validators, node.now());
    info.validator_list_expiration = expiration;
    for (int second = 0; second < 58; ++second) {
        pass(1);
        EXPECT_NEAR(*node.value("xrpl_unl_expires_seconds", {{"publisher", "ED01"}}),
                    1'000.0 - second - 1, 0.01);
        EXPECT_NEAR(*node.value("xrpl_validator_list_expires_seconds"), 1'000.0 - second - 1, 0.01);
    }
}

TEST_F(WatcherTest, ANodeTenMinutesBehindIsNotOk) {
    constexpr double behind = 600;
    for (std::uint32_t sequence = 101; sequence < 110; ++sequence) {
        closed(node, sequence, behind);
        for (int second = 0; second < 4; ++second) {
            info.validated_ledger->sequence = sequence;
            info.validated_ledger->age_seconds = behind + second;
            node.watcher.on_server_info(info, node.now());
            node.pass(Duration{1'000});
        }
        EXPECT_NEAR(*node.value("xrpl_ledger_age_seconds"), *node.value("xrpl_ledger_age_realtime"),
                    2.5);
    }
    EXPECT_TRUE(node.has_reason("ledger_stale"));
    EXPECT_TRUE(node.has_reason("catching_up"));
    EXPECT_EQ(node.watcher.state(node.now()), TargetState::degraded);
}

TEST_F(WatcherTest, NoQuorumPossibleIsNotAQuorumOfFourBillion) {
    info.validation_quorum = quorum_unreachable;
    info.validator_list_status = "unknown";
    pass(5);
    EXPECT_EQ(node.value("xrpl_validation_quorum"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_validation_quorum_realtime"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_validation_quorum_unreachable"), 1);
    EXPECT_TRUE(node.has_reason("validator_list_missing"));
}

TEST_F(WatcherTest, WarnsBeforeAnAmendmentBlocksTheNode) {
    FeatureInfo feature;
    const std::int64_t now = node.now().wall.time_since_epoch().count() / 1'000;
    feature.amendments.resize(1);
    feature.amendments[0].hash = "C0";
    feature.amendments[0].name = "NewThing";
    feature.amendments[0].supported = false;
    feature.amendments[0].majority = now - 4 * 86'400;
    node.watcher.on_feature(feature, node.now());
    pass(2);
    EXPECT_NEAR(node.value("xrpl_amendment_block_eta_seconds").value_or(0), 10 * 86'400, 5);
    EXPECT_NEAR(node.value("xrpl_amendment_eta_seconds", {{"amendment", "NewThing"}}).value_or(0),
                10 * 86'400, 5);
    EXPECT_EQ(node.value("xrpl_amendments_unsupported_majority"), 1);
    EXPECT_TRUE(node.has_reason("amendment_block_soon"));

    feature.amendments[0].majority.reset();
    node.watcher.on_feature(feature, node.now());
    pass(2);
    EXPECT_EQ(node.value("xrpl_amendment_block_eta_seconds"), std::nullopt);
    EXPECT_FALSE(node.has_reason("amendment_block_soon"));
}

TEST_F(WatcherTest, AnUpgradedNodeIsNotBlamedForTheAmendmentsOfTheOldOne) {
    FeatureInfo feature;
    feature.amendments.resize(1);
    feature.amendments[0].hash = "C0";
    feature.amendments[0].name = "NewThing";
    feature.amendments[0].supported = false;
    feature.amendments[0].majority = node.now().wall.time_since_epoch().count() / 1'000;
    pass(1);
    node.watcher.on_feature(feature, node.now());
    pass(2);
    ASSERT_TRUE(node.has_reason("amendment_block_soon"));

    info.build_version = "3.2.0";
    info.uptime_seconds = 3;
    pass(1);
    EXPECT_FALSE(node.has_reason("amendment_block_soon"));
    EXPECT_EQ(node.value("xrpl_amendment_block_eta_seconds"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_amendments_unsupported_majority"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_amendment_supported", {{"amendment", "NewThing"}}), std::nullopt);

    node.watcher.on_feature(feature, node.now());  // the new one does not know it either
    pass(1);
    EXPECT_TRUE(node.has_reason("amendment_block_soon"));
}

TEST_F(WatcherTest, AnOldNegativeUnlIsNotThePresentOne) {
    ValidatorsInfo validators;
    validators.negative_unl = {"nHmaster"};
    pass(1);
    node.watcher.on_validators(validators, node.now());
    pass(179);  // three polls, of 60 s each, have failed
    EXPECT_EQ(node.condition("negative_unl"), 1);
    pass(4);
    EXPECT_EQ(node.condition("negative_unl"), std::nullopt);
    EXPECT_FALSE(node.has_reason("negative_unl"));
    EXPECT_EQ(node.value("xrpl_negative_unl_self"), std::nullopt);
}

TEST_F(WatcherTest, AForkThatNobodyWatchesIsNotShown) {
    ValidatorsInfo validators;
    validators.trusted_keys = {"nHmaster"};
    validators.validation_quorum = 1;
    info.validation_quorum = 1;
    info.validated_ledger->hash.reset();
    pass(1);
    node.watcher.on_validators(validators, node.now());
    LedgerClosed ours;
    ours.sequence = 101;
    ours.hash = std::string(64, 'B');
    node.watcher.on_message(ours, node.now());
    validate(101);  // of another hash
    pass(1);
    EXPECT_TRUE(node.has_reason("fork_suspected"));
    const std::string what = node.watcher.reasons(node.now()).front().message;
    EXPECT_NE(what.find("ledger 101: the node has BBBB"), std::string::npos) << what;
    EXPECT_NE(what.find("the quorum AAAA"), std::string::npos) << what;

    lose_stream();
    pass(1);
    EXPECT_EQ(node.condition("fork_suspected"), std::nullopt);
    node.watcher.stream_connected(node.now());
    pass(1);
    EXPECT_EQ(node.condition("fork_suspected"), std::nullopt) << "no ledger was compared since";
}

TEST_F(WatcherTest, NamesTheTrustedValidatorsThatAreSilent) {
    ValidatorsInfo validators;
    validators.trusted_keys = {"nHmaster", "nHsilent"};
    validators.negative_unl = {"nHsilent"};
    const LabelPairs signer = {{"validator", "nHmaster"}};
    const LabelPairs silent = {{"validator", "nHsilent"}};
    node.watcher.on_validators(validators, node.now());
    for (std::uint32_t i = 0; i <= ValidationTracker::silent_after; ++i)
        validate(101 + i);
    node.watcher.on_validators(validators, node.now());
    EXPECT_EQ(node.value("xrpl_trusted_validator_silent", silent), 1);
    EXPECT_EQ(node.value("xrpl_trusted_validator_negative_unl", silent), 1);
    EXPECT_EQ(node.value("xrpl_trusted_validator_silent", signer), std::nullopt);

    lose_stream();
    node.watcher.on_validators(validators, node.now());
    EXPECT_EQ(node.value("xrpl_trusted_validator_silent", silent), std::nullopt)
        << "whether it signs is not seen";
}

TEST_F(WatcherTest, WhetherToUpgradeIsUnknownWithoutVersionsAndAnswers) {
    CrawlInfo crawl;
    crawl.build_version = "3.1.1";
    crawl.has_overlay = true;
    crawl.active.resize(1);
    crawl.active[0].version = "rippled-3.2.0";
    node.watcher.on_crawl(crawl, node.now());
    EXPECT_EQ(node.value("xrpl_peers_higher_version_realtime"), 1);
    EXPECT_EQ(node.value("xrpl_upgrade_status_realtime"), std::nullopt)
        << "blocked or not, server_info tells";
    pass(1);
    node.watcher.on_crawl(crawl, node.now());
    EXPECT_EQ(node.value("xrpl_upgrade_status_realtime"), 1);

    crawl.active[0].version.reset();
    node.watcher.on_crawl(crawl, node.now());
    EXPECT_EQ(node.value("xrpl_peers_higher_version_realtime"), std::nullopt);
    EXPECT_EQ(node.value("xrpl_upgrade_status_realtime"), std::nullopt);
}

TEST_F(WatcherTest, WithoutServerInfoOtherAnswersKeepTheirOwnAge) {
    WatcherOptions options;
    options.intervals.server_info = Duration{0};
    WatchedNode quiet(options);
    ValidatorsInfo validators;
    validators.trusted_keys = {"nHmaster"};
    FeatureInfo feature;
    feature.amendments.resize(1);
    feature.amendments[0].hash = "C0";
    feature.amendments[0].supported = false;
    feature.amendments[0].majority = quiet.now().wall.time_since_epoch().count() / 1'000;
    quiet.watcher.on_validators(validators, quiet.now());
    quiet.watcher.on_feature(feature, quiet.now());
    quiet.pass(Duration{60'000});
    EXPECT_EQ(quiet.value("xrpl_trusted_validators"), 1);
    EXPECT_TRUE(quiet.value("xrpl_amendment_block_eta_seconds").has_value());
    quiet.pass(Duration{3'600'000});
    EXPECT_EQ(quiet.value("xrpl_trusted_validators"), std::nullopt);
    EXPECT_EQ(quiet.value("xrpl_amendment_block_eta_seconds"), std::nullopt);
}

TEST_F(WatcherTest, TheStateOfTheListIsKnownWithoutACrawl) {
    pass(2);
    EXPECT_EQ(node.value("xrpl_unl_status_active_realtime"), 1);
    info.validator_list_status = "expired";
    pass(2);
    EXPECT_EQ(node.value("xrpl_unl_status_active_realtime"), 0);
}

TEST_F(WatcherTest, PublishersThatAreGoneAreRetired) {
    ValidatorsInfo validators;
    validators.publishers.resize(2);
    validators.publishers[0].public_key = "ED01";
    validators.publishers[0].available = true;
    validators.publishers[1].public_key = "ED02";
    node.watcher.on_validators(validators, node.now());
    EXPECT_EQ(node.value("xrpl_unl_available", {{"publisher", "ED01"}}), 1);
    EXPECT_EQ(node.value("xrpl_unl_available", {{"publisher", "ED02"}}), 0);
    validators.publishers.pop_back();
    node.watcher.on_validators(validators, node.now());
    EXPECT_EQ(node.value("xrpl_unl_available", {{"publisher", "ED02"}}), std::nullopt);
}

TEST_F(WatcherTest, AsksTheHostsOfTheSitesForTheirCertificates) {
    ValidatorSites sites;
    for (const char* uri :
         {"https://vl.ripple.com", "https://unl.xrplf.org:8443/x", "http://plain.example",
          "file:///srv/vl.json", "https://vl.ripple.com/2"})
        sites.sites.emplace_back().uri = uri;
    node.watcher.on_validator_sites(sites, node.now());
    EXPECT_EQ(node.watcher.publisher_hosts(),
              (std::vector<std::string>{"vl.ripple.com:443", "unl.xrplf.org:8443"}));

    const std::int64_t now = node.now().wall.time_since_epoch().count() / 1'000;
    node.watcher.on_certificates({CertificateSample{"vl.ripple.com:443", now + 40 * 86'400 + 100},
                                  CertificateSample{"unl.xrplf.org:8443", failure(refused)}},
                                 node.now());
    EXPECT_EQ(node.value("xrpl_cert_expiry_days_realtime", {{"url", "vl.ripple.com"}}), 40);
    EXPECT_EQ(node.value("xrpl_cert_expiry_days_realtime", {{"url", "unl.xrplf.org:8443"}}),
              std::nullopt);
}

TEST_F(WatcherTest, CpuIsThatOfTheTimeBetweenTwoSamples) {
    ProcessSample sample;
    sample.process_id = 7;
    sample.cpu_seconds = 100;
    node.watcher.on_process(sample, node.now());
    EXPECT_EQ(node.value("xrpl_rippled_cpu_percent"), std::nullopt);
    node.pass(Duration{5'000});
    sample.cpu_seconds = 107.5;
    node.watcher.on_process(sample, node.now());
    EXPECT_DOUBLE_EQ(node.value("xrpl_rippled_cpu_percent").value_or(0), 150);
    node.pass(Duration{5'000});
    sample.process_id = 8;
    sample.cpu_seconds = 1;
    node.watcher.on_process(sample, node.now());
    EXPECT_EQ(node.value("xrpl_rippled_cpu_percent"), std::nullopt) << "another process";
}

TEST_F(WatcherTest, TotalsSurviveARestartOfNodewatch) {
    pass(2);
    close(101);
    validate(101);
    close(102);
    announce("connected");
    pass(1);
    const std::string document = node.watcher.save_state(node.now());

    WatchedNode next;
    ASSERT_TRUE(next.watcher.restore_state(document, next.now()).has_value());
    next.pass(Duration{2'000});
    EXPECT_EQ(next.value("xrpl_ledgers_closed_total"), 2);
    EXPECT_EQ(next.value("xrpl_ledger_transactions_total"), 20);
    EXPECT_EQ(next.value("xrpl_validations_total"), 1);
    EXPECT_EQ(next.value("xrpl_validation_agreements_total"), 1);
    EXPECT_EQ(next.value("xrpl_ledgers_unseen_total"), 0);
    next.watcher.on_server_info(info, next.now());
    EXPECT_EQ(next.value("xrpl_state_changes_total"), 1);
}

TEST_F(WatcherTest, LedgersDuringOurOwnDowntimeAreUnseen) {
    closed(node, 100);
    const std::string document = node.watcher.save_state(node.now());

    WatchedNode next({}, node.now().wall + Duration{60'000});
    ASSERT_TRUE(next.watcher.restore_state(document, next.now()).has_value());
    closed(next, 116);
    next.pass(Duration{2'000});
    EXPECT_EQ(next.value("xrpl_ledgers_unseen_total"), 15);
    EXPECT_EQ(next.value("xrpl_stream_gaps_total"), 1);
    EXPECT_EQ(next.value("xrpl_ledgers_closed_total"), 2);
}

TEST_F(WatcherTest, AfterACrashTotalsGoOnFromTheHistory) {
    closed(node, 100);
    const std::string document = node.watcher.save_state(node.now());

    // Three ledgers and a break of the stream were published after the save, then it was killed.
    WatchedNode next({}, node.now().wall + Duration{60'000});
    ASSERT_TRUE(next.watcher.restore_state(document, next.now()).has_value());
    next.watcher.raise_totals({{"xrpl_ledgers_closed_total", 4},
                               {"xrpl_ledgers_unseen_total", 0},
                               {"xrpl_stream_gaps_total", 1},
                               {"xrpl_validation_agreements_total", 3},
                               {"xrpl_validations_checked_total", 70},
                               {"xrpl_node_restarts_total", 2}});
    closed(next, 116);
    next.watcher.on_server_info(info, next.now());
    next.pass(Duration{2'000});
    EXPECT_EQ(next.value("xrpl_ledgers_closed_total"), 5);
    EXPECT_EQ(next.value("xrpl_ledgers_unseen_total"), 12) << "104 to 115";
    EXPECT_EQ(next.value("xrpl_stream_gaps_total"), 2) << "the crash is one";
    EXPECT_EQ(next.value("xrpl_validation_agreements_total"), 3);
    EXPECT_EQ(next.value("xrpl_validations_checked_total"), 70);
    EXPECT_EQ(next.value("xrpl_node_restarts_total"), 2);
}

TEST_F(WatcherTest, TheHistoryNeverLowersATotal) {
    pass(2);
    close(101);
    close(102);
    const std::string document = node.watcher.save_state(node.now());
    WatchedNode next;
    ASSERT_TRUE(next.watcher.restore_state(document, next.now()).has_value());
    next.watcher.raise_totals({{"xrpl_ledgers_closed_total", 1},
                               {"xrpl_ledger_transactions_total", -5},
                               {"xrpl_validations_total", 1e300}});
    next.pass(Duration{2'000});
    EXPECT_EQ(next.value("xrpl_ledgers_closed_total"), 2);
    EXPECT_EQ(next.value("xrpl_ledger_transactions_total"), 20);
    EXPECT_EQ(next.value("xrpl_validations_total"), 0);
}

TEST_F(WatcherTest, EachKeptTotalIsPublished) {
    node.watcher.on_server_info(info, node.now());
    node.pass(Duration{2'000});
    for (const std::string_view metric : Watcher::kept_totals())
        EXPECT_TRUE(node.value(std::string(metric))) << metric;
}

TEST_F(WatcherTest, ADamagedDocumentIsAnErrorAndChangesNothing) {
    const std::string document = node.watcher.save_state(node.now());
    for (const std::string& bad :
         {std::string(), std::string("nonsense"), document.substr(0, 40),
          document.substr(0, document.size() / 2), std::string(document).replace(30, 1, "x")}) {
        WatchedNode next;
        const auto restored = next.watcher.restore_state(bad, next.now());
        if (restored) continue;  // a cut inside of the agreement's own text is its matter
        EXPECT_EQ(restored.error().kind, ErrorKind::parse) << restored.error().message;
    }
    WatchedNode next;
    EXPECT_FALSE(next.watcher.restore_state("nonsense", next.now()).has_value());
}

TEST_F(WatcherTest, HealthOfTheSavedState) {
    node.pass(Duration{2'000});
    EXPECT_EQ(node.value("xrpl_state_health", {{"status", "ok"}}), 1);
    const Error full{ErrorKind::file, "disk full", {}};
    node.watcher.state_saved(failure(full), node.now());
    node.pass(Duration{2'000});
    EXPECT_EQ(node.value("xrpl_state_health", {{"status", "degraded"}}), 0.5);
    EXPECT_EQ(node.value("xrpl_state_health", {{"status", "ok"}}), std::nullopt);
    node.watcher.state_saved(failure(full), node.now());
    node.watcher.state_saved(failure(full), node.now());
    node.pass(Duration{2'000});
    EXPECT_EQ(node.value("xrpl_state_health", {{"status", "failed"}}), 0);
    EXPECT_EQ(node.value("xrpl_state_save_failures_total"), 3);
    node.watcher.state_saved({}, node.now());
    node.pass(Duration{2'000});
    EXPECT_EQ(node.value("xrpl_state_health", {{"status", "ok"}}), 1);
}

TEST_F(WatcherTest, AStreamThatWasNeverWantedIsNotMissed) {
    WatchedNode polled;
    for (int i = 0; i < 20; ++i) {
        ++*info.validated_ledger->sequence;
        polled.watcher.on_server_info(info, polled.now());
        polled.pass(Duration{1'000});
    }
    EXPECT_TRUE(polled.watcher.reasons(polled.now()).empty());
    EXPECT_EQ(polled.watcher.state(polled.now()), TargetState::ok);
}

TEST_F(WatcherTest, NameOfTheProcess) {
    EXPECT_EQ(node.watcher.process_name(), "");
    info.build_version = "xrpld-3.2.0";
    pass(1);
    EXPECT_EQ(node.watcher.process_name(), "xrpld");
    info.build_version = "rippled-3.1.1";
    pass(1);
    EXPECT_EQ(node.watcher.process_name(), "rippled");
}

}  // namespace
}  // namespace nodewatch::xrpl
