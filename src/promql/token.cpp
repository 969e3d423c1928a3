#include "promql/token.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

using Kind = TokenKind;

constexpr std::array<std::pair<std::string_view, Kind>, 28> keywords{{
    {"and", Kind::op_and},
    {"or", Kind::op_or},
    {"unless", Kind::op_unless},
    {"atan2", Kind::op_atan2},
    {"sum", Kind::aggregate},
    {"avg", Kind::aggregate},
    {"count", Kind::aggregate},
    {"min", Kind::aggregate},
    {"max", Kind::aggregate},
    {"group", Kind::aggregate},
    {"stddev", Kind::aggregate},
    {"stdvar", Kind::aggregate},
    {"topk", Kind::aggregate},
    {"bottomk", Kind::aggregate},
    {"count_values", Kind::aggregate},
    {"quantile", Kind::aggregate},
    {"offset", Kind::offset},
    {"by", Kind::by},
    {"without", Kind::without},
    {"on", Kind::on},
    {"ignoring", Kind::ignoring},
    {"group_left", Kind::group_left},
    {"group_right", Kind::group_right},
    {"bool", Kind::boolean},
    {"start", Kind::start},
    {"end", Kind::finish},
    {"inf", Kind::number},
    {"nan", Kind::number},
}};

bool is_operator(Kind kind) {
    return (kind >= Kind::equal_regex && kind <= Kind::greater_equal) ||
           (kind >= Kind::op_and && kind <= Kind::op_atan2);
}

bool is_keyword(Kind kind) {
    return kind >= Kind::offset && kind <= Kind::boolean;
}

std::string quoted_start(std::string_view text) {
    constexpr std::size_t shown_bytes = 10;
    if (text.size() <= shown_bytes) return quote(text);
    std::size_t end = 0;
    for (std::size_t runes = 0; runes < shown_bytes && end < text.size(); ++runes)
        end += first_rune(text.substr(end)).width;
    return quote(text.substr(0, end)) + "...";
}

std::string show(const Token& token) {
    const std::string text(token.text);
    if (is_operator(token.kind)) return "<op:" + text + ">";
    if (is_keyword(token.kind)) return "<" + text + ">";
    if (token.kind == Kind::aggregate) return "<aggr:" + text + ">";
    if (token.kind == Kind::identifier || token.kind == Kind::metric_identifier)
        return quote(token.text);
    return quoted_start(token.text);
}

}  // namespace

std::optional<TokenKind> find_keyword(std::string_view word) {
    const std::string lower = to_lower(word);
    const auto found =
        std::ranges::find(keywords, lower, &std::pair<std::string_view, Kind>::first);
    if (found == keywords.end()) return std::nullopt;
    return found->second;
}

std::string describe(const Token& token) {
    switch (token.kind) {
        case Kind::end:
            return "end of input";
        case Kind::identifier:
            return "identifier " + show(token);
        case Kind::metric_identifier:
            return "metric identifier " + show(token);
        case Kind::string:
            return "string " + show(token);
        case Kind::number:
            return "number " + show(token);
        case Kind::duration:
            return "duration " + show(token);
        default:
            return show(token);
    }
}

bool can_name_metric(TokenKind kind) {
    switch (kind) {
        case Kind::identifier:
        case Kind::metric_identifier:
        case Kind::aggregate:
        case Kind::by:
        case Kind::without:
        case Kind::offset:
        case Kind::op_and:
        case Kind::op_or:
        case Kind::op_unless:
        case Kind::start:
        case Kind::finish:
            return true;
        default:
            return false;
    }
}

bool can_name_label(TokenKind kind) {
    return kind != Kind::without &&
           (can_name_metric(kind) || is_keyword(kind) || kind == Kind::op_atan2);
}

}  // namespace nodewatch::promql
