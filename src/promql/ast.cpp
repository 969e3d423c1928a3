#include "promql/ast.hpp"

#include <algorithm>
#include <array>

namespace nodewatch::promql {

namespace {

constexpr std::array<std::string_view, 12> aggregate_names{
    "sum",    "avg",    "count", "min",     "max",          "group",
    "stddev", "stdvar", "topk",  "bottomk", "count_values", "quantile"};

constexpr std::array<std::string_view, 16> binary_names{
    "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", "<=", ">", ">=", "and", "or", "unless"};

}  // namespace

std::string_view to_string(AggregateOp op) {
    return aggregate_names[static_cast<std::size_t>(op)];
}

std::optional<AggregateOp> find_aggregate(std::string_view lower_case_name) {
    const auto found = std::ranges::find(aggregate_names, lower_case_name);
    if (found == aggregate_names.end()) return std::nullopt;
    return static_cast<AggregateOp>(found - aggregate_names.begin());
}

bool takes_parameter(AggregateOp op) {
    return op >= AggregateOp::topk;
}

std::string_view to_string(BinaryOp op) {
    return binary_names[static_cast<std::size_t>(op)];
}

bool is_comparison(BinaryOp op) {
    return op >= BinaryOp::equal && op <= BinaryOp::greater_equal;
}

bool is_set_operator(BinaryOp op) {
    return op >= BinaryOp::op_and;
}

const Expr& unwrap(const Expr& expr) {
    const Expr* inner = &expr;
    while (const auto* paren = inner->as<Paren>())
        inner = paren->expr.get();
    return *inner;
}

}  // namespace nodewatch::promql
