#include "base/json.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

class JsonTest : public testing::Test {
protected:
    json::Element parse(std::string_view text) {
        return parser_.parse(simdjson::padded_string(text)).value();
    }

private:
    simdjson::dom::parser parser_;
};

TEST_F(JsonTest, AbsentNullAndWrongTypesAreUnknown) {
    auto root = parse(R"({"null":null,"text":"x","number":1,"list":[],"object":{},"bool":true})");
    for (const char* key : {"absent", "null"}) {
        EXPECT_FALSE(json::find(root, key));
        EXPECT_FALSE(json::object(root, key));
        EXPECT_FALSE(json::array(root, key));
        EXPECT_FALSE(json::text(root, key));
        EXPECT_FALSE(json::boolean(root, key));
        EXPECT_FALSE(json::number(root, key));
        EXPECT_FALSE(json::integer(root, key));
        EXPECT_FALSE(json::unsigned_integer(root, key));
    }
    EXPECT_FALSE(json::object(root, "list"));
    EXPECT_FALSE(json::array(root, "object"));
    EXPECT_FALSE(json::text(root, "number"));
    EXPECT_FALSE(json::boolean(root, "number"));
    EXPECT_FALSE(json::number(root, "text"));
    EXPECT_FALSE(json::number(root, "bool"));
    EXPECT_FALSE(json::integer(root, "list"));

    EXPECT_TRUE(json::object(root, "object"));
    EXPECT_TRUE(json::array(root, "list"));
    EXPECT_EQ(json::text(root, "text"), "x");
    EXPECT_EQ(json::boolean(root, "bool"), true);
}

TEST_F(JsonTest, WhatIsNoObjectHasNoMembers) {
    EXPECT_FALSE(json::find(parse("[1]"), "a"));
    EXPECT_FALSE(json::find(parse("\"a\""), "a"));
    EXPECT_FALSE(json::find(parse("null"), "a"));
}

TEST_F(JsonTest, ReadsNumbersAndTextsThatAreNumbers) {
    auto root = parse(R"({"a":1.5,"b":"1.5","c":-7,"d":18446744073709551615,"e":"1.5x","f":"",
                          "g":" 1","h":"nan","i":"1e3"})");
    EXPECT_EQ(json::number(root, "a"), 1.5);
    EXPECT_EQ(json::number(root, "b"), 1.5);
    EXPECT_EQ(json::number(root, "c"), -7);
    EXPECT_EQ(json::number(root, "d"), 18446744073709551616.0);
    EXPECT_EQ(json::number(root, "i"), 1000);
    for (const char* key : {"e", "f", "g", "h"})
        EXPECT_FALSE(json::number(root, key)) << key;
}

TEST_F(JsonTest, IntegersKeepEveryDigit) {
    auto root = parse(R"({"a":18446744073709551615,"b":"18446744073709551615",
                          "c":-9223372036854775808,"d":"9007199254740993","e":5.0,"f":"1e3"})");
    EXPECT_EQ(json::unsigned_integer(root, "a"), 18446744073709551615U);
    EXPECT_EQ(json::unsigned_integer(root, "b"), 18446744073709551615U);
    EXPECT_EQ(json::integer(root, "c"), INT64_MIN);
    EXPECT_EQ(json::integer(root, "d"), 9007199254740993);
    EXPECT_EQ(json::unsigned_integer(root, "e"), 5U);
    EXPECT_EQ(json::integer(root, "f"), 1000);
}

TEST_F(JsonTest, FractionsAndValuesOutOfRangeAreUnknown) {
    auto root = parse(R"({"a":-1,"b":"-1","c":1.5,"d":1e30,"e":18446744073709551615,
                          "f":"18446744073709551616","g":9223372036854775808,"h":"-1e19"})");
    for (const char* key : {"a", "b", "c", "d", "f"}) {
        EXPECT_FALSE(json::unsigned_integer(root, key)) << key;
    }
    for (const char* key : {"c", "d", "e", "g", "h"}) {
        EXPECT_FALSE(json::integer(root, key)) << key;
    }
    EXPECT_EQ(json::integer(root, "a"), -1);
    EXPECT_EQ(json::integer(root, "b"), -1);
}

}  // namespace
}  // namespace nodewatch
