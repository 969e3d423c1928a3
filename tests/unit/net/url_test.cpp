#include "net/url.hpp"

#include <gtest/gtest.h>

namespace nodewatch::net {
namespace {

TEST(UrlTest, FillsInDefaults) {
    const auto url = parse_url("wss://XRPLcluster.com");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "wss");
    EXPECT_EQ(url->host, "xrplcluster.com");
    EXPECT_EQ(url->port, 443);
    EXPECT_EQ(url->target, "/");
    EXPECT_TRUE(url->tls());
    EXPECT_EQ(url->text(), "wss://xrplcluster.com:443");
    EXPECT_EQ(parse_url("http://host")->port, 80);
    EXPECT_EQ(parse_url("ws://host")->port, 80);
    EXPECT_EQ(parse_url("https://host")->port, 443);
}

TEST(UrlTest, KeepsPathAndQueryAsWritten) {
    const auto url = parse_url("http://127.0.0.1:5005/a%20b/c?x=1&y=%2F#part");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->port, 5005);
    EXPECT_EQ(url->target, "/a%20b/c?x=1&y=%2F");
    EXPECT_EQ(parse_url("http://host?x=1")->target, "/?x=1");
}

TEST(UrlTest, TakesIpv6WithoutItsBrackets) {
    const auto url = parse_url("ws://[::1]:6006");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->authority(), "[::1]:6006");
}

TEST(UrlTest, NeverShowsWhatMayBeSecret) {
    const auto url = parse_url("http://node%40home:p%3Ass%20word@127.0.0.1:8332/");
    ASSERT_TRUE(url);
    EXPECT_EQ(url->user, "node@home");
    EXPECT_EQ(url->password, "p:ss word");
    EXPECT_EQ(url->text(), "http://127.0.0.1:8332");
    EXPECT_EQ(parse_url("https://host/v1/key")->text(), "https://host:443/...");
    EXPECT_EQ(parse_url("https://host/?key=x")->text(), "https://host:443/...");
}

TEST(UrlTest, RefusesWhatIsNoUsableUrl) {
    for (const char* text :
         {"", "localhost:6006", "127.0.0.1:6006", "ftp://host/", "http://", "http://:80", "ws:host",
          "http://host:0", "http://host:65536", "http://host:99999999999999999999", "http://ho st/",
          "http://host/a b", "http://host/\r\nX: y", "http://a%0d%0ab/", "http://a%80b/",
          "http://m\xc3\xbcnchen/", "http://[::1", "//host"}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().kind, ErrorKind::configuration);
    }
    EXPECT_FALSE(parse_url("http://host/" + std::string(10'000, 'a')));
}

TEST(UrlTest, ErrorsHoldNoPassword) {
    const auto url = parse_url("http://user:secret@host:0/");
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace nodewatch::net
