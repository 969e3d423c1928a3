#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "promql/duration.hpp"
#include "promql/parser_state.hpp"

namespace nodewatch::promql {

namespace {

std::optional<store::MatchType> match_type(TokenKind kind) {
    switch (kind) {
        case TokenKind::assign:
            return store::MatchType::equal;
        case TokenKind::not_equal:
            return store::MatchType::not_equal;
        case TokenKind::equal_regex:
            return store::MatchType::regex;
        case TokenKind::not_regex:
            return store::MatchType::not_regex;
        default:
            return std::nullopt;
    }
}

/// Where the modifiers of a selector or a subquery are kept; null for other expressions.
TimeShift* shift_of(Expr& expr) {
    if (auto* selector = expr.as<VectorSelector>()) return &selector->shift;
    if (auto* matrix = expr.as<MatrixSelector>()) return &matrix->selector.shift;
    if (auto* subquery = expr.as<Subquery>()) return &subquery->shift;
    return nullptr;
}

constexpr std::string_view must_follow_selector =
    " modifier must be preceded by an instant vector selector or range vector selector or a "
    "subquery";

std::int64_t to_ms(double seconds) {
    constexpr double limit = 9.2e18;
    return static_cast<std::int64_t>(std::clamp(std::round(seconds * 1000), -limit, limit));
}

}  // namespace

ExprPtr Parser::parse_selector_expr() {
    if (next_is(TokenKind::left_brace)) {
        VectorSelector selector;
        const std::size_t start = peek().position;
        if (!parse_matchers(selector)) return nullptr;
        return finish_selector(std::move(selector), {start, last_closing_});
    }
    return parse_selector_of(take());
}

ExprPtr Parser::parse_selector_of(const Token& name) {
    VectorSelector selector;
    selector.name = name.text;
    Span span{name.position, name.end()};
    if (next_is(TokenKind::left_brace)) {
        if (!parse_matchers(selector)) return nullptr;
        span.end = last_closing_;
    }
    return finish_selector(std::move(selector), span);
}

ExprPtr Parser::finish_selector(VectorSelector selector, Span span) {
    if (!selector.name.empty()) {
        selector.matchers.push_back(*store::Matcher::make(
            store::MatchType::equal, std::string(store::metric_name_label), selector.name));
    }
    return make(std::move(selector), span, 0);
}

bool Parser::parse_matchers(VectorSelector& selector) {
    take();
    if (accept(TokenKind::right_brace)) return true;
    while (parse_matcher(selector)) {
        if (accept(TokenKind::right_brace)) return true;
        if (!accept(TokenKind::comma)) {
            unexpected("label matching", "\",\" or \"}\"");
            return false;
        }
        if (accept(TokenKind::right_brace)) return true;
    }
    return false;
}

bool Parser::parse_matcher(VectorSelector& selector) {
    if (!next_is(TokenKind::identifier)) {
        unexpected("label matching", "identifier or \"}\"");
        return false;
    }
    const Token label = take();
    const auto type = match_type(peek().kind);
    if (!type) {
        unexpected("label matching", "label matching operator");
        return false;
    }
    take();
    if (!next_is(TokenKind::string)) {
        unexpected("label matching", "string");
        return false;
    }
    auto matcher = store::Matcher::make(*type, std::string(label.text), unquote(take().text));
    if (!matcher) {
        report(label.position, matcher.error().message);
        return false;
    }
    selector.matchers.push_back(std::move(*matcher));
    return true;
}

/// `[5m]` makes a range of a selector, `[1h:5m]` and `[1h:]` a subquery of any expression.
ExprPtr Parser::parse_range(ExprPtr expr) {
    const std::size_t bracket = take().position;
    if (!next_is(TokenKind::duration)) {
        unexpected("subquery selector", "duration");
        return nullptr;
    }
    const auto range = parse_duration_value();
    if (!range) return nullptr;
    if (accept(TokenKind::right_bracket)) return make_matrix(std::move(expr), *range, bracket);
    if (!accept(TokenKind::colon)) {
        unexpected("subquery or range", "\":\" or \"]\"");
        return nullptr;
    }
    std::int64_t step = 0;
    std::string_view expected = "duration or \"]\"";
    if (next_is(TokenKind::duration)) {
        const auto given = parse_duration_value();
        if (!given) return nullptr;
        step = *given;
        expected = "\"]\"";
    }
    if (!accept(TokenKind::right_bracket)) {
        unexpected("subquery selector", expected);
        return nullptr;
    }
    const Span span{expr->span.start, last_closing_};
    const int depth = expr->depth;
    return make(Subquery{std::move(expr), *range, step, {}}, span, depth);
}

ExprPtr Parser::make_matrix(ExprPtr expr, std::int64_t range, std::size_t bracket) {
    auto* selector = expr->as<VectorSelector>();
    if (!selector) {
        report(bracket, "ranges only allowed for vector selectors");
    } else if (selector->shift.offset != 0) {
        report(bracket, "no offset modifiers allowed before range");
    } else if (selector->shift.at) {
        report(bracket, "no @ modifiers allowed before range");
    }
    if (problem_) return nullptr;
    const Span span{expr->span.start, last_closing_};
    return make(MatrixSelector{std::move(*selector), range}, span, 0);
}

std::optional<std::int64_t> Parser::parse_duration_value() {
    const Token token = take();
    const auto duration = parse_duration(token.text);
    if (!duration) {
        report(token.position, duration.error().message);
        return std::nullopt;
    }
    if (*duration == 0) {
        report(token.position, "duration must be greater than 0");
        return std::nullopt;
    }
    return *duration;
}

bool Parser::parse_offset(Expr& expr) {
    const bool negative = accept(TokenKind::sub);
    if (!next_is(TokenKind::duration)) {
        unexpected("offset", "duration");
        return false;
    }
    const auto duration = parse_duration_value();
    if (!duration) return false;
    TimeShift* shift = shift_of(expr);
    if (!shift) {
        report(expr.span.start, "offset" + std::string(must_follow_selector));
    } else if (shift->offset != 0) {
        report(expr.span.start, "offset may not be set multiple times");
    }
    if (problem_) return false;
    shift->offset = negative ? -*duration : *duration;
    expr.span.end = last_closing_;
    return true;
}

bool Parser::parse_at(Expr& expr) {
    if (next_is(TokenKind::start) || next_is(TokenKind::finish)) return parse_at_edge(expr);
    double sign = 1;
    if (next_is(TokenKind::add) || next_is(TokenKind::sub))
        sign = take().kind == TokenKind::sub ? -1 : 1;
    if (!next_is(TokenKind::number)) {
        unexpected("@", "timestamp");
        return false;
    }
    const Token number = take();
    const auto value = parse_number(number.text);
    if (!value) {
        report(number.position, value.error().message);
        return false;
    }
    const double time = sign * *value;
    constexpr double limit = 0x1p63;
    if (!(std::abs(time) < limit)) {
        // Go writes "+Inf" where fmt writes "inf".
        const std::string shown =
            std::isfinite(time) ? fmt::format("{:f}", time) : format_number(time);
        report(expr.span.start, "timestamp out of bounds for @ modifier: " + shown);
        return false;
    }
    TimeShift* shift = pinnable(expr);
    if (!shift) return false;
    shift->at = to_ms(time);
    expr.span.end = last_closing_;
    return true;
}

bool Parser::parse_at_edge(Expr& expr) {
    const AtEdge edge = take().kind == TokenKind::start ? AtEdge::start : AtEdge::end;
    if (!accept(TokenKind::left_paren) || !accept(TokenKind::right_paren)) {
        unexpected("@", "timestamp");
        return false;
    }
    TimeShift* shift = pinnable(expr);
    if (!shift) return false;
    shift->at_edge = edge;
    expr.span.end = last_closing_;
    return true;
}

TimeShift* Parser::pinnable(Expr& expr) {
    TimeShift* shift = shift_of(expr);
    if (!shift) {
        report(expr.span.start, "@" + std::string(must_follow_selector));
    } else if (shift->is_pinned()) {
        report(expr.span.start, "@ <timestamp> may not be set multiple times");
    }
    return problem_ ? nullptr : shift;
}

}  // namespace nodewatch::promql
