// Every fault of a node ends in recovery, with the right metrics and a log line that names it.

#include "unit/net/certificate_files.hpp"
#include "xrpl_world.hpp"

namespace nodewatch {
namespace {

struct XrplFaults : XrplWorld {
    double reconnects() const { return metric("xrpl_websocket_reconnect_attempts").value_or(0); }
    double gaps() const { return metric("xrpl_stream_gaps_total").value_or(0); }
};

TEST_F(XrplFaults, RefusedConnection) {
    watch_until_well();
    node->begin(Fault::refuse);
    EXPECT_TRUE(until([this] { return holds("node_down"); })) << situation();
    EXPECT_EQ(metric("xrpl_websocket_connected"), 0.0);
    EXPECT_EQ(metric("xrpl_up"), 0.0);
    EXPECT_TRUE(failed("server_info"));
    EXPECT_TRUE(logged("refused")) << situation();
    node->end(Fault::refuse);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_GE(reconnects(), 1.0);
    EXPECT_FALSE(holds("node_down"));
}

TEST_F(XrplFaults, NameThatDoesNotResolve) {
    xrpl::TargetOptions options = target_options();
    // A label of 64 characters: no resolver needs the network to refuse it.
    options.websocket->host = options.http->host = std::string(64, 'x') + ".invalid";
    watch(options);
    EXPECT_TRUE(until([this] { return holds("node_down") && reconnects() >= 2.0; })) << situation();
    EXPECT_TRUE(logged("resolve")) << situation();
}

TEST_F(XrplFaults, TlsToAPortWithoutTls) {
    xrpl::TargetOptions options = target_options();
    options.websocket->scheme = "wss";
    options.http->scheme = "https";
    watch(options);
    EXPECT_TRUE(until([this] { return holds("node_down") && reconnects() >= 2.0; })) << situation();
    EXPECT_TRUE(logged("TLS")) << situation();
}

TEST_F(XrplFaults, ACertificateThatNobodyVouchesFor) {
    const net::CertificateFiles certificate("127.0.0.1");
    sim::xrpl::ModelOptions model;
    model.validator = 0;
    sim::xrpl::ServerOptions server;
    server.tls = certificate.server();
    std::unique_ptr<sim::xrpl::Node> plain = std::move(node);
    start_node(model, server);
    watch();
    EXPECT_TRUE(until([this] { return holds("node_down") && reconnects() >= 2.0; })) << situation();
    EXPECT_TRUE(logged("certificate")) << situation();

    // The operator names the certificate.
    tasks.cancel();
    ASSERT_TRUE(until([this] { return tasks.running() == 0; }));
}

TEST_F(XrplFaults, ACertificateThatTheOperatorTrusts) {
    const net::CertificateFiles certificate("127.0.0.1");
    sim::xrpl::ModelOptions model;
    model.validator = 0;
    sim::xrpl::ServerOptions server;
    server.tls = certificate.server();
    std::unique_ptr<sim::xrpl::Node> plain = std::move(node);
    start_node(model, server);
    xrpl::TargetOptions options = target_options();
    options.tls = certificate.client();
    watch(options);
    EXPECT_TRUE(becomes_well()) << situation();
    tasks.cancel();
    ASSERT_TRUE(until([this] { return tasks.running() == 0; }));
}

TEST_F(XrplFaults, TcpAcceptedButSilent) {
    watch_until_well();
    node->begin(Fault::silent);
    node->begin(Fault::cut);  // connections that were open before would go on
    node->http_gate().cut();
    EXPECT_TRUE(until([this] { return failed("server_info") && !metric("xrpl_peer_count"); }))
        << situation();
    EXPECT_EQ(metric("xrpl_websocket_connected"), 0.0);
    EXPECT_TRUE(logged("took longer") || logged("timed out") || logged("within")) << situation();
    node->end(Fault::silent);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, WebSocketOpenButSilent) {
    watch_until_well();
    node->begin(Fault::mute);
    EXPECT_TRUE(until([this] { return logged("heartbeats in a row without an answer"); }))
        << situation();
    EXPECT_FALSE(failed("server_info"));
    EXPECT_TRUE(until([this] { return metric("xrpl_websocket_healthy") == 0.0; })) << situation();
    node->end(Fault::mute);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_GE(reconnects(), 1.0);
    EXPECT_GE(gaps(), 1.0);
}

TEST_F(XrplFaults, FrozenProcess) {
    xrpl::TargetOptions options = target_options();
    options.heartbeat = HeartbeatPolicy{};
    watch(options);
    ASSERT_TRUE(becomes_well()) << situation();
    step = Duration{10};  // requests time out after real time
    node->begin(Fault::frozen);
    EXPECT_TRUE(until([this] { return holds("node_frozen"); }, std::chrono::seconds(40)))
        << situation();
    node->end(Fault::frozen);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_FALSE(holds("node_frozen"));
}

TEST_F(XrplFaults, ClosedForPolicy) {
    watch_until_well();
    node->begin(Fault::policy_close);
    EXPECT_TRUE(until([this] { return logged("1008"); })) << situation();
    EXPECT_TRUE(logged("threshold exceeded")) << situation();
    EXPECT_TRUE(until([this] { return reconnects() >= 1.0 && well(); })) << situation();
    EXPECT_GE(gaps(), 1.0);
}

TEST_F(XrplFaults, CutOff) {
    watch_until_well();
    node->begin(Fault::cut);
    EXPECT_TRUE(until([this] { return reconnects() >= 1.0 && well(); })) << situation();
    EXPECT_TRUE(logged("1006") || logged("cut")) << situation();
}

TEST_F(XrplFaults, HalfAnAnswer) {
    watch_until_well();
    node->begin(Fault::half_answer);
    EXPECT_TRUE(until([this] { return failed("server_info") && holds("node_down"); }))
        << situation();
    node->end(Fault::half_answer);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, WrongJson) {
    watch_until_well();
    node->begin(Fault::wrong_json);
    EXPECT_TRUE(until([this] {
        return failed("server_info") && metric("xrpl_stream_undecodable_messages_total") > 0.0;
    })) << situation();
    EXPECT_TRUE(logged("cannot be read")) << situation();
    node->end(Fault::wrong_json);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, WrongTypes) {
    watch_until_well();
    node->begin(Fault::wrong_types);
    EXPECT_TRUE(until([this] { return metric("xrpl_stream_undecodable_messages_total") > 0.0; }))
        << situation();
    // What has another type than it should is unknown: no value, and never zero.
    EXPECT_TRUE(until([this] { return !metric("xrpl_peer_count"); })) << situation();
    node->end(Fault::wrong_types);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, FrameOf50Megabytes) {
    watch_until_well();
    node->begin(Fault::huge_frame);
    EXPECT_TRUE(until([this] { return reconnects() >= 1.0; })) << situation();
    EXPECT_TRUE(logged("limit") || logged("larger")) << situation();
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, PlainTextWithStatus403) {
    watch_until_well();
    node->begin(Fault::http_403);
    EXPECT_TRUE(until([this] { return failed("server_info") && holds("node_down"); }))
        << situation();
    EXPECT_TRUE(logged("403")) << situation();
    node->end(Fault::http_403);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, PlainTextWithStatus503) {
    watch_until_well();
    node->begin(Fault::http_503);
    EXPECT_TRUE(until([this] { return failed("server_info") && holds("node_down"); }))
        << situation();
    EXPECT_TRUE(logged("503")) << situation();
    node->end(Fault::http_503);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, NoNetwork) {
    watch_until_well();
    node->begin(Fault::no_network);
    EXPECT_TRUE(until([this] { return metric("xrpl_validator_state_value") == 2.0; }))
        << situation();
    EXPECT_TRUE(until([this] { return failed("fee"); })) << situation();
    EXPECT_TRUE(logged("noNetwork")) << situation();
    EXPECT_EQ(metric("xrpl_up"), 1.0);
    node->end(Fault::no_network);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_TRUE(until([this] { return !failed("fee"); })) << situation();
}

TEST_F(XrplFaults, SlowDown) {
    watch_until_well();
    node->begin(Fault::slow_down);
    EXPECT_TRUE(until([this] { return failed("server_info"); })) << situation();
    EXPECT_TRUE(logged("slowDown")) << situation();
    node->end(Fault::slow_down);
    EXPECT_TRUE(becomes_well()) << situation();
}

TEST_F(XrplFaults, NodeRestart) {
    watch_until_well();
    node->begin(Fault::restart);
    EXPECT_TRUE(until([this] { return holds("node_down"); })) << situation();
    node->end(Fault::restart);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_EQ(metric("xrpl_node_restarts_total"), 1.0);
    EXPECT_LT(metric("xrpl_rippled_uptime_seconds").value_or(1e9), 600.0);
    EXPECT_GE(gaps(), 1.0);
}

// Our clock is wrong for a while, by an hour either way; the node's is right.
TEST_F(XrplFaults, ClockSteps) {
    watch_until_well();
    for (const Duration step : {Duration{3'600'000}, Duration{-3'600'000}}) {
        clock.step_wall(step);
        pass(std::chrono::seconds(30));
        EXPECT_EQ(metric("xrpl_up"), 1.0);
        EXPECT_GE(metric("xrpl_ledger_age_seconds").value_or(0), 0.0);
        clock.step_wall(-step);
        EXPECT_TRUE(becomes_well()) << situation();
        EXPECT_TRUE(until([this] {
            return metric("xrpl_ledger_age_seconds").value_or(1e9) < 10.0;
        })) << situation();
    }
    EXPECT_EQ(reconnects(), 0.0);
}

TEST_F(XrplFaults, NodeAwayForTenMinutes) {
    watch_until_well();
    ASSERT_TRUE(until([this] { return metric("xrpl_ledgers_closed_total") > 0.0; }));
    node->begin(Fault::refuse);
    step = Duration{200};
    pass(std::chrono::minutes(10));
    step = Duration{50};
    EXPECT_TRUE(holds("node_down")) << situation();
    // Nothing old is shown as if it were known.
    EXPECT_FALSE(metric("xrpl_peer_count").has_value());
    EXPECT_FALSE(metric("xrpl_validator_state_value") == 7.0);
    node->end(Fault::refuse);
    EXPECT_TRUE(becomes_well()) << situation();
    EXPECT_GE(gaps(), 1.0);
    // Ten minutes have about 180 ledgers.
    EXPECT_TRUE(until([this] { return metric("xrpl_ledgers_unseen_total") > 150.0; },
                      std::chrono::seconds(30)))
        << situation();
}

TEST_F(XrplFaults, ARefusedStreamCostsNoOther) {
    node->begin(Fault::refused_stream);
    watch_until_well();
    EXPECT_TRUE(logged("stream peer_status is not available")) << situation();
    for (const char* stream : {"ledger", "server", "validations", "consensus", "manifests"})
        EXPECT_EQ(node->server().subscribers(stream), 1U) << stream;
}

}  // namespace
}  // namespace nodewatch
