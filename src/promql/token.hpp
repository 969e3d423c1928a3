#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nodewatch::promql {

enum class TokenKind : std::uint8_t {
    end,
    error,  ///< the text could not be read; the token holds the reason
    identifier,
    metric_identifier,  ///< with a colon
    number,
    duration,
    string,
    left_paren,
    right_paren,
    left_brace,
    right_brace,
    left_bracket,
    right_bracket,
    comma,
    colon,
    assign,       ///< =
    equal_regex,  ///< =~
    not_regex,    ///< !~
    not_equal,    ///< !=, between labels and between values
    at,
    add,
    sub,
    mul,
    div,
    mod,
    pow,
    equal,  ///< ==
    less,
    less_equal,
    greater,
    greater_equal,
    // Words, which may be names as well.
    op_and,
    op_or,
    op_unless,
    op_atan2,
    aggregate,  ///< sum, avg ...: which one says the text
    offset,
    by,
    without,
    on,
    ignoring,
    group_left,
    group_right,
    boolean,  ///< bool
    start,
    finish,  ///< `end`
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t position = 0;  ///< of its first byte
    std::string_view text;
    std::string error;

    std::size_t end() const { return position + text.size(); }
};

/// The kind of a word of the language, in any case; nothing for a name.
std::optional<TokenKind> find_keyword(std::string_view word);

/// As Prometheus names a token that it did not expect: `identifier "x"`, `<op:+>`, `end of input`.
std::string describe(const Token& token);

/// Whether a word of this kind can be the name of a metric, or the name of a label in `by (...)`.
bool can_name_metric(TokenKind kind);
bool can_name_label(TokenKind kind);

}  // namespace nodewatch::promql
