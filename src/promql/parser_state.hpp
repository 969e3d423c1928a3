#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.hpp"
#include "promql/ast.hpp"
#include "promql/lexer.hpp"
#include "promql/number.hpp"
#include "promql/parse_error.hpp"
#include "promql/parser.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

/// Parser by recursive descent, with precedence climbing for binary operators. It stops at the
/// first problem: then each function gives null, nothing or false, and problem() says why.
///
/// An unexpected token is reported with the context that Prometheus' generated parser gives it:
/// that of the innermost construct with an error rule, which inside of an aggregation is the
/// aggregation.
class Parser {
public:
    explicit Parser(std::string_view text) : lexer_(text) {}

    ExprPtr parse_query();
    std::optional<VectorSelector> parse_lone_selector();
    const Problem& problem() const { return *problem_; }

private:
    static constexpr int lowest_precedence = 1;
    static constexpr int precedence_of_pow = 6;

    // Tokens: read one ahead, and not before it is needed, so that problems come in order.
    const Token& peek();
    Token take();
    bool next_is(TokenKind kind) { return peek().kind == kind; }
    bool accept(TokenKind kind);

    void report(std::size_t position, std::string message);
    void unexpected();
    void unexpected(std::string_view context, std::string_view expected);
    void too_deep(std::size_t position);
    ExprPtr make(auto node, Span span, int depth_below);

    // parser.cpp: expressions
    ExprPtr parse_unary();
    ExprPtr parse_signed();
    ExprPtr parse_postfix();
    ExprPtr parse_primary();
    ExprPtr parse_number_literal();
    ExprPtr parse_paren();
    ExprPtr parse_name();
    ExprPtr parse_call(const Token& name);
    std::optional<std::vector<ExprPtr>> parse_arguments();
    bool starts_expression();
    static int deepest(const std::vector<ExprPtr>& exprs);
    ExprPtr parse_aggregate(const Token& name);
    bool parse_grouping(Aggregate& aggregate);

    // parser_binary.cpp: binary operators
    ExprPtr parse_binary(int min_precedence);
    bool parse_modifiers(Binary& binary);
    bool parse_label_list(std::vector<std::string>& labels);
    bool parse_grouping_label(std::vector<std::string>& labels);

    // parser_selector.cpp: selectors and what may stand behind them
    ExprPtr parse_selector_expr();
    ExprPtr parse_selector_of(const Token& name);
    ExprPtr finish_selector(VectorSelector selector, Span span);
    bool parse_matchers(VectorSelector& selector);
    bool parse_matcher(VectorSelector& selector);
    ExprPtr parse_range(ExprPtr expr);
    ExprPtr make_matrix(ExprPtr expr, std::int64_t range, std::size_t bracket);
    std::optional<std::int64_t> parse_duration_value();
    bool parse_offset(Expr& expr);
    bool parse_at(Expr& expr);
    bool parse_at_edge(Expr& expr);
    TimeShift* pinnable(Expr& expr);

    Lexer lexer_;
    std::optional<Token> token_;
    std::optional<Problem> problem_;
    std::size_t last_closing_ = 0;  ///< end of the last token that can end an expression
    int open_aggregations_ = 0;
    int open_levels_ = 0;
};

ExprPtr Parser::make(auto node, Span span, int depth_below) {
    if (depth_below >= max_expression_depth) {
        too_deep(span.start);
        return nullptr;
    }
    auto expr = std::make_unique<Expr>();
    expr->node = std::move(node);
    expr->span = span;
    expr->depth = depth_below + 1;
    return expr;
}

}  // namespace nodewatch::promql
