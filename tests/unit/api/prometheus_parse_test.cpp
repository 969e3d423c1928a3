#include <gmock/gmock.h>

#include "api/prometheus_query.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::api {
namespace {

using ::testing::HasSubstr;

std::string data_of(std::string_view expr) {
    const store::MemorySource source;
    const promql::Settings settings;
    const ManualClock clock;
    const KnownMetadata metadata;
    Question question;
    question.parameters = Parameters({{"query", std::string(expr)}});
    return parse_query(question, {source, settings, clock, metadata}).body;
}

/// From the documentation of Prometheus 3, "Parsing a PromQL expressions into a abstract syntax
/// tree", without its spaces.
TEST(ParseQuery, TheExampleOfPrometheus) {
    EXPECT_EQ(
        data_of("foo/bar"),
        R"({"status":"success","data":{"bool":false,"lhs":{"matchers":[{"name":"__name__","type":"=","value":"foo"}],"name":"foo","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"matching":{"card":"one-to-one","include":[],"labels":[],"on":false},"op":"/","rhs":{"matchers":[{"name":"__name__","type":"=","value":"bar"}],"name":"bar","offset":0,"startOrEnd":null,"timestamp":null,"type":"vectorSelector"},"type":"binaryExpr"}})");
}

/// After web/api/v1/translate_ast.go of Prometheus 3.0; Go orders members by name.
TEST(ParseQuery, EachKindOfNode) {
    const std::string selector =
        R"({"matchers":[{"name":"a","type":"!~","value":"<b>"},{"name":"__name__","type":"=","value":"x"}],"name":"x","offset":-60000,"startOrEnd":null,"timestamp":1500,"type":"vectorSelector"})";
    const auto is = [](std::string_view expr, const std::string& tree) {
        std::string written = tree;
        for (const auto& [character, escape] :
             {std::pair{'<', "\\u003c"}, {'>', "\\u003e"}, {'&', "\\u0026"}}) {
            for (std::size_t at = 0; (at = written.find(character, at)) != std::string::npos;)
                written.replace(at, 1, escape);
        }
        EXPECT_EQ(data_of(expr), R"({"status":"success","data":)" + written + "}") << expr;
    };
    is(R"(x{a!~"<b>"} @ 1.5 offset -1m)", selector);
    is("1e300", R"({"type":"numberLiteral","val":"1)" + std::string(300, '0') + "\"}");
    is("Inf", R"({"type":"numberLiteral","val":"+Inf"})");
    is(R"("&")", R"({"type":"stringLiteral","val":"&"})");
    is("(1)", R"({"expr":{"type":"numberLiteral","val":"1"},"type":"parenExpr"})");
    const std::string plain =
        R"("matchers":[{"name":"__name__","type":"=","value":"x"}],"name":"x","offset":0,)";
    const std::string x =
        "{" + plain + R"("startOrEnd":null,"timestamp":null,"type":"vectorSelector"})";
    is("-x", R"({"expr":)" + x + R"(,"op":"-","type":"unaryExpr"})");
    is("x[5m] @ end()",
       "{" + plain +
           R"("range":300000,"startOrEnd":"end","timestamp":null,"type":"matrixSelector"})");
    is("x[1h:30s] offset 1s",
       R"({"expr":)" + x +
           R"(,"offset":1000,"range":3600000,"startOrEnd":null,"step":30000,"timestamp":null,"type":"subquery"})");
    is("round(x, 2)",
       R"({"args":[)" + x +
           R"(,{"type":"numberLiteral","val":"2"}],"func":{"argTypes":["vector","scalar"],"name":"round","returnType":"vector","variadic":1},"type":"call"})");
    is("time()",
       R"({"args":[],"func":{"argTypes":[],"name":"time","returnType":"scalar","variadic":0},"type":"call"})");
    is("sum without (a, b) (x)",
       R"({"expr":)" + x +
           R"(,"grouping":["a","b"],"op":"sum","param":null,"type":"aggregation","without":true})");
    is("topk(3, x)",
       R"({"expr":)" + x +
           R"(,"grouping":[],"op":"topk","param":{"type":"numberLiteral","val":"3"},"type":"aggregation","without":false})");
    is("x >= bool on (a) group_left (b) x",
       R"({"bool":true,"lhs":)" + x +
           R"(,"matching":{"card":"many-to-one","include":["b"],"labels":["a"],"on":true},"op":">=","rhs":)" +
           x + R"(,"type":"binaryExpr"})");
    is("x and ignoring (a) x",
       R"({"bool":false,"lhs":)" + x +
           R"(,"matching":{"card":"many-to-many","include":[],"labels":["a"],"on":false},"op":"and","rhs":)" +
           x + R"(,"type":"binaryExpr"})");
    is("x + 1",
       R"({"bool":false,"lhs":)" + x +
           R"(,"matching":null,"op":"+","rhs":{"type":"numberLiteral","val":"1"},"type":"binaryExpr"})");
}

TEST(ParseQuery, ErrorsAreThoseOfFormatQuery) {
    EXPECT_THAT(data_of("sum("), HasSubstr(R"("errorType":"bad_data","error":"invalid parameter )"
                                           R"(\"query\": 1:5: parse error: unclosed left)"));
}

}  // namespace
}  // namespace nodewatch::api
