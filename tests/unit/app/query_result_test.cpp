#include "app/query_result.hpp"

#include <gmock/gmock.h>

namespace nodewatch::app {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view matrix =
    R"({"status":"success","data":{"resultType":"matrix","result":[)"
    R"({"metric":{"__name__":"up","node":"a,\"b\""},"values":[[1700000000,"1"],[1700000015.500,"NaN"]]},)"
    R"({"metric":{"job":"x"},"values":[[1700000000,"2.5"]]}]},"warnings":["careful"]})";

TEST(QueryResult, Csv) {
    const auto table = parse_result(matrix);
    ASSERT_TRUE(table) << table.error().message;
    EXPECT_EQ(write_csv(*table),
              "__name__,job,node,time,value\r\n"
              "up,,\"a,\"\"b\"\"\",2023-11-14T22:13:20.000Z,1\r\n"
              "up,,\"a,\"\"b\"\"\",2023-11-14T22:13:35.500Z,NaN\r\n"
              ",x,,2023-11-14T22:13:20.000Z,2.5\r\n");
    EXPECT_THAT(table->warnings, ::testing::ElementsAre("careful"));
}

TEST(QueryResult, TableOfAVectorAndOfAScalar) {
    const auto vector =
        parse_result(R"({"status":"success","data":{"resultType":"vector","result":[)"
                     R"({"metric":{"node":"a\u001b[31m"},"value":[0.5,"+Inf"]}]}})");
    ASSERT_TRUE(vector) << vector.error().message;
    EXPECT_EQ(write_table(*vector),
              "node       time                      value\n"
              "a\\x1b[31m  1970-01-01T00:00:00.500Z  +Inf\n")
        << "a terminal obeys no label";
    const auto scalar =
        parse_result(R"({"status":"success","data":{"resultType":"scalar","result":[4,"2"]}})");
    ASSERT_TRUE(scalar);
    EXPECT_EQ(write_table(*scalar),
              "time                      value\n1970-01-01T00:00:04.000Z  2\n");
}

TEST(QueryResult, ErrorsOfTheServer) {
    const auto error = parse_result(
        R"({"status":"error","errorType":"bad_data","error":"1:5: parse error: nothing"})");
    ASSERT_FALSE(error);
    EXPECT_EQ(error.error().code, "bad_data");
    EXPECT_EQ(error.error().message, "1:5: parse error: nothing");
}

TEST(QueryResult, OtherAnswersAreNoResult) {
    for (const char* body :
         {"", "<html>", "{}", "[]", R"({"status":"success"})",
          R"({"data":{"resultType":"vector"}})",
          R"({"data":{"resultType":"matrix","result":[{"metric":{},"values":[[1]]}]}})",
          R"({"data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"1"]}]}})"}) {
        const auto result = parse_result(body);
        ASSERT_FALSE(result) << body;
        EXPECT_EQ(result.error().kind, ErrorKind::protocol) << body;
    }
}

TEST(QueryResult, Charts) {
    const auto table = parse_result(matrix);
    const std::string charts = write_charts(*table, {1'700'000'000, 1'700'000'060, 30}, 40);
    EXPECT_THAT(charts, HasSubstr("up{node=\"a,\\\"b\\\"\"}  last NaN\n"));
    EXPECT_THAT(charts, HasSubstr("2023-11-14T22:13:20.000Z to 2023-11-14T22:14:20.000Z\n"));
}

}  // namespace
}  // namespace nodewatch::app
