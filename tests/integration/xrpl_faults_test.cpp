// Every fault of a node ends in recovery, with the right metrics and a log line that names it.

#include "api/health.hpp"
#include "unit/net/certificate_files.hpp"
#include "xrpl_world.hpp"

namespace nodewatch {
namespace {

struct XrplFaults : XrplWorld {
    double reconnects() const { return metric("xrpl_websocket_reconnect_attempts").value_or(0); }
    double gaps() const { return metric("xrpl_stream_gaps_total").value_or(0); }
    double total(const char* name) const { return metric(name).value_or(-1); }
    double section_failures(const char* section) const {
        return metric("xrpl_collector_failures_total", {{"section", section}}).value_or(-1);
    }

    bool logged_poll_failure(const std::string& why) const {
        return logged("xrpl/n1: poll server_info fails: " + why);
    }
    bool logged_poll_recovery() const { return logged("xrpl/n1: poll server_info works again"); }
    bool logged_stream_recovery() const {
        return logged("xrpl/n1: stream connected to " + node->websocket_url());
    }

    /// What a node that cannot be reached at all looks like.
    void expect_down() {
        EXPECT_TRUE(until([this] { return holds("node_down") && reconnects() >= 2.0; }))
            << situation();
        EXPECT_EQ(metric("xrpl_up"), 0.0);
        EXPECT_EQ(metric("xrpl_websocket_connected"), 0.0);
        EXPECT_TRUE(failed("server_info"));
        EXPECT_FALSE(metric("xrpl_peer_count").has_value());
    }
    /// What a node looks like that our own name or certificate for it keeps us from.
    void expect_address_wrong() {
        EXPECT_TRUE(until([this] { return holds("node_address_wrong") && reconnects() >= 2.0; }))
            << situation();
        EXPECT_FALSE(metric("xrpl_up").has_value());
        EXPECT_EQ(metric("xrpl_websocket_connected"), 0.0);
        EXPECT_TRUE(failed("server_info"));
    }
    void expect_well_after(xrpl::TargetOptions corrected) {
        watch_again(std::move(corrected));
        EXPECT_TRUE(becomes_well()) << situation();
        EXPECT_FALSE(holds("node_address_wrong"));
        EXPECT_TRUE(logged_stream_recovery()) << situation();
        EXPECT_TRUE(logged("xrpl/n1: target is ok")) << situation();
    }

    /// A node whose port speaks TLS.
    void start_tls_node(const net::CertificateFiles& certificate) {
        sim::xrpl::ModelOptions model;
        model.validator = 0;
        sim::xrpl::ServerOptions server;
        server.tls = certificate.server();
        start_node(model, server);
    }
};

/// For faults that show as a request without an answer: each costs a second.
xrpl::TargetOptions impatient(xrpl::TargetOptions options) {
    options.connect_timeout = Duration{1'000};
    options.request_timeout = Duration{1'000};
    return options;
}

TEST_F(XrplFaults, RefusedConnection) {
    watch_until_well();
    begin(Fault::refuse);
    expect_down();
    const std::string refused = " refused the connection: nothing listens there";
    EXPECT_TRUE(logged_poll_failure("server_info: " + http() + refused)) << situation();
    EXPECT_TRUE(logged("xrpl/n1: " + websocket() + refused)) << situation();
    node->end(Fault::refuse);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_FALSE(holds("node_down"));
    EXPECT_TRUE(logged_poll_recovery()) << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
}

TEST_F(XrplFaults, ANodeThatDoesNotAnswerIsAskedOneQuestionOnly) {
    watch_until_well();
    const auto breaker = [this] {
        return metric("nodewatch_breaker_state", {{"endpoint", "http"}});
    };
    EXPECT_TRUE(until([&] { return breaker() == 0.0; })) << situation();
    begin(Fault::refuse);
    EXPECT_TRUE(until([&] {
        return breaker() == 1.0 && metric("nodewatch_supervisor_failures", {{"task", "stream"}});
    })) << situation();
    EXPECT_GE(metric("nodewatch_breaker_failures", {{"endpoint", "http"}}), 5.0);
    EXPECT_GE(metric("nodewatch_supervisor_failures", {{"task", "stream"}}), 1.0);
    // Each question to a node that is away opens the breaker again: they are those for server_info.
    const double asked = section_failures("server_info");
    const double opened = metric("nodewatch_breaker_opened_total", {{"endpoint", "http"}}).value();
    pass(std::chrono::seconds(20));
    EXPECT_NEAR(metric("nodewatch_breaker_opened_total", {{"endpoint", "http"}}).value() - opened,
                section_failures("server_info") - asked, 3.0);
    EXPECT_TRUE(failed("peers"));
    EXPECT_TRUE(until([&] { return holds("node_down"); })) << situation();

    node->end(Fault::refuse);
    const SteadyTime back = clock.now().steady;
    EXPECT_TRUE(until([&] { return !failed("server_info"); })) << situation();
    EXPECT_LT(elapsed(back, clock.now().steady), std::chrono::seconds(3));
    EXPECT_TRUE(until([&] { return breaker() == 0.0 && !failed("peers") && !failed("validators"); },
                      std::chrono::seconds(20)))
        << situation();
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, NameThatDoesNotResolve) {
    xrpl::TargetOptions options = target_options();
    // A label of 64 characters: no resolver needs the network to refuse it.
    const std::string name = std::string(64, 'x') + ".invalid";
    options.websocket->host = options.http->host = name;
    watch(options);
    expect_address_wrong();
    const std::string unresolved = "host name '" + name + "' does not resolve (";
    EXPECT_TRUE(logged_poll_failure("server_info: " + unresolved)) << situation();
    EXPECT_TRUE(logged("xrpl/n1: " + unresolved)) << situation();
    expect_well_after(target_options());
}

TEST_F(XrplFaults, TlsToAPortWithoutTls) {
    xrpl::TargetOptions options = target_options();
    options.websocket->scheme = "wss";
    options.http->scheme = "https";
    watch(options);
    expect_address_wrong();
    EXPECT_TRUE(logged_poll_failure("server_info: TLS with " + http() +
                                    ": handshake failed (wrong version"))
        << situation();
    EXPECT_TRUE(logged("xrpl/n1: TLS with " + websocket() + ": handshake failed (wrong version"))
        << situation();
    expect_well_after(target_options());
}

TEST_F(XrplFaults, ACertificateThatNobodyVouchesFor) {
    const net::CertificateFiles certificate("127.0.0.1");
    start_tls_node(certificate);
    watch();
    expect_address_wrong();
    const std::string untrusted = ": the certificate is not trusted (self-signed certificate)";
    EXPECT_TRUE(logged_poll_failure("server_info: TLS with " + http() + untrusted)) << situation();
    EXPECT_TRUE(logged("xrpl/n1: TLS with " + websocket() + untrusted)) << situation();

    // The operator names the certificate.
    xrpl::TargetOptions trusting = target_options();
    trusting.tls = certificate.client();
    expect_well_after(trusting);
}

TEST_F(XrplFaults, TcpAcceptedButSilent) {
    watch(impatient(target_options()));
    ASSERT_TRUE(becomes_well()) << situation();
    begin(Fault::silent);
    node->begin(Fault::cut);  // connections that were open before would go on
    node->http_gate().cut();
    EXPECT_TRUE(until([this] { return failed("server_info") && !metric("xrpl_peer_count"); }))
        << situation();
    EXPECT_EQ(metric("xrpl_websocket_connected"), 0.0);
    const std::string silent = " did not answer within 1000 ms (";
    EXPECT_TRUE(until([&] { return logged_poll_failure("server_info: " + http() + silent); }))
        << situation();
    EXPECT_TRUE(until([&] { return logged("xrpl/n1: " + websocket() + silent); })) << situation();
    node->end(Fault::silent);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
}

TEST_F(XrplFaults, WebSocketOpenButSilent) {
    watch_until_well();
    begin(Fault::mute);
    EXPECT_TRUE(until([this] {
        return logged("xrpl/n1: 3 heartbeats in a row without an answer: cutting the connection");
    })) << situation();
    EXPECT_FALSE(failed("server_info"));
    EXPECT_TRUE(until([this] { return metric("xrpl_websocket_healthy") == 0.0; })) << situation();
    node->end(Fault::mute);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_GE(reconnects(), 1.0);
    EXPECT_GE(gaps(), 1.0);
    EXPECT_TRUE(logged_stream_recovery()) << situation();
}

TEST_F(XrplFaults, FrozenProcess) {
    xrpl::TargetOptions options = impatient(target_options());
    options.heartbeat = HeartbeatPolicy{};
    watch(options);
    ASSERT_TRUE(becomes_well()) << situation();
    step = Duration{10};  // requests time out after real time
    begin(Fault::frozen);
    EXPECT_TRUE(until([this] { return holds("node_frozen"); }, std::chrono::seconds(40)))
        << situation();
    EXPECT_TRUE(logged_poll_failure("server_info: " + http() + " did not answer within 1000 ms ("))
        << situation();
    node->end(Fault::frozen);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_FALSE(holds("node_frozen"));
    EXPECT_TRUE(logged_poll_recovery()) << situation();
}

TEST_F(XrplFaults, SilentFromTheStart) {
    begin(Fault::silent);
    step = Duration{10};  // requests time out after real time
    watch(impatient(target_options()));
    EXPECT_TRUE(until([this] { return holds("node_down"); })) << situation();
    EXPECT_NE(situation().find("are accepted and nothing has been answered"), std::string::npos)
        << situation();
    node->end(Fault::silent);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, WithoutAWebSocketNoStreamIsMissed) {
    xrpl::TargetOptions options = target_options();
    options.websocket.reset();
    watch(options);
    EXPECT_TRUE(until([this] {
        return source->status(clock.now()).state == TargetState::ok &&
               metric("xrpl_validator_state_value") == 7.0;
    })) << situation();
    pass(std::chrono::seconds(30));
    const api::Health health = api::assess_health({source->status(clock.now())}, {}, clock.now());
    EXPECT_EQ(health.level, api::HealthLevel::ok) << api::write_health_text(health);
    for (const ActivityStatus& activity : source->status(clock.now()).activities)
        EXPECT_FALSE(activity.name.starts_with("stream")) << activity.name;
    for (const char* name :
         {"xrpl_websocket_connected", "xrpl_validation_agreements_1h", "xrpl_ledgers_closed_total"})
        EXPECT_FALSE(metric(name).has_value()) << name;
}

TEST_F(XrplFaults, AClioIsNotAdvisedToGiveAdminRights) {
    begin(Fault::clio);
    watch();
    EXPECT_TRUE(until([this] { return !source->status(clock.now()).notices.empty(); }))
        << situation();
    pass(std::chrono::seconds(30));
    ASSERT_EQ(source->status(clock.now()).notices.size(), 1U);
    EXPECT_EQ(source->status(clock.now()).notices[0].find("admin"), std::string::npos);
    EXPECT_TRUE(logged("Clio tells no state")) << situation();
}

TEST_F(XrplFaults, ClosedForPolicy) {
    watch_until_well();
    begin(Fault::policy_close);
    EXPECT_TRUE(until([this] { return reconnects() >= 1.0 && well(); })) << situation();
    EXPECT_TRUE(logged("xrpl/n1: " + websocket() +
                       " closed the WebSocket with code 1008 (threshold exceeded)"))
        << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
    EXPECT_GE(gaps(), 1.0);
}

TEST_F(XrplFaults, CutOff) {
    watch_until_well();
    begin(Fault::cut);
    EXPECT_TRUE(until([this] { return reconnects() >= 1.0 && well(); })) << situation();
    EXPECT_TRUE(logged("xrpl/n1: the WebSocket was cut off without a close frame: "))
        << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
}

TEST_F(XrplFaults, HalfAnAnswer) {
    watch_until_well();
    begin(Fault::half_answer);
    EXPECT_TRUE(until([this] { return failed("server_info") && holds("node_answers_wrongly"); }))
        << situation();
    EXPECT_FALSE(holds("node_down"));
    EXPECT_TRUE(
        logged_poll_failure("server_info: " + http() + " closed the connection amid its answer"))
        << situation();
    EXPECT_TRUE(logged("xrpl/n1: the WebSocket was cut off without a close frame: "))
        << situation();
    node->end(Fault::half_answer);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
}

TEST_F(XrplFaults, WrongJson) {
    watch_until_well();
    begin(Fault::wrong_json);
    EXPECT_TRUE(until([this] {
        return failed("server_info") && metric("xrpl_stream_undecodable_messages_total") > 0.0;
    })) << situation();
    EXPECT_TRUE(logged_poll_failure(node->http_url() + ": server_info: the answer is no JSON: "))
        << situation();
    EXPECT_TRUE(logged("xrpl/n1: a message of the stream cannot be read: ")) << situation();
    node->end(Fault::wrong_json);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
}

TEST_F(XrplFaults, WrongTypes) {
    watch_until_well();
    begin(Fault::wrong_types);
    EXPECT_TRUE(until([this] { return metric("xrpl_stream_undecodable_messages_total") > 0.0; }))
        << situation();
    EXPECT_TRUE(logged("xrpl/n1: a message of the stream cannot be read: ")) << situation();
    // What has another type than it should is unknown: no value, and never zero.
    EXPECT_TRUE(until([this] { return !metric("xrpl_peer_count"); })) << situation();
    node->end(Fault::wrong_types);
    EXPECT_TRUE(until([this] { return metric("xrpl_peer_count") && well(); })) << situation();
}

TEST_F(XrplFaults, FrameOf50Megabytes) {
    watch_until_well();
    begin(Fault::huge_frame);
    EXPECT_TRUE(until([this] { return reconnects() >= 1.0; })) << situation();
    EXPECT_TRUE(logged("xrpl/n1: " + websocket() +
                       " broke the WebSocket protocol: a message above the limit"))
        << situation();
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
}

TEST_F(XrplFaults, PlainTextWithStatus403) {
    watch_until_well();
    begin(Fault::http_403);
    EXPECT_TRUE(until([this] { return failed("server_info") && holds("node_answers_wrongly"); }))
        << situation();
    EXPECT_TRUE(logged_poll_failure(node->http_url() +
                                    ": server_info is refused with HTTP 403 (Forbidden)"))
        << situation();
    EXPECT_TRUE(until([this] {
        return logged(websocket() + " refused the WebSocket with HTTP 403");
    })) << situation();
    node->end(Fault::http_403);
    step = Duration{200};  // what was refused is asked again seldom
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
}

TEST_F(XrplFaults, PlainTextWithStatus503) {
    watch_until_well();
    begin(Fault::http_503);
    EXPECT_TRUE(until([this] { return failed("server_info") && holds("node_answers_wrongly"); }))
        << situation();
    EXPECT_TRUE(logged_poll_failure(
        node->http_url() + ": server_info is answered with HTTP 503 (Server is overloaded)"))
        << situation();
    EXPECT_TRUE(until([this] {
        return logged(websocket() + " refused the WebSocket with HTTP 503");
    })) << situation();
    node->end(Fault::http_503);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
}

TEST_F(XrplFaults, NoNetwork) {
    watch_until_well();
    begin(Fault::no_network);
    EXPECT_TRUE(until([this] { return metric("xrpl_validator_state_value") == 2.0; }))
        << situation();
    EXPECT_TRUE(until([this] { return failed("fee"); })) << situation();
    EXPECT_TRUE(logged("xrpl/n1: poll fee fails: " + node->http_url() +
                       ": fee: the server answered noNetwork: Not synced to the network."))
        << situation();
    EXPECT_EQ(metric("xrpl_up"), 1.0);
    node->end(Fault::no_network);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(until([this] { return !failed("fee"); })) << situation();
    EXPECT_TRUE(logged("xrpl/n1: poll fee works again")) << situation();
}

TEST_F(XrplFaults, SlowDown) {
    watch_until_well();
    begin(Fault::slow_down);
    EXPECT_TRUE(until([this] { return failed("server_info"); })) << situation();
    EXPECT_TRUE(logged_poll_failure(node->http_url() +
                                    ": server_info: the server answered slowDown: You are "
                                    "placing too much load on the server."))
        << situation();
    node->end(Fault::slow_down);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
}

TEST_F(XrplFaults, NodeRestart) {
    watch_until_well();
    begin(Fault::restart);
    EXPECT_TRUE(until([this] { return holds("node_down"); })) << situation();
    EXPECT_TRUE(logged_poll_failure("server_info: " + http() +
                                    " refused the connection: nothing listens there"))
        << situation();
    node->end(Fault::restart);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_EQ(metric("xrpl_node_restarts_total"), 1.0);
    EXPECT_LT(metric("xrpl_rippled_uptime_seconds").value_or(1e9), 600.0);
    EXPECT_GE(gaps(), 1.0);
    EXPECT_TRUE(logged_poll_recovery()) << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
}

// Our clock is wrong for a while, by an hour either way; the node's is right. Nothing about the
// node changes by that.
TEST_F(XrplFaults, ClockSteps) {
    watch_until_well();
    ASSERT_TRUE(until([this] { return total("xrpl_validation_agreements_total") >= 1.0; }));
    const double missed = total("xrpl_validation_missed_total");
    log_lines.clear();
    const auto coverage = [this] {
        return metric("xrpl_validation_coverage_ratio", {{"window", "1h"}}).value_or(-1);
    };
    for (const Duration step : {Duration{3'600'000}, Duration{-3'600'000}}) {
        for (const Duration change : {step, -step}) {
            const double agreed = total("xrpl_validation_agreements_total");
            const double agreed_1h = total("xrpl_validation_agreements_1h");
            const double covered = coverage();
            clock.step_wall(change);
            pass(std::chrono::seconds(30));
            EXPECT_TRUE(well()) << situation();
            EXPECT_EQ(metric("xrpl_up"), 1.0);
            EXPECT_LT(metric("xrpl_ledger_age_seconds").value_or(1e9), 10.0);
            // A ledger every 3 to 4 seconds, and all of them ours.
            const double more = total("xrpl_validation_agreements_total") - agreed;
            EXPECT_GE(more, 6.0);
            EXPECT_LE(more, 11.0);
            EXPECT_EQ(total("xrpl_validation_agreements_1h") - agreed_1h, more);
            EXPECT_EQ(total("xrpl_validation_missed_total"), missed);
            EXPECT_NEAR(coverage() - covered, 30.0 / 3600.0, 2.0 / 3600.0);
        }
    }
    EXPECT_EQ(reconnects(), 0.0);
    EXPECT_EQ(gaps(), 0.0);
    EXPECT_TRUE(log_lines.empty()) << situation();
}

TEST_F(XrplFaults, NodeAwayForTenMinutes) {
    watch_until_well();
    ASSERT_TRUE(until([this] { return metric("xrpl_ledgers_closed_total") > 0.0; }));
    begin(Fault::refuse);
    step = Duration{200};
    pass(std::chrono::minutes(10));
    step = Duration{50};
    expect_down();
    // Nothing old is shown as if it were known.
    EXPECT_FALSE(metric("xrpl_validator_state_value") == 7.0);
    EXPECT_TRUE(logged_poll_failure("server_info: " + http() +
                                    " refused the connection: nothing listens there"))
        << situation();
    EXPECT_TRUE(logged("xrpl/n1: target is failed")) << situation();
    node->end(Fault::refuse);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(logged_poll_recovery()) << situation();
    EXPECT_TRUE(logged_stream_recovery()) << situation();
    EXPECT_TRUE(logged("xrpl/n1: target is ok")) << situation();
    EXPECT_GE(gaps(), 1.0);
    // Ten minutes have about 180 ledgers.
    EXPECT_TRUE(until([this] { return metric("xrpl_ledgers_unseen_total") > 150.0; },
                      std::chrono::seconds(30)))
        << situation();
}

TEST_F(XrplFaults, ARefusedStreamCostsNoOther) {
    node->begin(Fault::refused_stream);
    watch_until_well();
    EXPECT_TRUE(until([this] {
        return logged(
            "xrpl/n1: stream peer_status is not available: the server answered noPermission: ");
    })) << situation();
    for (const char* stream : {"ledger", "server", "validations", "consensus", "manifests"})
        EXPECT_TRUE(until([&] { return node->server().subscribers(stream) == 1U; })) << stream;

    // The server grants it from the next connection on.
    node->end(Fault::refused_stream);
    begin(Fault::cut);
    EXPECT_TRUE(until([this] { return node->server().subscribers("peer_status") == 1U; }))
        << situation();
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_FALSE(logged("is not available")) << situation();
}

}  // namespace
}  // namespace nodewatch
