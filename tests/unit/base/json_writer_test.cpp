#include "base/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace nodewatch {
namespace {

TEST(JsonWriterTest, PutsCommasWhereTheyBelong) {
    JsonWriter json;
    json.begin_object()
        .member("status", "ok")
        .key("list")
        .begin_array()
        .value(1)
        .begin_object()
        .end_object()
        .begin_array()
        .end_array()
        .null()
        .value(true)
        .end_array()
        .key("raw")
        .raw("[1,2]")
        .key("inner")
        .begin_object()
        .member("a", false)
        .member("b", 2.5)
        .end_object()
        .member("last", "x")
        .end_object();
    EXPECT_EQ(json.text(), R"({"status":"ok","list":[1,{},[],null,true],"raw":[1,2],)"
                           R"("inner":{"a":false,"b":2.5},"last":"x"})");
}

TEST(JsonWriterTest, WritesNumbersExactly) {
    JsonWriter json;
    json.begin_array()
        .value(std::numeric_limits<std::uint64_t>::max())
        .value(std::numeric_limits<std::int64_t>::min())
        .value(-1)
        .value(0.1)
        .value(1763700000.5)
        .value(1e300)
        .value(std::numeric_limits<double>::quiet_NaN())
        .value(-std::numeric_limits<double>::infinity())
        .end_array();
    EXPECT_EQ(json.text(),
              "[18446744073709551615,-9223372036854775808,-1,0.1,1763700000.5,1e+300,null,null]");
}

TEST(JsonWriterTest, EscapesTextAndNames) {
    JsonWriter json;
    json.begin_object()
        .member("a\"b", std::string_view("\\\n\t\r\x01/\xC3\xA4\xFF\0", 10))
        .end_object();
    EXPECT_EQ(json.text(), "{\"a\\\"b\":\"\\\\\\n\\t\\r\\u0001/\xC3\xA4\xEF\xBF\xBD\\u0000\"}");
    EXPECT_EQ(quote_json("a\x1f\"\xFF"), "\"a\\u001f\\\"\xEF\xBF\xBD\"");
}

TEST(JsonWriterTest, AbsentMembersAreNullOrLeftOut) {
    JsonWriter json;
    json.begin_object()
        .member("a", std::optional<int>{})
        .member("b", std::optional<int>{3})
        .member_if("c", std::optional<std::string>{})
        .member_if("d", std::optional<std::string>{"x"})
        .end_object();
    EXPECT_EQ(json.take(), R"({"a":null,"b":3,"d":"x"})");
}

TEST(JsonWriterTest, AValueAloneIsADocument) {
    JsonWriter json;
    json.value("x");
    EXPECT_EQ(json.text(), "\"x\"");
}

}  // namespace
}  // namespace nodewatch
