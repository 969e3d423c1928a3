#include "promql/parser.hpp"

#include <algorithm>
#include <utility>

#include "promql/parser_state.hpp"
#include "promql/type_check.hpp"

namespace nodewatch::promql {

Result<ExprPtr> parse(std::string_view text) {
    if (text.size() > max_query_bytes)
        return failure(ErrorKind::parse,
                       "the query is longer than " + std::to_string(max_query_bytes) + " bytes",
                       "bad_data");
    Parser parser(text);
    ExprPtr expr = parser.parse_query();
    if (!expr) return failure(parse_error(text, parser.problem()));
    if (const auto problem = check_types(*expr, text)) return failure(parse_error(text, *problem));
    return expr;
}

Result<std::vector<store::Matcher>> parse_selector(std::string_view text) {
    if (text.size() > max_query_bytes)
        return failure(ErrorKind::parse,
                       "the selector is longer than " + std::to_string(max_query_bytes) + " bytes",
                       "bad_data");
    Parser parser(text);
    auto selector = parser.parse_lone_selector();
    if (!selector) return failure(parse_error(text, parser.problem()));
    return std::move(selector->matchers);
}

const Token& Parser::peek() {
    if (token_) return *token_;
    token_ = lexer_.next();
    switch (token_->kind) {
        case TokenKind::error:
            report(token_->position, token_->error);
            break;
        case TokenKind::right_brace:
        case TokenKind::right_paren:
        case TokenKind::right_bracket:
        case TokenKind::duration:
        case TokenKind::number:
            last_closing_ = token_->end();
            break;
        default:
            break;
    }
    return *token_;
}

Token Parser::take() {
    peek();
    Token taken = std::move(*token_);
    token_.reset();
    return taken;
}

bool Parser::accept(TokenKind kind) {
    if (!next_is(kind)) return false;
    take();
    return true;
}

void Parser::report(std::size_t position, std::string message) {
    if (!problem_) problem_ = Problem{position, std::move(message)};
}

void Parser::unexpected(std::string_view context, std::string_view expected) {
    const Token& token = peek();
    std::string message = "unexpected " + describe(token);
    if (!context.empty()) message.append(" in ").append(context);
    if (!expected.empty()) message.append(", expected ").append(expected);
    report(token.position, std::move(message));
}

void Parser::unexpected() {
    unexpected(open_aggregations_ > 0 ? "aggregation" : "", "");
}

void Parser::too_deep(std::size_t position) {
    report(position, "the expression is nested deeper than " +
                         std::to_string(max_expression_depth) + " levels");
}

ExprPtr Parser::parse_query() {
    if (next_is(TokenKind::end)) {
        report(0, "no expression found in input");
        return nullptr;
    }
    ExprPtr expr = parse_binary(lowest_precedence);
    if (!expr) return nullptr;
    if (!next_is(TokenKind::end)) {
        unexpected();
        return nullptr;
    }
    return expr;
}

std::optional<VectorSelector> Parser::parse_lone_selector() {
    if (!can_name_metric(peek().kind) && !next_is(TokenKind::left_brace)) {
        unexpected();
        return std::nullopt;
    }
    ExprPtr expr = parse_selector_expr();
    if (!expr) return std::nullopt;
    if (!next_is(TokenKind::end)) {
        unexpected();
        return std::nullopt;
    }
    return std::move(*expr->as<VectorSelector>());
}

ExprPtr Parser::parse_unary() {
    if (++open_levels_ > max_expression_depth) {
        too_deep(peek().position);
        return nullptr;
    }
    ExprPtr expr =
        next_is(TokenKind::add) || next_is(TokenKind::sub) ? parse_signed() : parse_postfix();
    --open_levels_;
    return expr;
}

/// A sign binds weaker than `^`: -2^2 is -(2^2). The sign of a number belongs to the number.
ExprPtr Parser::parse_signed() {
    const Token sign = take();
    const bool negative = sign.kind == TokenKind::sub;
    ExprPtr operand = parse_binary(precedence_of_pow);
    if (!operand) return nullptr;
    if (auto* number = operand->as<NumberLiteral>()) {
        if (negative) number->value = -number->value;
        operand->span.start = sign.position;
        return operand;
    }
    const Span span{sign.position, operand->span.end};
    const int depth = operand->depth;
    return make(Unary{negative, std::move(operand)}, span, depth);
}

ExprPtr Parser::parse_postfix() {
    ExprPtr expr = parse_primary();
    while (expr) {
        if (accept(TokenKind::offset)) {
            if (!parse_offset(*expr)) return nullptr;
        } else if (accept(TokenKind::at)) {
            if (!parse_at(*expr)) return nullptr;
        } else if (next_is(TokenKind::left_bracket)) {
            expr = parse_range(std::move(expr));
        } else {
            break;
        }
    }
    return problem_ ? nullptr : std::move(expr);
}

ExprPtr Parser::parse_primary() {
    const Token& token = peek();
    switch (token.kind) {
        case TokenKind::number:
            return parse_number_literal();
        case TokenKind::string: {
            const Token literal = take();
            return make(StringLiteral{unquote(literal.text)}, {literal.position, literal.end()}, 0);
        }
        case TokenKind::left_paren:
            return parse_paren();
        case TokenKind::left_brace:
            return parse_selector_expr();
        case TokenKind::aggregate:
        case TokenKind::identifier:
            return parse_name();
        default:
            if (can_name_metric(token.kind)) return parse_selector_expr();
            unexpected();
            return nullptr;
    }
}

ExprPtr Parser::parse_number_literal() {
    const Token literal = take();
    const auto value = parse_number(literal.text);
    if (!value) {
        report(literal.position, value.error().message);
        return nullptr;
    }
    return make(NumberLiteral{*value}, {literal.position, literal.end()}, 0);
}

ExprPtr Parser::parse_paren() {
    const Token open = take();
    ExprPtr inner = parse_binary(lowest_precedence);
    if (!inner) return nullptr;
    if (!next_is(TokenKind::right_paren)) {
        unexpected();
        return nullptr;
    }
    const Token close = take();
    const int depth = inner->depth;
    return make(Paren{std::move(inner)}, {open.position, close.end()}, depth);
}

/// A name is a function where a parenthesis follows, an aggregation where one or `by` or `without`
/// does, and otherwise a metric.
ExprPtr Parser::parse_name() {
    const Token name = take();
    if (name.kind == TokenKind::aggregate) {
        if (next_is(TokenKind::left_paren) || next_is(TokenKind::by) || next_is(TokenKind::without))
            return parse_aggregate(name);
    } else if (next_is(TokenKind::left_paren)) {
        return parse_call(name);
    }
    return parse_selector_of(name);
}

ExprPtr Parser::parse_call(const Token& name) {
    auto args = parse_arguments();
    if (!args) return nullptr;
    const Function* function = find_function(name.text);
    if (!function) {
        report(name.position, "unknown function with name " + quote(name.text));
        return nullptr;
    }
    const int depth = deepest(*args);
    return make(Call{function, std::move(*args)}, {name.position, last_closing_}, depth);
}

std::optional<std::vector<ExprPtr>> Parser::parse_arguments() {
    if (!accept(TokenKind::left_paren)) {
        unexpected();
        return std::nullopt;
    }
    std::vector<ExprPtr> args;
    if (accept(TokenKind::right_paren)) return args;
    for (;;) {
        ExprPtr arg = parse_binary(lowest_precedence);
        if (!arg) return std::nullopt;
        args.push_back(std::move(arg));
        if (accept(TokenKind::right_paren)) return args;
        if (!next_is(TokenKind::comma)) {
            unexpected();
            return std::nullopt;
        }
        const Token comma = take();
        if (!starts_expression()) {
            report(comma.position, "trailing commas not allowed in function call args");
            return std::nullopt;
        }
    }
}

bool Parser::starts_expression() {
    switch (const TokenKind kind = peek().kind) {
        case TokenKind::number:
        case TokenKind::string:
        case TokenKind::left_paren:
        case TokenKind::left_brace:
        case TokenKind::add:
        case TokenKind::sub:
            return true;
        default:
            return can_name_metric(kind);
    }
}

int Parser::deepest(const std::vector<ExprPtr>& exprs) {
    int depth = 0;
    for (const ExprPtr& expr : exprs)
        depth = std::max(depth, expr->depth);
    return depth;
}

ExprPtr Parser::parse_aggregate(const Token& name) {
    ++open_aggregations_;
    Aggregate aggregate;
    aggregate.op = *find_aggregate(to_lower(name.text));
    const auto has_grouping = [&] { return next_is(TokenKind::by) || next_is(TokenKind::without); };
    const bool grouping_first = has_grouping();
    if (grouping_first && !parse_grouping(aggregate)) return nullptr;
    auto args = parse_arguments();
    if (!args) return nullptr;
    if (!grouping_first && has_grouping() && !parse_grouping(aggregate)) return nullptr;
    --open_aggregations_;

    const std::size_t wanted = takes_parameter(aggregate.op) ? 2 : 1;
    if (args->empty()) {
        report(name.position, "no arguments for aggregate expression provided");
    } else if (args->size() != wanted) {
        report(name.position,
               "wrong number of arguments for aggregate expression provided, expected " +
                   std::to_string(wanted) + ", got " + std::to_string(args->size()));
    }
    if (problem_) return nullptr;
    const int depth = deepest(*args);
    aggregate.expr = std::move(args->back());
    if (wanted == 2) aggregate.param = std::move(args->front());
    return make(std::move(aggregate), {name.position, last_closing_}, depth);
}

bool Parser::parse_grouping(Aggregate& aggregate) {
    aggregate.without = take().kind == TokenKind::without;
    return parse_label_list(aggregate.labels);
}

}  // namespace nodewatch::promql
