#include "networks/bitcoin/network.hpp"

#include <gmock/gmock.h>

#include "networks/bitcoin/cookie.hpp"
#include "support/process.hpp"
#include "support/settings_errors.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Outcome {
    std::optional<TargetPlan> plan;
    std::vector<std::string> errors;
};

Outcome configure(std::string_view yaml) {
    Settings settings =
        Settings::parse(yaml, "test.yaml", [](const std::string&) { return std::nullopt; });
    Outcome outcome;
    outcome.plan = network().configure(settings, "main-1");
    outcome.errors = testing::errors_after_reading(settings);
    return outcome;
}

TEST(BitcoinConfiguration, AnAddressAndACookieAreEnough) {
    const auto outcome =
        configure("http: http://127.0.0.1:8332\ncookie_file: /home/bitcoin/.bitcoin/.cookie\n");
    EXPECT_THAT(outcome.errors, IsEmpty());
    ASSERT_TRUE(outcome.plan);
    EXPECT_EQ(outcome.plan->target.network, "bitcoin");
    EXPECT_EQ(outcome.plan->target.node, "main-1");
    EXPECT_EQ(outcome.plan->address, "http://127.0.0.1:8332");
}

TEST(BitcoinConfiguration, ThePasswordIsNeverShown) {
    for (const char* yaml : {"http: http://me:topsecret@127.0.0.1:8332\n",
                             "http: http://127.0.0.1:8332\nuser: me\npassword: topsecret\n",
                             "http: http://node.example/v1/topsecret\n"}) {
        const auto outcome = configure(yaml);
        EXPECT_THAT(outcome.errors, IsEmpty());
        ASSERT_TRUE(outcome.plan);
        EXPECT_THAT(outcome.plan->address, Not(HasSubstr("topsecret")));
    }
}

TEST(BitcoinConfiguration, WhatIsWrongIsToldWithItsPlace) {
    EXPECT_THAT(configure("request_timeout: 1s\n").errors,
                ElementsAre(HasSubstr("needs `http: http://127.0.0.1:8332`")));
    EXPECT_THAT(configure("http: ws://127.0.0.1:8332\n").errors,
                ElementsAre(HasSubstr("test.yaml:1:")));
    EXPECT_THAT(configure("http: http://h:1\npassword: x\n").errors,
                ElementsAre(HasSubstr("a password needs a user")));
    EXPECT_THAT(configure("http: http://h:1\nuser: u\npassword: x\ncookie_file: /c\n").errors,
                ElementsAre(HasSubstr("either a cookie, or user and password")));
    EXPECT_THAT(configure("http: http://h:1\nintervals: {fast: 1ms}\n").errors,
                ElementsAre(HasSubstr("test.yaml:2:")));
    EXPECT_THAT(configure("http: http://h:1\ncookie: /c\n").errors,
                ElementsAre(HasSubstr("cookie")));
}

TEST(BitcoinConfiguration, ZmqIsDiscoveredOrNamed) {
    EXPECT_THAT(configure("http: http://h:1\nzmq: {discover: false}\n").errors, IsEmpty());
    EXPECT_THAT(
        configure("http: http://h:1\nzmq: {rawtx: [tcp://h:28333, ipc:///run/zmq]}\n").errors,
        IsEmpty());
    EXPECT_THAT(configure("http: http://h:1\nzmq: {rawtx: [h:28333]}\n").errors,
                ElementsAre(HasSubstr("zmq.rawtx: 'h:28333' is no ZMQ address")));
    EXPECT_THAT(configure("http: http://h:1\nzmq: {rawtx: ['tcp://0.0.0.0:28333']}\n").errors,
                ElementsAre(HasSubstr("names no host")));
    EXPECT_THAT(
        configure("http: http://h:1\nzmq: {discover: true, rawtx: [tcp://h:28333]}\n").errors,
        ElementsAre(HasSubstr("either the addresses of the node, or those that it tells")));
    EXPECT_THAT(configure("http: http://h:1\nzmq: {rawtxs: []}\n").errors,
                ElementsAre(HasSubstr("rawtxs")));
}

TEST(BitcoinCookie, ThePasswordBeginsAfterTheFirstColon) {
    EXPECT_EQ(parse_cookie("__cookie__:abc:def\n"), (Credentials{"__cookie__", "abc:def"}));
    for (const char* wrong : {"", "\n", "nothing", ":password"})
        EXPECT_FALSE(parse_cookie(wrong)) << wrong;
}

TEST(BitcoinCookie, AFileThatIsNotThereOrHoldsSomethingElseIsNamedAndNotQuoted) {
    const testing::TemporaryFolder folder;
    const std::string file = (folder / ".cookie").string();
    EXPECT_THAT(read_cookie(file).error().message,
                HasSubstr(file + " cannot be read: the node does not run, or keeps it elsewhere"));
    testing::write_file(file, "topsecret without colon");
    EXPECT_EQ(read_cookie(file).error().message, "cookie " + file + ": holds no user and password");
    testing::write_file(file, "__cookie__:00ff");
    EXPECT_EQ(read_cookie(file), (Credentials{"__cookie__", "00ff"}));
}

}  // namespace
}  // namespace nodewatch::bitcoin
