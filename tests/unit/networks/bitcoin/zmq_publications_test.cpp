#include "networks/bitcoin/zmq_publications.hpp"

#include <gmock/gmock.h>

#include "fixtures.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> usable(std::string_view result, std::string_view rpc_host) {
    std::vector<std::string> texts;
    for (const ZmqPublication& one : decode_zmq_notifications(result, rpc_host).value().usable)
        texts.push_back(std::string(to_string(one.stream)) + " " + one.address.text());
    return texts;
}

std::vector<std::string> notices(std::string_view result, std::string_view rpc_host) {
    return decode_zmq_notifications(result, rpc_host).value().notices;
}

TEST(ZmqPublications, AsBitcoinCoreTellsThem) {
    const std::string text = fixture("getzmqnotifications.regtest.from-core-test.json");
    if (text.empty()) GTEST_SKIP() << fixtures_folder() << " is not there";
    EXPECT_THAT(usable(text, "127.0.0.1"),
                ElementsAre("hashblock tcp://127.0.0.1:28332", "hashtx tcp://127.0.0.1:28332",
                            "rawblock tcp://127.0.0.1:28332", "rawtx tcp://127.0.0.1:28332"));
    EXPECT_THAT(notices(text, "127.0.0.1"), IsEmpty());
}

TEST(ZmqPublications, APublisherOfAllAddressesIsWhereRpcIs) {
    for (const char* any : {"tcp://0.0.0.0:28332", "tcp://[::]:28332", "tcp://*:28332"})
        EXPECT_THAT(usable(R"([{"type":"pubrawtx","address":")" + std::string(any) + R"("}])",
                           "node.example"),
                    ElementsAre("rawtx tcp://node.example:28332"));
}

TEST(ZmqPublications, TheLoopbackOfAnotherHostIsNotOurs) {
    const std::string_view loopback =
        R"([{"type":"pubrawtx","address":"tcp://127.0.0.1:28332"},
            {"type":"pubhashtx","address":"ipc:///run/zmq"},
            {"type":"pubsequence","address":"tcp://10.0.0.5:28332"}])";
    EXPECT_THAT(usable(loopback, "10.0.0.5"), ElementsAre("sequence tcp://10.0.0.5:28332"));
    EXPECT_THAT(notices(loopback, "10.0.0.5"),
                ElementsAre(AllOf(HasSubstr("rawtx"), HasSubstr("tcp://127.0.0.1:28332")),
                            AllOf(HasSubstr("hashtx"), HasSubstr("ipc:///run/zmq"))));
    EXPECT_THAT(usable(loopback, "localhost"),
                ElementsAre("rawtx tcp://127.0.0.1:28332", "hashtx ipc:///run/zmq",
                            "sequence tcp://10.0.0.5:28332"));
}

TEST(ZmqPublications, NoneAreTold) {
    EXPECT_THAT(usable("[]", "127.0.0.1"), IsEmpty());
    EXPECT_THAT(notices("[]", "127.0.0.1"), ElementsAre(HasSubstr("ZMQ is off at the node")));
}

TEST(ZmqPublications, WhatIsNotKnownIsLeftOut) {
    EXPECT_THAT(usable(R"([{"type":"pubwallettx","address":"tcp://127.0.0.1:1"}, 7, {},
                           {"type":"pubrawtx","address":"tcp://127.0.0.1:1"},
                           {"type":"pubrawtx","address":"tcp://127.0.0.1:1","hwm":5}])",
                       "::1"),
                ElementsAre("rawtx tcp://127.0.0.1:1"));
    EXPECT_FALSE(decode_zmq_notifications("{}", "::1"));
    EXPECT_FALSE(decode_zmq_notifications("nothing", "::1"));
}

TEST(ZmqPublications, AreBounded) {
    std::string many = "[";
    for (int port = 1; port < 100; ++port)
        many += (port == 1 ? "" : ",") + std::string(R"({"type":"pubrawtx","address":"tcp://h:)") +
                std::to_string(port) + "\"}";
    EXPECT_EQ(usable(many + "]", "h").size(), max_zmq_publications);
}

}  // namespace
}  // namespace nodewatch::bitcoin
