#include "networks/scrape/fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/strings.hpp"
#include "net/http_server.hpp"
#include "support/process.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::scrape {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// An exporter that keeps the credentials it is shown.
class FetcherTest : public ::testing::Test {
protected:
    FetcherTest() {
        net::HttpServerOptions options;
        options.listen = {{"127.0.0.1", 0}};
        server_ = std::make_unique<net::HttpServer>(loop_.executor(), options);
        server_->route("GET", "/metrics", [this](const net::ServerRequest& request) {
            shown_.emplace_back(request.headers.get("Authorization"));
            return answer();
        });
        EXPECT_TRUE(server_->listen());
        tasks_.spawn("server", server_->run(Duration{0}));
        options_.url = {"http", "127.0.0.1", server_->ports().front(), "/metrics", "", ""};
    }
    ~FetcherTest() override {
        tasks_.cancel();
        loop_.run(tasks_.join());
    }

    static Task<net::HttpResponse> answer() {
        net::HttpResponse response;
        response.body = "a 1\n";
        co_return response;
    }
    /// What came, or what was wrong.
    std::string fetch() {
        if (!fetcher_) fetcher_.emplace(loop_.executor(), pool_, options_);
        auto body = loop_.get(fetcher_->fetch(clock_, clock_.now().steady));
        error_ = body ? Error{} : body.error();
        return body ? body->text : body.error().message;
    }

    net::Loop loop_;
    TaskGroup tasks_{loop_.executor()};
    WorkerPool pool_{1};
    SystemClock clock_;
    const testing::TemporaryFolder folder_;
    const std::string file_ = folder_ / "secret";
    std::unique_ptr<net::HttpServer> server_;
    ScrapeOptions options_;
    std::optional<Fetcher> fetcher_;
    Error error_;
    std::vector<std::string> shown_;
};

TEST_F(FetcherTest, ATokenOfAFileIsTheOneThatItHoldsNow) {
    options_.bearer_token_file = file_;
    testing::write_file(file_, "first\n");
    EXPECT_EQ(fetch(), "a 1\n");
    testing::write_file(file_, "second\n");
    EXPECT_EQ(fetch(), "a 1\n");
    EXPECT_THAT(shown_, ElementsAre("Bearer first", "Bearer second"));
}

TEST_F(FetcherTest, APasswordOfAFileIsTheOneThatItHoldsNow) {
    options_.url.user = "ann";
    options_.password_file = file_;
    testing::write_file(file_, "first\n");
    EXPECT_EQ(fetch(), "a 1\n");
    testing::write_file(file_, "second\n");
    EXPECT_EQ(fetch(), "a 1\n");
    EXPECT_THAT(shown_, ElementsAre("Basic " + base64_encode("ann:first"),
                                    "Basic " + base64_encode("ann:second")));
}

TEST_F(FetcherTest, WithoutTheFileTheTargetIsNotAskedUntilItIsThere) {
    options_.bearer_token_file = file_;
    EXPECT_THAT(fetch(), AllOf(HasSubstr(file_), HasSubstr("No such file")));
    EXPECT_EQ(error_.kind, ErrorKind::file);
    ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
    EXPECT_THAT(fetch(), AllOf(HasSubstr(file_), HasSubstr("no regular file")));
    EXPECT_THAT(shown_, IsEmpty());
    std::filesystem::remove(file_);
    testing::write_file(file_, "there");
    EXPECT_EQ(fetch(), "a 1\n");
    EXPECT_THAT(shown_, ElementsAre("Bearer there"));
}

/// As Prometheus 2.42 does.
TEST_F(FetcherTest, AnEmptyFileIsAnEmptyToken) {
    options_.bearer_token_file = file_;
    testing::write_file(file_, "\n");
    EXPECT_EQ(fetch(), "a 1\n");
    EXPECT_THAT(shown_, ElementsAre("Bearer"));
}

TEST_F(FetcherTest, WhatIsWrittenIsShownAsItIs) {
    options_.bearer_token = "t0ken";
    EXPECT_EQ(fetch(), "a 1\n");
    fetcher_.reset();
    options_.bearer_token.clear();
    EXPECT_EQ(fetch(), "a 1\n");
    EXPECT_THAT(shown_, ElementsAre("Bearer t0ken", ""));
}

}  // namespace
}  // namespace nodewatch::scrape
