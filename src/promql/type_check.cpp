#include "promql/type_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

using Found = std::optional<Problem>;

class Checker {
public:
    explicit Checker(std::string_view text) : text_(text) {}

    Found check(Expr& expr) {
        return std::visit([&](auto& node) { return check_node(expr, node); }, expr.node);
    }

private:
    static Problem problem(const Expr& expr, std::string message) {
        return {expr.span.start, std::move(message)};
    }

    Found expect(Expr& expr, ValueType wanted, const std::string& where) {
        if (Found found = check(expr)) return found;
        if (expr.type == wanted) return {};
        return problem(expr, fmt::format("expected type {} in {}, got {}", documented_name(wanted),
                                         where, documented_name(expr.type)));
    }

    Found check_node(Expr& expr, const NumberLiteral&) {
        expr.type = ValueType::scalar;
        expr.time_invariant = true;
        return {};
    }

    Found check_node(Expr& expr, const StringLiteral&) {
        expr.type = ValueType::string;
        expr.time_invariant = true;
        return {};
    }

    Found check_node(Expr& expr, const VectorSelector& selector) {
        expr.type = ValueType::vector;
        expr.time_invariant = selector.shift.is_pinned();
        return check_selector(expr, selector);
    }

    Found check_node(Expr& expr, const MatrixSelector& matrix) {
        expr.type = ValueType::matrix;
        expr.time_invariant = matrix.selector.shift.is_pinned();
        return check_selector(expr, matrix.selector);
    }

    static Found check_selector(const Expr& expr, const VectorSelector& selector) {
        if (selector.name.empty()) {
            const bool selects_all =
                std::ranges::all_of(selector.matchers, &store::Matcher::matches_empty);
            if (!selects_all) return {};
            return problem(expr, "vector selector must contain at least one non-empty matcher");
        }
        for (auto m = selector.matchers.begin(); m + 1 < selector.matchers.end(); ++m) {
            if (m->name() != store::metric_name_label) continue;
            return problem(expr, fmt::format("metric name must not be set twice: {} or {}",
                                             quote(selector.name), quote(m->value())));
        }
        return {};
    }

    Found check_node(Expr& expr, const Subquery& subquery) {
        expr.type = ValueType::matrix;
        expr.time_invariant = subquery.shift.is_pinned();
        if (Found found = check(*subquery.expr)) return found;
        if (subquery.expr->type == ValueType::vector) return {};
        return problem(expr,
                       fmt::format("subquery is only allowed on instant vector, got {} instead",
                                   to_string(subquery.expr->type)));
    }

    Found check_node(Expr& expr, const Call& call) {
        const Function& function = *call.function;
        expr.type = function.returns;
        if (Found found = check_argument_count(expr, call)) return found;
        const std::string where = "call to function " + quote(function.name);
        expr.time_invariant = !depends_on_time(function.id);
        for (std::size_t i = 0; i < call.args.size(); ++i) {
            const std::size_t parameter = std::min(i, function.args.size() - 1);
            if (Found found = expect(*call.args[i], function.args[parameter], where)) return found;
            expr.time_invariant = expr.time_invariant && call.args[i]->time_invariant;
        }
        return {};
    }

    static Found check_argument_count(const Expr& expr, const Call& call) {
        const Function& function = *call.function;
        const std::size_t wanted = function.args.size();
        const std::size_t got = call.args.size();
        const auto wrong = [&](std::string_view how, std::size_t count) {
            return problem(expr, fmt::format("expected {}{} argument(s) in call to {}, got {}", how,
                                             count, quote(function.name), got));
        };
        if (function.optional_args == 0) {
            if (got != wanted) return wrong("", wanted);
            return {};
        }
        const std::size_t least = wanted - 1;
        if (got < least) return wrong("at least ", least);
        if (function.optional_args < 0) return {};
        const std::size_t most = least + static_cast<std::size_t>(function.optional_args);
        if (got > most) return wrong("at most ", most);
        return {};
    }

    Found check_node(Expr& expr, const Aggregate& aggregate) {
        expr.type = ValueType::vector;
        if (Found found = expect(*aggregate.expr, ValueType::vector, "aggregation expression"))
            return found;
        expr.time_invariant = aggregate.expr->time_invariant;
        if (!aggregate.param) return {};
        const ValueType wanted =
            aggregate.op == AggregateOp::count_values ? ValueType::string : ValueType::scalar;
        if (Found found = expect(*aggregate.param, wanted, "aggregation parameter")) return found;
        expr.time_invariant = expr.time_invariant && aggregate.param->time_invariant;
        return {};
    }

    Found check_node(Expr& expr, Binary& binary) {
        if (Found found = check(*binary.lhs)) return found;
        if (Found found = check(*binary.rhs)) return found;
        const bool scalars =
            binary.lhs->type == ValueType::scalar && binary.rhs->type == ValueType::scalar;
        expr.type = scalars ? ValueType::scalar : ValueType::vector;
        expr.time_invariant = binary.lhs->time_invariant && binary.rhs->time_invariant;
        if (Found found = check_modifiers(binary)) return found;
        if (Found found = check_operands(expr, binary)) return found;
        const bool vectors =
            binary.lhs->type == ValueType::vector && binary.rhs->type == ValueType::vector;
        if (!vectors) binary.matching.reset();
        return {};
    }

    Found check_modifiers(Binary& binary) const {
        VectorMatching& matching = *binary.matching;
        const bool scalars =
            binary.lhs->type == ValueType::scalar && binary.rhs->type == ValueType::scalar;
        const auto at_operator = [&](std::string message) {
            return Problem{operator_position(binary), std::move(message)};
        };
        if (binary.return_bool && !is_comparison(binary.op))
            return at_operator("bool modifier can only be used on comparison operators");
        if (is_comparison(binary.op) && !binary.return_bool && scalars)
            return at_operator("comparisons between scalars must use BOOL modifier");
        if (is_set_operator(binary.op) && matching.cardinality == Cardinality::one_to_one)
            matching.cardinality = Cardinality::many_to_many;
        for (const std::string& label : matching.labels) {
            if (matching.on && std::ranges::count(matching.include, label) > 0) {
                return at_operator("label " + quote(label) +
                                   " must not occur in ON and GROUP clause at once");
            }
        }
        return {};
    }

    Found check_operands(const Expr& expr, const Binary& binary) const {
        const auto is_operand = [](const Expr& e) {
            return e.type == ValueType::scalar || e.type == ValueType::vector;
        };
        for (const Expr* side : {binary.lhs.get(), binary.rhs.get()}) {
            if (is_operand(*side)) continue;
            return problem(*side,
                           "binary expression must contain only scalar and instant vector types");
        }
        const bool vectors =
            binary.lhs->type == ValueType::vector && binary.rhs->type == ValueType::vector;
        const bool grouped = binary.matching->cardinality == Cardinality::many_to_one ||
                             binary.matching->cardinality == Cardinality::one_to_many;
        if (!vectors && !binary.matching->labels.empty())
            return problem(expr, "vector matching only allowed between instant vectors");
        if (!is_set_operator(binary.op)) return {};
        if (!vectors) {
            return problem(expr, "set operator " + quote(to_string(binary.op)) +
                                     " not allowed in binary scalar expression");
        }
        if (grouped) {
            return problem(expr,
                           "no grouping allowed for " + quote(to_string(binary.op)) + " operation");
        }
        return {};
    }

    std::size_t operator_position(const Binary& binary) const {
        const std::size_t after = binary.lhs->span.end;
        return std::min(text_.find_first_not_of(" \t\r\n", after), text_.size());
    }

    Found check_node(Expr& expr, const Paren& paren) {
        if (Found found = check(*paren.expr)) return found;
        expr.type = paren.expr->type;
        expr.time_invariant = paren.expr->time_invariant;
        return {};
    }

    Found check_node(Expr& expr, const Unary& unary) {
        if (Found found = check(*unary.expr)) return found;
        expr.type = unary.expr->type;
        expr.time_invariant = unary.expr->time_invariant;
        if (expr.type == ValueType::scalar || expr.type == ValueType::vector) return {};
        return problem(expr, fmt::format("unary expression only allowed on expressions of type "
                                         "scalar or instant vector, got {}",
                                         quote(documented_name(expr.type))));
    }

    std::string_view text_;
};

}  // namespace

std::optional<Problem> check_types(Expr& expr, std::string_view text) {
    return Checker(text).check(expr);
}

}  // namespace nodewatch::promql
