#include <gmock/gmock.h>

#include <string>

#include "networks/bitcoin/decode.hpp"

namespace nodewatch::bitcoin {
namespace {

TEST(Decode, WhatIsNotAnAnswerIsAnErrorThatNamesTheMethod) {
    const auto error = decode_blockchain_info("{}").error();
    EXPECT_EQ(error.kind, ErrorKind::parse);
    EXPECT_EQ(error.message, "the answer to getblockchaininfo has no usable member blocks");
    EXPECT_EQ(decode_peers("{}").error().message, "the answer to getpeerinfo is no JSON array");
    EXPECT_EQ(decode_mempool_info("7").error().message,
              "the answer to getmempoolinfo is no JSON object");
    for (const char* text : {"", "null", "{", "[1", "\"x\"", "nan"}) {
        EXPECT_FALSE(decode_block_header(text)) << text;
        EXPECT_FALSE(decode_chain_tips(text)) << text;
        EXPECT_FALSE(decode_uptime(text)) << text;
    }
}

TEST(Decode, MembersOfAnotherTypeAreUnknown) {
    const auto info = decode_blockchain_info(
        R"({"blocks":7,"headers":-1,"bestblockhash":12,"verificationprogress":"high",
            "initialblockdownload":"no","warnings":7,"size_on_disk":-5})");
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->blocks, 7U);
    EXPECT_FALSE(info->headers);
    EXPECT_FALSE(info->best_block);
    EXPECT_FALSE(info->verification_progress);
    EXPECT_FALSE(info->initial_block_download);
    EXPECT_FALSE(info->warnings);
    EXPECT_FALSE(info->size_on_disk_bytes);
}

TEST(Decode, AmountsThatAProxyRewroteAreTheSame) {
    EXPECT_EQ(decode_fee_estimate(R"({"feerate":1.6E-7,"blocks":2})")->fee_rate, 0.016);
    EXPECT_EQ(decode_fee_estimate(R"({"feerate":"0.00001305","blocks":2})")->fee_rate, 1.305);
}

TEST(Decode, FreeTextOfANodeIsBounded) {
    std::string warnings;
    for (int i = 0; i < 100; ++i)
        warnings += (i ? ",\"" : "\"") + std::string(10'000, 'w') + "\"";
    const auto info = decode_blockchain_info(R"({"blocks":1,"warnings":[)" + warnings + "]}");
    ASSERT_TRUE(info) << info.error().message;
    ASSERT_EQ(info->warnings->size(), 16U);
    EXPECT_LE(info->warnings->front().size(), 503U);
}

TEST(Decode, NetworksByTheFormOfAnAddress) {
    EXPECT_EQ(network_of_address("1.2.3.4:8333"), "ipv4");
    EXPECT_EQ(network_of_address("[2001:db8::1]:8333"), "ipv6");
    EXPECT_EQ(network_of_address("[fc00:1::2]:8333"), "cjdns");
    EXPECT_EQ(network_of_address("abcdefgh.onion:8333"), "onion");
    EXPECT_EQ(network_of_address("abcdefgh.b32.i2p:0"), "i2p");
    for (const char* unknown : {"127.0.0.1:8333", "[::1]:8333", "seed.example.org:8333", "", ":"})
        EXPECT_EQ(network_of_address(unknown), "") << unknown;
}

}  // namespace
}  // namespace nodewatch::bitcoin
