#include "net/http_target.hpp"

#include <gtest/gtest.h>

namespace nodewatch::net {
namespace {

TEST(PercentDecodeTest, DecodesAndRefusesHalves) {
    EXPECT_EQ(percent_decode("a%20b%2Fc%c3%A9"), "a b/c\xc3\xa9");
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_EQ(percent_decode(""), "");
    for (const char* text : {"%", "%2", "a%", "%zz", "%2g", "%00", "%%41"})
        EXPECT_FALSE(percent_decode(text)) << text;
}

TEST(ParametersTest, DecodesNamesAndValues) {
    const auto query = parse_parameters("match[]=up&match%5B%5D=a+b%2Bc&empty=&flag&&x=1=2");
    const Parameters expected = {
        {"match[]", "up"}, {"match[]", "a b+c"}, {"empty", ""}, {"flag", ""}, {"x", "1=2"}};
    EXPECT_EQ(query, expected);
    EXPECT_EQ(parse_parameters(""), Parameters{});
    EXPECT_FALSE(parse_parameters("a=%zz"));
    EXPECT_FALSE(parse_parameters("%=1"));
}

TEST(SplitTargetTest, TakesOriginAndAbsoluteForm) {
    const auto plain = split_target("/a/b?x=1?y");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->path, "/a/b");
    EXPECT_EQ(plain->query, "x=1?y");
    EXPECT_EQ(split_target("http://host:1/p?q")->path, "/p");
    EXPECT_EQ(split_target("http://host")->path, "/");
    EXPECT_FALSE(split_target("*"));
    EXPECT_FALSE(split_target("host:443"));
    EXPECT_FALSE(split_target(""));
}

// RFC 9110, 12.5.3.
TEST(PrefersGzipTest, WeighsTheCodings) {
    for (const char* field : {"gzip", "GZIP", "x-gzip", "gzip, deflate, br", "deflate, gzip;q=0.5",
                              "*", "*;q=0.1", "gzip;q=1.0, identity; q=0.5, *;q=0", "gzip ; q=0.8"})
        EXPECT_TRUE(prefers_gzip(field)) << field;
    for (const char* field :
         {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
          "identity, gzip;q=0.5", "gzip;q=x", "gzip;q=-1", "gzipped"})
        EXPECT_FALSE(prefers_gzip(field)) << field;
}

}  // namespace
}  // namespace nodewatch::net
