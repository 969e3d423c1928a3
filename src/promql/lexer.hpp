#pragma once

#include <string_view>

#include "promql/token.hpp"

namespace nodewatch::promql {

/// Cuts the text of an expression into tokens, without blanks and comments. What a character means
/// depends on where it stands: inside of braces, of brackets, or elsewhere. The text outlives the
/// lexer and its tokens.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    /// The next token; at the end of the text, `end` for ever. After an `error` there is no sense
    /// in asking for more.
    Token next();

private:
    bool at_end() const { return position_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const {
        return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
    }
    bool accept(std::string_view characters);
    void accept_all(std::string_view characters);
    char32_t take_rune();
    void skip_blanks_and_comments();

    Token token(TokenKind kind) const;
    Token take(TokenKind kind, std::size_t bytes);
    Token error(std::string reason) const;

    Token next_outside();
    Token next_in_braces();
    Token at_text_end();
    Token compare_sign(char sign);
    Token closing_paren();
    Token opening_bracket();
    Token closing_bracket();
    Token word_or_colon();
    Token identifier();
    Token number_or_duration();
    Token range_duration();
    bool scan_number();
    bool scan_duration_units();
    Token quoted_string();
    Token raw_string();
    /// The reason why the escape after a backslash is refused, empty when it is not.
    std::string skip_escape(char quote);
    std::string skip_digits(std::size_t count, unsigned base, std::uint32_t max);

    std::string_view text_;
    std::size_t position_ = 0;
    std::size_t start_ = 0;  ///< of the token that is being read
    int open_parens_ = 0;
    bool in_braces_ = false;
    bool in_brackets_ = false;
    bool expect_duration_ = false;  ///< a bracket was just opened
    bool seen_colon_ = false;       ///< in these brackets
};

}  // namespace nodewatch::promql
