#include "networks/bitcoin/rpc_client.hpp"

#include <gmock/gmock.h>

#include "base/strings.hpp"
#include "net/http_server.hpp"
#include "support/process.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A port that answers what the test says, and remembers who asked what.
class Client : public ::testing::Test {
protected:
    Client() {
        net::HttpServerOptions options;
        options.listen = {{"127.0.0.1", 0}};
        server_ = std::make_unique<net::HttpServer>(loop_.executor(), options);
        server_->route("POST", "/",
                       [this](const net::ServerRequest& request) { return answer(request); });
        EXPECT_TRUE(server_->listen());
        tasks_.spawn("server", server_->run(Duration{0}));
        target_.http = net::Url{"http", "127.0.0.1", server_->ports().front(), "/", "", ""};
    }
    ~Client() override {
        tasks_.cancel();
        loop_.run(tasks_.join());
    }

    Task<net::HttpResponse> answer(net::ServerRequest request) {
        asked_as_.emplace_back(request.headers.get("Authorization"));
        bodies_.push_back(request.body);
        const bool known =
            password_.empty() || asked_as_.back() == "Basic " + base64_encode(password_);
        net::HttpResponse response;
        response.status = known ? status_ : 401;
        if (known) response.body = request.body.starts_with('[') ? batch_ : single_;
        if (known && request.body.starts_with('[') && batch_.empty()) response.status = 403;
        co_return response;
    }

    void write_cookie(const std::string& text) { testing::write_file(folder_ / ".cookie", text); }
    RpcClient& client() {
        if (!client_) client_.emplace(loop_.executor(), pool_, target_);
        return *client_;
    }
    Result<std::string> call() { return loop_.get(client().call({"uptime"})); }
    Result<> stream() {
        const auto take = [this](std::string_view piece) {
            streamed_ += piece;
            return true;
        };
        return loop_.get(client().stream({"getrawmempool"}, take, Duration{10'000}));
    }
    auto call_two() {
        return loop_.get(client().call_all({{"uptime"}, {"estimatesmartfee", "[6]"}}));
    }

    net::Loop loop_;
    TaskGroup tasks_{loop_.executor()};
    WorkerPool pool_{1};
    testing::TemporaryFolder folder_;
    std::unique_ptr<net::HttpServer> server_;
    TargetOptions target_;
    std::optional<RpcClient> client_;

    std::string password_;  ///< "user:password"; empty: all are let in
    int status_ = 200;
    std::string single_ = R"({"jsonrpc":"2.0","result":7,"id":1})";
    std::string batch_ =
        R"([{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","result":2,"id":2}])";
    std::vector<std::string> asked_as_, bodies_;
    std::string streamed_;
};

TEST_F(Client, SendsWhatANodeOfAnyVersionUnderstands) {
    EXPECT_EQ(call(), "7");
    ASSERT_TRUE(call_two());
    EXPECT_THAT(
        bodies_,
        ElementsAre(R"({"jsonrpc":"2.0","id":1,"method":"uptime","params":[]})",
                    R"([{"jsonrpc":"2.0","id":1,"method":"uptime","params":[]},)"
                    R"({"jsonrpc":"2.0","id":2,"method":"estimatesmartfee","params":[6]}])"));
}

TEST_F(Client, ReadsTheCookieAgainWhenTheNodeHasANewOne) {
    target_.cookie_file = (folder_ / ".cookie").string();
    write_cookie("__cookie__:old");
    password_ = "__cookie__:old";
    EXPECT_EQ(call(), "7");
    password_ = "__cookie__:new";
    write_cookie(password_);
    EXPECT_EQ(call(), "7");
    EXPECT_EQ(call(), "7");
    const std::string old_one = "Basic " + base64_encode("__cookie__:old");
    const std::string new_one = "Basic " + base64_encode("__cookie__:new");
    EXPECT_THAT(asked_as_, ElementsAre(old_one, old_one, new_one, new_one));
}

TEST_F(Client, AsksNoSecondTimeWithACookieThatWasRefused) {
    target_.cookie_file = (folder_ / ".cookie").string();
    write_cookie("__cookie__:of another node");
    password_ = "__cookie__:right";
    EXPECT_FALSE(call());
    const auto again = call();
    EXPECT_EQ(asked_as_.size(), 2U) << "each wrong one costs the node a quarter of a second";
    EXPECT_EQ(again.error().kind, ErrorKind::permission);
    EXPECT_THAT(again.error().message, HasSubstr(".cookie is the cookie of another node"));
    EXPECT_THAT(again.error().message, Not(HasSubstr("of another node of")));
}

TEST_F(Client, TellsWhyThereIsNoCookie) {
    target_.cookie_file = (folder_ / ".cookie").string();
    password_ = "__cookie__:right";
    EXPECT_THAT(call().error().message, HasSubstr("cannot be read: the node does not run"));
}

TEST_F(Client, UserAndPasswordAreOnlySentAndNeverTold) {
    target_.http.user = "me";
    target_.http.password = "topsecret";
    password_ = "me:other";
    const auto refused = call();
    EXPECT_THAT(asked_as_, ElementsAre("Basic " + base64_encode("me:topsecret")));
    EXPECT_THAT(refused.error().message, HasSubstr("rpcauth"));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("topsecret")));
}

TEST_F(Client, ANodeThatRefusesBatchesIsAskedOneByOne) {
    batch_.clear();
    const auto results = call_two();
    ASSERT_TRUE(results) << results.error().message;
    EXPECT_EQ((*results)[0], "7");
    EXPECT_EQ((*results)[1], "7");
    ASSERT_TRUE(call_two());
    EXPECT_EQ(bodies_.size(), 5U) << "one batch, then four requests";
    client().node_was_away();
    ASSERT_TRUE(call_two());
    EXPECT_EQ(bodies_.size(), 8U) << "after a restart it may take them";
}

TEST_F(Client, AnAnswerThatIsTooLargeIsNotTaken) {
    single_ = "{\"result\":\"" + std::string(33U << 20U, 'x') + "\"}";
    const auto result = call();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::too_large);
}

TEST_F(Client, AConsumerTakesAResultInPieces) {
    single_ = "{\"result\":\"" + std::string(1U << 20U, 'x') + "\"}";
    EXPECT_TRUE(stream());
    EXPECT_EQ(streamed_, single_);
}

TEST_F(Client, AnErrorInPlaceOfALongResultIsOne) {
    for (const int status : {200, 404}) {
        status_ = status;
        single_ = R"({"result":null,"error":{"code":-32601,"message":"Method not found"},"id":1})";
        const auto result = stream();
        ASSERT_FALSE(result) << status;
        EXPECT_EQ(result.error().code, "-32601");
    }
}

TEST_F(Client, AConsumerIsServedAfterACookieWasRefused) {
    target_.cookie_file = (folder_ / ".cookie").string();
    write_cookie("__cookie__:old");
    password_ = "__cookie__:old";
    EXPECT_TRUE(stream());
    password_ = "__cookie__:new";
    write_cookie(password_);
    EXPECT_TRUE(stream());
    EXPECT_EQ(streamed_, single_ + single_);
}

TEST_F(Client, OnePortThatIsClosedIsOneFailureForAllQuestions) {
    batch_.clear();
    ASSERT_TRUE(call_two());
    tasks_.cancel();
    loop_.run(tasks_.join());
    server_.reset();
    const auto results = call_two();
    ASSERT_FALSE(results);
    EXPECT_EQ(results.error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace nodewatch::bitcoin
