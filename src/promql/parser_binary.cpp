#include <utility>

#include "promql/parser_state.hpp"

namespace nodewatch::promql {

namespace {

struct Operator {
    BinaryOp op;
    int precedence;  ///< higher binds stronger
};

std::optional<Operator> find_operator(TokenKind kind) {
    switch (kind) {
        case TokenKind::op_or:
            return Operator{BinaryOp::op_or, 1};
        case TokenKind::op_and:
            return Operator{BinaryOp::op_and, 2};
        case TokenKind::op_unless:
            return Operator{BinaryOp::op_unless, 2};
        case TokenKind::equal:
            return Operator{BinaryOp::equal, 3};
        case TokenKind::not_equal:
            return Operator{BinaryOp::not_equal, 3};
        case TokenKind::less:
            return Operator{BinaryOp::less, 3};
        case TokenKind::less_equal:
            return Operator{BinaryOp::less_equal, 3};
        case TokenKind::greater:
            return Operator{BinaryOp::greater, 3};
        case TokenKind::greater_equal:
            return Operator{BinaryOp::greater_equal, 3};
        case TokenKind::add:
            return Operator{BinaryOp::add, 4};
        case TokenKind::sub:
            return Operator{BinaryOp::sub, 4};
        case TokenKind::mul:
            return Operator{BinaryOp::mul, 5};
        case TokenKind::div:
            return Operator{BinaryOp::div, 5};
        case TokenKind::mod:
            return Operator{BinaryOp::mod, 5};
        case TokenKind::op_atan2:
            return Operator{BinaryOp::atan2, 5};
        case TokenKind::pow:
            return Operator{BinaryOp::pow, 6};
        default:
            return std::nullopt;
    }
}

}  // namespace

/// Operators group from the left, only `^` from the right.
ExprPtr Parser::parse_binary(int min_precedence) {
    ExprPtr lhs = parse_unary();
    while (lhs) {
        const auto found = find_operator(peek().kind);
        if (!found || found->precedence < min_precedence) return lhs;
        take();
        Binary binary;
        binary.op = found->op;
        if (!parse_modifiers(binary)) return nullptr;
        const bool from_right = found->op == BinaryOp::pow;
        ExprPtr rhs = parse_binary(from_right ? found->precedence : found->precedence + 1);
        if (!rhs) return nullptr;
        const Span span{lhs->span.start, rhs->span.end};
        const int depth = std::max(lhs->depth, rhs->depth);
        binary.lhs = std::move(lhs);
        binary.rhs = std::move(rhs);
        lhs = make(std::move(binary), span, depth);
    }
    return nullptr;
}

bool Parser::parse_modifiers(Binary& binary) {
    VectorMatching& matching = binary.matching.emplace();
    binary.return_bool = accept(TokenKind::boolean);
    matching.on = next_is(TokenKind::on);
    if (!matching.on && !next_is(TokenKind::ignoring)) return true;
    take();
    if (!parse_label_list(matching.labels)) return false;
    if (accept(TokenKind::group_left)) {
        matching.cardinality = Cardinality::many_to_one;
    } else if (accept(TokenKind::group_right)) {
        matching.cardinality = Cardinality::one_to_many;
    } else {
        return true;
    }
    const bool has_labels = next_is(TokenKind::left_paren) || !starts_expression();
    return !has_labels || parse_label_list(matching.include);
}

bool Parser::parse_label_list(std::vector<std::string>& labels) {
    if (!accept(TokenKind::left_paren)) {
        unexpected("grouping opts", "\"(\"");
        return false;
    }
    if (accept(TokenKind::right_paren)) return true;
    while (parse_grouping_label(labels)) {
        if (accept(TokenKind::right_paren)) return true;
        if (!accept(TokenKind::comma)) {
            unexpected("grouping opts", "\",\" or \")\"");
            return false;
        }
        if (accept(TokenKind::right_paren)) return true;
    }
    return false;
}

bool Parser::parse_grouping_label(std::vector<std::string>& labels) {
    const Token& token = peek();
    if (!can_name_label(token.kind) || token.kind == TokenKind::metric_identifier) {
        unexpected("grouping opts", "label");
        return false;
    }
    labels.emplace_back(take().text);
    return true;
}

}  // namespace nodewatch::promql
