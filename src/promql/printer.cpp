#include "promql/printer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "promql/duration.hpp"
#include "promql/number.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const std::string& part : parts) {
        if (!out.empty()) out += separator;
        out += part;
    }
    return out;
}

std::string text_of(const store::Matcher& matcher) {
    constexpr std::array<std::string_view, 4> operators{"=", "!=", "=~", "!~"};
    return fmt::format("{}{}{}", matcher.name(),
                       operators[static_cast<std::size_t>(matcher.type())], quote(matcher.value()));
}

std::string text_of(const TimeShift& shift) {
    std::string out;
    if (shift.at) {
        out += fmt::format(" @ {:.3f}", static_cast<double>(*shift.at) / 1000.0);
    } else if (shift.at_edge != AtEdge::none) {
        out += shift.at_edge == AtEdge::start ? " @ start()" : " @ end()";
    }
    if (shift.offset != 0) {
        out += shift.offset > 0 ? " offset " : " offset -";
        out += format_duration(std::abs(shift.offset));
    }
    return out;
}

/// Name and matchers, without modifiers.
std::string text_of(const VectorSelector& selector) {
    std::vector<std::string> matchers;
    for (const store::Matcher& matcher : selector.matchers) {
        const bool is_name = matcher.name() == store::metric_name_label &&
                             matcher.type() == store::MatchType::equal &&
                             matcher.value() == selector.name;
        if (!is_name) matchers.push_back(text_of(matcher));
    }
    if (matchers.empty()) return selector.name;
    std::ranges::sort(matchers);
    return selector.name + "{" + join(matchers, ",") + "}";
}

std::string text_of(const VectorMatching& matching) {
    if (matching.labels.empty() && !matching.on) return {};
    std::string out =
        fmt::format(" {} ({})", matching.on ? "on" : "ignoring", join(matching.labels, ", "));
    const bool left = matching.cardinality == Cardinality::many_to_one;
    if (left || matching.cardinality == Cardinality::one_to_many) {
        out += fmt::format(" group_{} ({})", left ? "left" : "right", join(matching.include, ", "));
    }
    return out;
}

/// The operator with its modifiers.
std::string operator_text(const Binary& binary) {
    std::string out(to_string(binary.op));
    if (binary.return_bool) out += " bool";
    if (binary.matching) out += text_of(*binary.matching);
    return out;
}

/// The operator with its grouping.
std::string operator_text(const Aggregate& aggregate) {
    const std::string_view op = to_string(aggregate.op);
    if (aggregate.without) return fmt::format("{} without ({}) ", op, join(aggregate.labels, ", "));
    if (aggregate.labels.empty()) return std::string(op);
    return fmt::format("{} by ({}) ", op, join(aggregate.labels, ", "));
}

std::string range_text(const Subquery& subquery) {
    const std::string step = subquery.step == 0 ? "" : format_duration(subquery.step);
    return fmt::format("[{}:{}]{}", format_duration(subquery.range), step, text_of(subquery.shift));
}

class OneLine {
public:
    std::string operator()(const NumberLiteral& number) const {
        return format_number(number.value);
    }
    std::string operator()(const StringLiteral& literal) const { return quote(literal.value); }
    std::string operator()(const VectorSelector& selector) const {
        return text_of(selector) + text_of(selector.shift);
    }
    std::string operator()(const MatrixSelector& matrix) const {
        return fmt::format("{}[{}]{}", text_of(matrix.selector), format_duration(matrix.range),
                           text_of(matrix.selector.shift));
    }
    std::string operator()(const Subquery& subquery) const {
        return to_string(*subquery.expr) + range_text(subquery);
    }
    std::string operator()(const Call& call) const {
        std::vector<std::string> args;
        args.reserve(call.args.size());
        for (const ExprPtr& arg : call.args)
            args.push_back(to_string(*arg));
        return fmt::format("{}({})", call.function->name, join(args, ", "));
    }
    std::string operator()(const Aggregate& aggregate) const {
        std::string out = operator_text(aggregate) + "(";
        if (aggregate.param) out += to_string(*aggregate.param) + ", ";
        return out + to_string(*aggregate.expr) + ")";
    }
    std::string operator()(const Binary& binary) const {
        return fmt::format("{} {} {}", base_text(binary), operator_text(binary),
                           to_string(*binary.rhs));
    }
    std::string operator()(const Unary& unary) const {
        return (unary.negative ? "-" : "+") + to_string(*unary.expr);
    }
    std::string operator()(const Paren& paren) const { return "(" + to_string(*paren.expr) + ")"; }

private:
    /// The sign of "+Inf" in front of `^` would be read as one of the whole power.
    static std::string base_text(const Binary& binary) {
        std::string text = to_string(*binary.lhs);
        if (binary.op == BinaryOp::pow && text == "+Inf") text = "Inf";
        return text;
    }
};

class Pretty {
public:
    std::string print(const Expr& expr, std::size_t level) {
        constexpr std::size_t max_line_bytes = 100;
        std::string line = to_string(expr);
        // As in Prometheus, a subquery that fits on a line is not indented.
        const std::string start = expr.as<Subquery>() ? "" : indent(level);
        if (line.size() <= max_line_bytes) return start + line;
        return std::visit([&](const auto& node) { return split(node, line, level); }, expr.node);
    }

private:
    static std::string indent(std::size_t level) { return std::string(2 * level, ' '); }

    /// Literals and selectors stay on one line, however long.
    std::string split(const auto&, const std::string& line, std::size_t level) {
        return indent(level) + line;
    }
    std::string split(const Subquery& subquery, const std::string&, std::size_t level) {
        return print(*subquery.expr, level) + range_text(subquery);
    }
    std::string split(const Call& call, const std::string&, std::size_t level) {
        std::vector<std::string> args;
        args.reserve(call.args.size());
        for (const ExprPtr& arg : call.args)
            args.push_back(print(*arg, level + 1));
        return fmt::format("{0}{1}(\n{2}\n{0})", indent(level), call.function->name,
                           join(args, ",\n"));
    }
    std::string split(const Aggregate& aggregate, const std::string&, std::size_t level) {
        std::string out = indent(level) + operator_text(aggregate) + "(\n";
        if (aggregate.param) out += print(*aggregate.param, level + 1) + ",\n";
        return out + print(*aggregate.expr, level + 1) + "\n" + indent(level) + ")";
    }
    std::string split(const Binary& binary, const std::string&, std::size_t level) {
        return fmt::format("{}\n{}{}\n{}", print(*binary.lhs, level + 1), indent(level),
                           operator_text(binary), print(*binary.rhs, level + 1));
    }
    std::string split(const Paren& paren, const std::string&, std::size_t level) {
        return fmt::format("{0}(\n{1}\n{0})", indent(level), print(*paren.expr, level + 1));
    }
    std::string split(const Unary& unary, const std::string&, std::size_t level) {
        const std::string operand = print(*unary.expr, level);
        const std::size_t start = operand.find_first_not_of(' ');
        return indent(level) + (unary.negative ? "-" : "+") + operand.substr(start);
    }
};

}  // namespace

std::string to_string(const Expr& expr) {
    return std::visit(OneLine{}, expr.node);
}

std::string pretty(const Expr& expr) {
    return Pretty{}.print(expr, 0);
}

}  // namespace nodewatch::promql
