#include "networks/bitcoin/reply.hpp"

#include <gmock/gmock.h>

#include <set>

#include "fixtures.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::HasSubstr;

struct Case {
    std::string file;
    int status;
    ErrorKind kind;
    std::string code;
    std::string message;  ///< a part of it
};

const std::vector<Case>& cases() {
    using enum ErrorKind;
    static const std::vector<Case> all = {
        {"error.warmup.legacy-http500.json", 500, unavailable, "-28",
         "the node is starting: Activating best chain..."},
        {"constructed.error.warmup.v28plus-jsonrpc2-http200.json", 200, unavailable, "-28",
         "the node is starting: Loading block index…"},
        {"error.method-not-found.legacy-http404.json", 404, server, "-32601",
         "does not know this method"},
        {"error.method-not-found.jsonrpc2-http200.json", 200, server, "-32601",
         "does not know this method"},
        {"error.invalid-parameter.legacy-http500.json", 500, server, "-8",
         "does not take a parameter: Block height out of range"},
        {"error.invalid-parameter.jsonrpc2-http200.json", 200, server, "-8",
         "does not take a parameter: Block height out of range"},
        {"error.parse.http500.json", 500, server, "-32700", "could not read the request"},
        {"error.version-not-supported.http400.json", 400, server, "-32600",
         "does not take the request: JSON-RPC version not supported"},
        {"error.fee-estimation-disabled.http500.json", 500, server, "-32603",
         "estimates no fees: it takes blocks only"},
        {"constructed.error.mempool-disabled.http500.json", 500, server, "-33", "has no mempool"},
        {"constructed.error.p2p-disabled.http500.json", 500, server, "-31",
         "peer-to-peer part is missing or off"},
        {"constructed.error.block-pruned.http500.json", 500, server, "-1",
         "has deleted this block (pruned)"},
        {"error.work-queue-exceeded.http503.txt", 503, server, "503", "queue of requests is full"},
        {"error.shutting-down.http503.txt", 503, server, "503", "is shutting down"},
        {"error.unauthorized.http401.txt", 401, permission, "401",
         "does not know this user or password"},
        {"error.forbidden.http403.txt", 403, permission, "403", "rpcallowip and rpcwhitelist"},
        {"error.get-not-allowed.http405.txt", 405, http_status, "405", "POST is not taken here"},
        {"error.hosted-provider-method-blocked.json", 200, permission, "405",
         "the provider of this node does not offer it (Method not allowed)"},
    };
    return all;
}

TEST(ReplyFixtures, EachErrorHasItsKindCodeAndMessage) {
    if (!std::filesystem::exists(fixtures_folder()))
        GTEST_SKIP() << fixtures_folder() << " is not there";
    for (const Case& test : cases()) {
        SCOPED_TRACE(test.file);
        const auto reply = read_reply("getblockstats", test.status, fixture(test.file));
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind, test.kind);
        EXPECT_EQ(reply.error().code, test.code);
        EXPECT_THAT(reply.error().message, HasSubstr(test.message));
        EXPECT_THAT(reply.error().message, testing::StartsWith("getblockstats: "));
    }
}

TEST(ReplyFixtures, NoErrorIsForgotten) {
    if (!std::filesystem::exists(fixtures_folder()))
        GTEST_SKIP() << fixtures_folder() << " is not there";
    std::set<std::string> files, named;
    for (const auto& entry : std::filesystem::directory_iterator(fixtures_folder())) {
        const std::string file = entry.path().filename().string();
        if (file.starts_with("error.") || file.starts_with("constructed.error."))
            files.insert(file);
    }
    for (const Case& test : cases())
        named.insert(test.file);
    EXPECT_EQ(named, files);
}

TEST(ReplyFixtures, BatchesOfBothConventionsSayTheSame) {
    if (!std::filesystem::exists(fixtures_folder()))
        GTEST_SKIP() << fixtures_folder() << " is not there";
    for (const char* file : {"batch.legacy.response.json", "batch.jsonrpc2.response.json"}) {
        SCOPED_TRACE(file);
        const auto batch = read_batch_reply({"getblockcount", "invalidmethod", "getblockhash", "?"},
                                            200, fixture(file));
        ASSERT_TRUE(batch) << batch.error().message;
        EXPECT_EQ((*batch)[0], "0");
        EXPECT_EQ((*batch)[1].error().code, rpc_code::method_not_found);
        EXPECT_EQ((*batch)[2],
                  "\"0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206\"");
        EXPECT_EQ((*batch)[3].error().message,
                  "?: the node does not take the request: Missing method");
    }
}

TEST(Reply, AResultOfEitherConventionIsItsText) {
    EXPECT_EQ(read_reply("m", 200, R"({"result":{"a":0.25,"b":[1]},"error":null,"id":1})"),
              R"({"a":0.25,"b":[1]})");
    EXPECT_EQ(read_reply("m", 200, R"({"jsonrpc":"2.0","result":7,"id":1})"), "7");
}

TEST(Reply, WhatIsNoNodeSaysSo) {
    const auto page = read_reply("uptime", 200, "<html>hello\x1b[1m</html>");
    EXPECT_EQ(page.error().kind, ErrorKind::parse);
    EXPECT_EQ(page.error().message,
              "uptime: what answers there is no JSON (<html>hello\\x1b[1m</html>): is it the RPC "
              "port of a node?");
    EXPECT_EQ(read_reply("uptime", 404, "").error().message,
              "uptime: nothing is served under this path (HTTP 404)");
    EXPECT_EQ(read_reply("uptime", 502, "Bad gateway").error().code, "502");
    EXPECT_EQ(read_reply("uptime", 500, "{}").error().kind, ErrorKind::http_status);
    EXPECT_EQ(read_reply("uptime", 200, "{}").error().kind, ErrorKind::parse);
    EXPECT_EQ(read_reply("uptime", 200, "[]").error().kind, ErrorKind::parse);
    EXPECT_EQ(read_reply("uptime", 200, R"({"error":"rate limited"})").error().message,
              "uptime: rate limited");
}

TEST(Reply, WalletsAreNamedAsTheCause) {
    EXPECT_THAT(read_reply("uptime", 500,
                           R"({"result":null,"error":{"code":-18,"message":"Requested wallet does )"
                           R"(not exist or is not loaded"},"id":1})")
                    .error()
                    .message,
                HasSubstr("leave /wallet/... out"));
    EXPECT_THAT(read_reply("getbalance", 500,
                           R"({"result":null,"error":{"code":-19,"message":"Wallet file not )"
                           R"(specified"},"id":1})")
                    .error()
                    .message,
                HasSubstr("several wallets"));
}

TEST(Reply, OneAnswerThatIsMissingInABatchCostsTheOthersNothing) {
    const auto batch =
        read_batch_reply({"a", "b", "c"}, 200,
                         R"([{"result":3,"id":3},{"result":1,"id":1},{"result":9,"id":77},7])");
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_EQ((*batch)[0], "1");
    EXPECT_EQ((*batch)[1].error().message, "b: the batch has no answer to it");
    EXPECT_EQ((*batch)[2], "3");
}

TEST(Reply, AFailureOfAWholeBatch) {
    EXPECT_EQ(read_batch_reply({"a"}, 403, "").error().code, "403");
    EXPECT_EQ(read_batch_reply({"a"}, 503, "Work queue depth exceeded").error().code, "503");
    EXPECT_EQ(read_batch_reply({"a"}, 200, R"({"result":1,"id":1})").error().kind,
              ErrorKind::protocol);
}

}  // namespace
}  // namespace nodewatch::bitcoin
