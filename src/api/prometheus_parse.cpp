#include <array>
#include <cmath>

#include "api/prometheus_parameters.hpp"
#include "api/prometheus_query.hpp"
#include "base/json_writer.hpp"
#include "promql/number.hpp"
#include "promql/parser.hpp"

namespace nodewatch::api {

namespace {

using namespace promql;

/// The tree of an expression as Prometheus 3.0 writes it, members by name.
class TreeWriter {
public:
    void write(const Expr* expr) {
        if (expr == nullptr) {
            json_.null();
            return;
        }
        json_.begin_object();
        std::visit([this](const auto& node) { members(node); }, expr->node);
        json_.end_object();
    }
    std::string take() { return json_.take(); }

private:
    void child(std::string_view name, const ExprPtr& expr) {
        json_.key(name);
        write(expr.get());
    }
    void strings(std::string_view name, const std::vector<std::string>& texts) {
        json_.key(name).begin_array();
        for (const std::string& text : texts)
            json_.value(text);
        json_.end_array();
    }
    void edge(const TimeShift& shift) {
        json_.key("startOrEnd");
        if (shift.at_edge == AtEdge::none)
            json_.null();
        else
            json_.value(shift.at_edge == AtEdge::start ? "start" : "end");
    }

    void members(const NumberLiteral& number) {
        json_.member("type", "numberLiteral").member("val", format_plain(number.value));
    }
    void members(const StringLiteral& literal) {
        json_.member("type", "stringLiteral").member("val", literal.value);
    }
    void matchers(const VectorSelector& selector) {
        constexpr std::array<std::string_view, 4> operators{"=", "!=", "=~", "!~"};
        json_.key("matchers").begin_array();
        for (const store::Matcher& matcher : selector.matchers) {
            json_.begin_object().member("name", matcher.name());
            json_.member("type", operators[static_cast<std::size_t>(matcher.type())]);
            json_.member("value", matcher.value()).end_object();
        }
        json_.end_array();
    }
    void members(const VectorSelector& selector) {
        matchers(selector);
        json_.member("name", selector.name).member("offset", selector.shift.offset);
        edge(selector.shift);
        json_.member("timestamp", selector.shift.at).member("type", "vectorSelector");
    }
    void members(const MatrixSelector& matrix) {
        const VectorSelector& selector = matrix.selector;
        matchers(selector);
        json_.member("name", selector.name).member("offset", selector.shift.offset);
        json_.member("range", matrix.range);
        edge(selector.shift);
        json_.member("timestamp", selector.shift.at).member("type", "matrixSelector");
    }
    void members(const Subquery& subquery) {
        child("expr", subquery.expr);
        json_.member("offset", subquery.shift.offset).member("range", subquery.range);
        edge(subquery.shift);
        json_.member("step", subquery.step).member("timestamp", subquery.shift.at);
        json_.member("type", "subquery");
    }
    void members(const Call& call) {
        json_.key("args").begin_array();
        for (const ExprPtr& arg : call.args)
            write(arg.get());
        json_.end_array().key("func").begin_object().key("argTypes").begin_array();
        for (const ValueType type : call.function->args)
            json_.value(to_string(type));
        json_.end_array().member("name", call.function->name);
        json_.member("returnType", to_string(call.function->returns));
        json_.member("variadic", call.function->optional_args).end_object();
        json_.member("type", "call");
    }
    void members(const Aggregate& aggregate) {
        child("expr", aggregate.expr);
        strings("grouping", aggregate.labels);
        json_.member("op", to_string(aggregate.op));
        child("param", aggregate.param);
        json_.member("type", "aggregation").member("without", aggregate.without);
    }
    void members(const Binary& binary) {
        json_.member("bool", binary.return_bool);
        child("lhs", binary.lhs);
        json_.key("matching");
        if (binary.matching)
            matching(*binary.matching);
        else
            json_.null();
        json_.member("op", to_string(binary.op));
        child("rhs", binary.rhs);
        json_.member("type", "binaryExpr");
    }
    void matching(const VectorMatching& matching) {
        constexpr std::array<std::string_view, 4> cardinalities{"one-to-one", "many-to-one",
                                                                "one-to-many", "many-to-many"};
        json_.begin_object();
        json_.member("card", cardinalities[static_cast<std::size_t>(matching.cardinality)]);
        strings("include", matching.include);
        strings("labels", matching.labels);
        json_.member("on", matching.on).end_object();
    }
    void members(const Unary& unary) {
        child("expr", unary.expr);
        json_.member("op", unary.negative ? "-" : "+").member("type", "unaryExpr");
    }
    void members(const Paren& paren) {
        child("expr", paren.expr);
        json_.member("type", "parenExpr");
    }

    JsonWriter json_{JsonEscapes::go};
};

}  // namespace

Answer parse_query(const Question& question, const QueryContext&) {
    const auto expr = promql::parse(question.parameters.get("query"));
    if (!expr) return refusal(invalid_parameter("query", expr.error()));
    TreeWriter tree;
    tree.write(expr->get());
    return success(tree.take());
}

}  // namespace nodewatch::api
