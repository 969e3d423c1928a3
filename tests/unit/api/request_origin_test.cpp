#include "api/request_origin.hpp"

#include <gtest/gtest.h>

namespace nodewatch::api {
namespace {

const TrustedProxies proxies{"10.0.0.1", "::1"};

net::ServerRequest from(const std::string& peer,
                        std::vector<std::pair<std::string, std::string>> fields = {}) {
    net::ServerRequest request;
    request.peer = peer;
    for (auto& [name, value] : fields)
        request.headers.add(name, value);
    return request;
}

TEST(RequestOrigin, TheClientIsThePeerUnlessThatIsATrustedProxy) {
    const auto address = [](const std::string& peer, const std::string& forwarded) {
        return client_address(from(peer, {{"X-Forwarded-For", forwarded}}), proxies);
    };
    EXPECT_EQ(address("10.0.0.2:5000", "1.2.3.4"), "10.0.0.2") << "who is not trusted may lie";
    EXPECT_EQ(address("[fe80::2]:5000", "1.2.3.4"), "fe80::2");
    EXPECT_EQ(address("10.0.0.1:5000", "1.2.3.4"), "1.2.3.4");
    EXPECT_EQ(address("[::1]:5000", "9.9.9.9, 1.2.3.4"), "1.2.3.4") << "a client may lie, too";
    EXPECT_EQ(address("[::1]:5000", "9.9.9.9, 1.2.3.4 , 10.0.0.1"), "1.2.3.4") << "two proxies";
    EXPECT_EQ(address("[::ffff:10.0.0.1]:5000", "1.2.3.4"), "1.2.3.4") << "a socket for both";
    EXPECT_EQ(address("10.0.0.1:5000", "1.2.3.4:777"), "1.2.3.4");
    EXPECT_EQ(address("10.0.0.1:5000", "[2001:db8::1]:777"), "2001:db8::1");
    EXPECT_EQ(address("10.0.0.1:5000", "2001:db8::1"), "2001:db8::1");
    EXPECT_EQ(address("10.0.0.1:5000", ""), "10.0.0.1");
    EXPECT_EQ(address("10.0.0.1:5000", std::string(5'000, '1')).size(), 64U);
    EXPECT_EQ(client_address(from("10.0.0.1:5000",
                                  {{"X-Forwarded-For", "9.9.9.9"}, {"x-forwarded-for", "1.2.3.4"}}),
                             proxies),
              "1.2.3.4")
        << "proxies may add a field of their own";
}

TEST(RequestOrigin, OnlyATrustedProxyTellsOfItsTls) {
    const auto tls = [](const std::string& peer, const std::string& scheme) {
        return came_to_proxy_over_tls(from(peer, {{"X-Forwarded-Proto", scheme}}), proxies);
    };
    EXPECT_TRUE(tls("10.0.0.1:5000", "https"));
    EXPECT_TRUE(tls("10.0.0.1:5000", "http, HTTPS"));
    EXPECT_FALSE(tls("10.0.0.1:5000", "https, http"));
    EXPECT_FALSE(tls("10.0.0.1:5000", "http"));
    EXPECT_FALSE(tls("10.0.0.1:5000", ""));
    EXPECT_FALSE(tls("10.0.0.2:5000", "https"));
}

TEST(RequestOrigin, FormsOfOtherSitesAreKnown) {
    const auto crosses = [](std::vector<std::pair<std::string, std::string>> fields) {
        fields.emplace_back("Host", "watch.example:8090");
        return is_cross_site(from("1.2.3.4:5", std::move(fields)));
    };
    EXPECT_FALSE(crosses({})) << "no browser";
    EXPECT_TRUE(crosses({{"Sec-Fetch-Site", "cross-site"}}));
    EXPECT_TRUE(crosses({{"Sec-Fetch-Site", "same-site"}})) << "another port of this host";
    EXPECT_FALSE(crosses({{"Sec-Fetch-Site", "same-origin"}}));
    EXPECT_FALSE(crosses({{"Sec-Fetch-Site", "none"}})) << "by the user's own hand";
    EXPECT_TRUE(crosses({{"Origin", "https://evil.example"}}));
    EXPECT_TRUE(crosses({{"Origin", "http://watch.example"}})) << "another port";
    EXPECT_TRUE(crosses({{"Origin", "null"}}));
    EXPECT_FALSE(crosses({{"Origin", "http://Watch.example:8090"}}));
    EXPECT_FALSE(crosses({{"Origin", "https://public.example"}, {"X-Requested-With", "nodewatch"}}))
        << "our page, behind a proxy that tells another host; a form cannot send that field";
}

}  // namespace
}  // namespace nodewatch::api
