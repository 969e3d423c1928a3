#include "net/http_message.hpp"

#include <gtest/gtest.h>

namespace nodewatch::net {
namespace {

TEST(HeadersTest, ComparesNamesWithoutCase) {
    Headers headers;
    headers.add("Content-Type", "text/plain");
    EXPECT_EQ(headers.get("content-type"), "text/plain");
    EXPECT_TRUE(headers.has("CONTENT-TYPE"));
    EXPECT_FALSE(headers.has("Content"));
    EXPECT_EQ(headers.get("Accept"), "");
}

TEST(HeadersTest, AddKeepsAndSetReplaces) {
    Headers headers;
    headers.add("Via", "a");
    headers.add("X", "1");
    headers.add("via", "b");
    EXPECT_EQ(headers.get("Via"), "a");
    EXPECT_EQ(headers.fields().size(), 3U);
    headers.set("VIA", "c");
    EXPECT_EQ(headers.get("Via"), "c");
    EXPECT_EQ(headers.fields().size(), 2U);
}

TEST(ReasonPhraseTest, KnowsTheRegisteredOnes) {
    EXPECT_EQ(reason_phrase(200), "OK");
    EXPECT_EQ(reason_phrase(404), "Not Found");
    EXPECT_EQ(reason_phrase(431), "Request Header Fields Too Large");
    EXPECT_EQ(reason_phrase(799), "Unknown");
}

}  // namespace
}  // namespace nodewatch::net
