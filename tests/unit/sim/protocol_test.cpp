#include "sim/xrpl/protocol.hpp"

#include <gtest/gtest.h>

namespace nodewatch::sim::xrpl {
namespace {

// The expected texts are those of recordings/xrpl/errors.

TEST(Protocol, ReadsASubscribe) {
    const auto request = parse_websocket_request(
        R"({"id":3,"command":"subscribe","streams":["ledger","server"],"api_version":2})");
    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(request->method, "subscribe");
    EXPECT_EQ(request->id, "3");
    EXPECT_EQ(request->streams, (std::vector<std::string>{"ledger", "server"}));
    EXPECT_EQ(request->api_version, 2);
}

TEST(Protocol, KeepsAnyIdAsItIs) {
    EXPECT_EQ(parse_websocket_request(R"({"id":{"a":[1]},"command":"ping"})")->id, R"({"a":[1]})");
    EXPECT_EQ(parse_websocket_request(R"({"id":null,"command":"ping"})")->id, "null");
    EXPECT_EQ(parse_websocket_request(R"({"command":"ping"})")->id, "");
}

TEST(Protocol, WebSocketTextThatIsNoObjectIsEchoed) {
    EXPECT_FALSE(parse_websocket_request("not json").has_value());
    EXPECT_FALSE(parse_websocket_request("[]").has_value());
    EXPECT_EQ(websocket_json_error(R"({"id":6,)"),
              R"({"error":"jsonInvalid","type":"error","value":"{\"id\":6,"})");
}

TEST(Protocol, WebSocketEnvelopes) {
    const auto request = *parse_websocket_request(R"({"id":5,"command":"peers"})");
    EXPECT_EQ(websocket_answer(request, Answer{"{}", {}, 0, {}}, false, false),
              R"({"id":5,"result":{},"status":"success","type":"response"})");
    EXPECT_EQ(
        websocket_answer(request, answer_error("forbidden", 3, "Bad credentials."), false, false),
        R"({"error":"forbidden","error_code":3,"error_message":"Bad credentials.",)"
        R"("request":{"id":5,"command":"peers"},"status":"error","id":5,"type":"response"})");
}

TEST(Protocol, HttpEnvelopes) {
    const auto request = *parse_http_request(R"({"method":"fee","params":[{}]})").request;
    EXPECT_EQ(http_answer(request, Answer{R"({"a":1})", {}, 0, {}}, false),
              R"({"result":{"a":1,"status":"success"}})");
    EXPECT_EQ(http_answer(request, Answer{"{}", {}, 0, {}}, false),
              R"({"result":{"status":"success"}})");
    EXPECT_EQ(
        http_answer(request, answer_error("noNetwork", 17, "Not synced to the network."), false),
        R"({"result":{"error":"noNetwork","error_code":17,)"
        R"("error_message":"Not synced to the network.","request":{"command":"fee"},)"
        R"("status":"error"}})");
}

TEST(Protocol, RefusesWhatRippledRefusesInItsWords) {
    EXPECT_EQ(parse_http_request(R"({"method":"","params":[{}]})").refusal, "method is empty");
    EXPECT_EQ(parse_http_request(R"({"method":5})").refusal, "method is not string");
    EXPECT_EQ(parse_http_request(R"({"params":[{}]})").refusal, "Null method");
    EXPECT_EQ(parse_http_request(R"({"method":"x","params":[{},{}]})").refusal,
              "params unparseable");
    EXPECT_EQ(parse_http_request("hello").refusal.substr(0, 24), "Unable to parse request:");
    for (const char* accepted :
         {R"({"method":"x"})", R"({"method":"x","params":[]})", R"({"method":"x","params":[null]})",
          R"({"method":"x","params":{}})"})
        EXPECT_TRUE(parse_http_request(accepted).request.has_value()) << accepted;
}

TEST(Protocol, WrongTypesKeepTheWayToTheReader) {
    EXPECT_EQ(
        with_wrong_types(R"({"type":"ledgerClosed","ledger_index":5,"validated_ledgers":"1-5"})"),
        R"({"type":"ledgerClosed","ledger_index":{},"validated_ledgers":[7]})");
    EXPECT_EQ(with_wrong_types(R"({"result":{"info":{"peers":5}},"id":3,"status":"success"})"),
              R"({"result":{"info":{"peers":{}}},"id":3,"status":"success"})");
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
