#include "sim/xrpl/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "samples.hpp"
#include "shape.hpp"
#include "sim/xrpl/protocol.hpp"

namespace nodewatch::sim::xrpl {
namespace {

struct ModelTest : testing::Test {
    Time time;
    Network network{NetworkOptions{}, time.now};
    RecordingSink sink;
    std::unique_ptr<NodeModel> model;
    simdjson::dom::parser parser;

    void SetUp() override { make({}); }
    void make(ModelOptions options) {
        model.reset();
        model = std::make_unique<NodeModel>(std::move(options), network, sink, time.now);
    }
    void make_validator() {
        ModelOptions options;
        options.validator = 0;
        make(std::move(options));
    }
    void pass(Duration d) {
        for (Duration passed{0}; passed < d; passed += Duration{100})
            network.advance(time.after(Duration{100}));
    }
    json::Element info() {
        text = model->answer("server_info", Caller{}, time.now).result;
        return parser.parse(text)["info"].value();
    }
    std::string state() { return std::string(json::text(info(), "server_state").value_or("")); }

    std::string text;
};

// --- shapes: every member that a real 3.1.1 sends, with its type ---

/// Members of `sample` that the model's answer lacks, except those that come and go.
std::string missing(const std::string& answer, const std::string& sample) {
    const auto ours = shape_of(answer);
    std::string lacking;
    for (const std::string& member : shape_of(samples().at(sample))) {
        // Data of that run: which jobs ran, which objects were counted, which keys there were.
        if (member.find("job_types[].") != std::string::npos) continue;
        if (member.find("::") != std::string::npos) continue;
        if (member.find("signing_keys.") != std::string::npos) continue;
        if (member.find("close_times.") != std::string::npos) continue;
        if (!ours.contains(member)) lacking += member + " ";
    }
    return lacking;
}

struct ShapeCase {
    const char* method;
    const char* sample;
    bool admin;
    bool validator;
};
class ModelShape : public ModelTest, public testing::WithParamInterface<ShapeCase> {};

TEST_P(ModelShape, HasEveryMemberOfTheRealAnswer) {
    const ShapeCase& c = GetParam();
    if (c.validator) make_validator();
    pass(std::chrono::seconds(4));
    const auto request =
        *parse_websocket_request(std::string(R"({"command":")") + c.method + "\"}");
    const Answer answer = model->answer(c.method, Caller{c.admin, false, 1}, time.now);
    EXPECT_EQ(missing(http_answer(request, answer, false), c.sample), "");
}

INSTANTIATE_TEST_SUITE_P(
    Methods, ModelShape,
    testing::Values(ShapeCase{"server_info", "http: server_info [proposing]", true, true},
                    ShapeCase{"server_info", "http: server_info (non-admin) [full]", false, true},
                    ShapeCase{"server_state", "http: server_state [proposing]", true, true},
                    ShapeCase{"peers", "http: peers", true, true},
                    ShapeCase{"validators", "http: validators publisher list active", true, true},
                    ShapeCase{"fee", "http: fee", true, true},
                    ShapeCase{"get_counts", "http: get_counts", true, true},
                    ShapeCase{"validator_info", "http: validator_info", true, true},
                    ShapeCase{"validator_info", "http: validator_info error invalidParams", true,
                              false},
                    ShapeCase{"ping", "http: ping", true, false},
                    ShapeCase{"ping", "http: ping (non-admin)", false, false}),
    [](const auto& info) {
        return std::string(info.param.method) + (info.param.admin ? "Admin" : "Public") +
               (info.param.validator ? "Validator" : "Stock");
    });

TEST_F(ModelTest, SubscribeTellsServerAndLedger) {
    make_validator();
    pass(std::chrono::seconds(4));
    const auto request = *parse_websocket_request(R"({"id":1,"command":"subscribe"})");
    const Answer answer{
        model->subscribed({"server", "ledger"}, Caller{true, true, 1}, time.now), {}, 0, {}};
    EXPECT_EQ(shape_of(websocket_answer(request, answer, false, false)),
              shape_of(samples().at("ws: subscribe")));
}

TEST_F(ModelTest, NonAdminIsRefused) {
    for (const char* method : {"peers", "validators", "consensus_info", "get_counts",
                               "validator_info", "validator_list_sites"})
        EXPECT_EQ(model->answer(method, Caller{false, false, 1}, time.now).error, "forbidden");
    EXPECT_EQ(model->answer("nonsense", Caller{}, time.now).error, "unknownCmd");
}

// --- states ---

TEST_F(ModelTest, AStockNodeIsFullAndAValidatorProposes) {
    EXPECT_EQ(state(), "full");
    make_validator();
    EXPECT_EQ(state(), "proposing");
    text = model->answer("server_info", Caller{false, false, 1}, time.now).result;
    EXPECT_EQ(parser.parse(text)["info"]["server_state"].get_string().value(), "full");
}

TEST_F(ModelTest, ARestartGoesThroughTheStates) {
    make_validator();
    model->restart(time.now);
    EXPECT_EQ(state(), "disconnected");
    EXPECT_EQ(json::integer(info(), "uptime"), 0);
    EXPECT_EQ(json::text(info(), "complete_ledgers"), "empty");
    EXPECT_EQ(json::text(info(), "published_ledger"), "none");
    EXPECT_FALSE(json::find(info(), "validated_ledger").has_value());
    EXPECT_EQ(model->answer("fee", Caller{}, time.now).error, "noNetwork");
    pass(Duration{1'500});
    EXPECT_EQ(state(), "connected");
    pass(Duration{2'000});
    EXPECT_EQ(state(), "syncing");
    EXPECT_EQ(model->answer("fee", Caller{}, time.now).error, "noCurrent");
    pass(Duration{6'000});
    EXPECT_EQ(state(), "proposing");
    EXPECT_TRUE(json::find(info(), "validated_ledger").has_value());

    std::vector<std::string> told;
    for (const std::string& message : sink.of("server"))
        told.emplace_back(parser.parse(message)["server_status"].get_string().value());
    ASSERT_GE(told.size(), 4U);
    // Events never say "proposing".
    EXPECT_EQ((std::vector<std::string>(told.end() - 4, told.end())),
              (std::vector<std::string>{"connected", "syncing", "tracking", "full"}));
}

// As recorded in life-outage: the state stays, the age grows, ledgerClosed stops and the missed
// ledgers come late in pairs.
TEST_F(ModelTest, QuorumLossChangesNoState) {
    make_validator();
    pass(std::chrono::seconds(10));
    network.set_quorum_lost(true, 0);
    sink.events.clear();
    pass(std::chrono::seconds(60));
    EXPECT_EQ(state(), "proposing");
    EXPECT_GE(info()["validated_ledger"]["age"].get_int64().value(), 55);
    EXPECT_TRUE(sink.of("ledger").empty());
    EXPECT_TRUE(sink.of("server").empty());
    EXPECT_FALSE(sink.of("consensus").empty());

    network.set_quorum_lost(false, 0);
    pass(std::chrono::seconds(5));
    EXPECT_EQ(sink.of("ledger").size() % 2, 0U);
    EXPECT_LT(info()["validated_ledger"]["age"].get_int64().value(), 10);
    EXPECT_TRUE(json::find(info(), "published_ledger").has_value());
    pass(std::chrono::seconds(120));
    EXPECT_FALSE(json::find(info(), "published_ledger").has_value());
}

TEST_F(ModelTest, AnIsolatedNodeIsDisconnectedAndHearsNothing) {
    pass(std::chrono::seconds(4));
    model->set_isolated(true, time.now);
    sink.events.clear();
    pass(std::chrono::seconds(20));
    EXPECT_EQ(state(), "disconnected");
    EXPECT_EQ(json::integer(info(), "peers"), 0);
    EXPECT_TRUE(sink.events.empty());
    model->set_isolated(false, time.now);
    pass(std::chrono::seconds(10));
    EXPECT_EQ(state(), "full");
    EXPECT_FALSE(sink.of("ledger").empty());
}

TEST_F(ModelTest, WithoutAListTheQuorumCannotBeReached) {
    model->set_validator_list(ListState::missing, time.now);
    EXPECT_EQ(state(), "connected");
    EXPECT_EQ(json::unsigned_integer(info(), "validation_quorum"), 4'294'967'295U);
    const json::Element told = info();
    EXPECT_EQ(told["validator_list"]["expiration"].get_string().value(), "unknown");
    EXPECT_EQ(told["warnings"].at(0)["id"].get_int64().value(), 1003);
    model->set_validator_list(ListState::expired, time.now);
    EXPECT_EQ(info()["validator_list"]["status"].get_string().value(), "expired");
    model->set_validator_list(ListState::active, time.now);
    pass(std::chrono::seconds(10));
    EXPECT_EQ(state(), "full");
    EXPECT_EQ(json::unsigned_integer(info(), "validation_quorum"), 4U);
}

TEST_F(ModelTest, AmendmentWarnings) {
    model->set_amendment_soon(true);
    EXPECT_EQ(info()["warnings"].at(0)["id"].get_int64().value(), 1001);
    EXPECT_EQ(state(), "full");
    model->set_amendment_blocked(true, time.now);
    EXPECT_EQ(json::boolean(info(), "amendment_blocked"), true);
    EXPECT_EQ(state(), "connected");
}

TEST_F(ModelTest, AValidatorWhoseKeyIsRevokedProposesNoMore) {
    make_validator();
    network.set_revoked(0, true, time.now);
    EXPECT_EQ(state(), "full");
    EXPECT_EQ(sink.of("manifests").size(), 1U);
}

TEST_F(ModelTest, ClioSaysWhatItIs) {
    ModelOptions options;
    options.clio = true;
    make(options);
    EXPECT_EQ(json::text(info(), "clio_version"), "2.3.0");
    EXPECT_EQ(model->answer("server_state", Caller{}, time.now).error, "unknownCmd");
}

TEST_F(ModelTest, NamesItsProduct) {
    ModelOptions options;
    options.product = "xrpld";
    options.build_version = "3.2.0-rc1";
    make(options);
    EXPECT_EQ(model->product(), "xrpld-3.2.0-rc1");
    text = model->answer("peers", Caller{}, time.now).result;
    EXPECT_EQ(parser.parse(text)["peers"].at(0)["version"].get_string().value(), "xrpld-3.2.0-rc1");
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
