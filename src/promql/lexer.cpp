#include "promql/lexer.hpp"

#include <fmt/format.h>

#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

constexpr std::string_view digits = "0123456789";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alpha(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_alphanumeric(char c) {
    return is_alpha(c) || is_digit(c);
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The value of a hexadecimal digit; 16 for any other character.
unsigned digit_value(char32_t c) {
    if (c >= U'0' && c <= U'9') return static_cast<unsigned>(c - U'0');
    if (c >= U'a' && c <= U'f') return static_cast<unsigned>(c - U'a' + 10);
    if (c >= U'A' && c <= U'F') return static_cast<unsigned>(c - U'A' + 10);
    return 16;
}

}  // namespace

bool Lexer::accept(std::string_view characters) {
    if (at_end() || characters.find(peek()) == std::string_view::npos) return false;
    ++position_;
    return true;
}

void Lexer::accept_all(std::string_view characters) {
    while (accept(characters)) {
    }
}

/// At the end of the text this is the replacement character, with no bytes taken.
char32_t Lexer::take_rune() {
    if (at_end()) return replacement_character;
    const Rune rune = first_rune(text_.substr(position_));
    position_ += rune.width;
    return rune.value;
}

void Lexer::skip_blanks_and_comments() {
    while (!at_end()) {
        if (is_blank(peek())) {
            ++position_;
        } else if (peek() == '#') {
            while (!at_end() && peek() != '\n' && peek() != '\r')
                ++position_;
        } else {
            return;
        }
    }
}

Token Lexer::token(TokenKind kind) const {
    return {kind, start_, text_.substr(start_, position_ - start_), {}};
}

Token Lexer::take(TokenKind kind, std::size_t bytes) {
    position_ += bytes;
    return token(kind);
}

Token Lexer::error(std::string reason) const {
    return {TokenKind::error, start_, {}, std::move(reason)};
}

Token Lexer::next() {
    if (expect_duration_) {
        expect_duration_ = false;
        while (is_blank(peek()))
            ++position_;
        start_ = position_;
        return range_duration();
    }
    skip_blanks_and_comments();
    start_ = position_;
    if (in_braces_) return next_in_braces();
    return at_end() ? at_text_end() : next_outside();
}

Token Lexer::at_text_end() {
    if (open_parens_ != 0) return error("unclosed left parenthesis");
    if (in_brackets_) return error("unclosed left bracket");
    return token(TokenKind::end);
}

Token Lexer::next_outside() {
    const char c = peek();
    switch (c) {
        case ',':
            return take(TokenKind::comma, 1);
        case '*':
            return take(TokenKind::mul, 1);
        case '/':
            return take(TokenKind::div, 1);
        case '%':
            return take(TokenKind::mod, 1);
        case '+':
            return take(TokenKind::add, 1);
        case '-':
            return take(TokenKind::sub, 1);
        case '^':
            return take(TokenKind::pow, 1);
        case '@':
            return take(TokenKind::at, 1);
        case '=':
        case '!':
        case '<':
        case '>':
            return compare_sign(c);
        case '"':
        case '\'':
            return quoted_string();
        case '`':
            return raw_string();
        case '(':
            ++open_parens_;
            return take(TokenKind::left_paren, 1);
        case ')':
            return closing_paren();
        case '{':
            in_braces_ = true;
            return take(TokenKind::left_brace, 1);
        case '[':
            return opening_bracket();
        case ']':
            return closing_bracket();
        default:
            break;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number_or_duration();
    if (is_alpha(c) || c == ':') return word_or_colon();
    return error("unexpected character: " + quote(take_rune()));
}

Token Lexer::compare_sign(char sign) {
    const bool with_equal = peek(1) == '=';
    if (sign == '<') {
        return with_equal ? take(TokenKind::less_equal, 2) : take(TokenKind::less, 1);
    }
    if (sign == '>') {
        return with_equal ? take(TokenKind::greater_equal, 2) : take(TokenKind::greater, 1);
    }
    if (with_equal) return take(sign == '=' ? TokenKind::equal : TokenKind::not_equal, 2);
    if (sign == '=' && peek(1) != '~') return take(TokenKind::assign, 1);
    ++position_;
    return error(fmt::format("unexpected character after '{}': {}", sign, quote(take_rune())));
}

Token Lexer::closing_paren() {
    Token token = take(TokenKind::right_paren, 1);
    if (--open_parens_ >= 0) return token;
    start_ = position_;
    return error("unexpected right parenthesis ')'");
}

Token Lexer::opening_bracket() {
    if (in_brackets_) return error("unexpected left bracket '['");
    in_brackets_ = true;
    seen_colon_ = false;
    expect_duration_ = true;
    return take(TokenKind::left_bracket, 1);
}

Token Lexer::closing_bracket() {
    if (!in_brackets_) return error("unexpected right bracket ']'");
    in_brackets_ = false;
    return take(TokenKind::right_bracket, 1);
}

/// In brackets Prometheus takes a letter for the colon, too.
Token Lexer::word_or_colon() {
    if (in_brackets_) {
        if (seen_colon_) return error("unexpected colon " + quote(take_rune()));
        seen_colon_ = true;
        return take(TokenKind::colon, 1);
    }
    while (is_alphanumeric(peek()) || peek() == ':')
        ++position_;
    const std::string_view word = text_.substr(start_, position_ - start_);
    if (const auto keyword = find_keyword(word)) return token(*keyword);
    const bool has_colon = word.find(':') != std::string_view::npos;
    return token(has_colon ? TokenKind::metric_identifier : TokenKind::identifier);
}

Token Lexer::next_in_braces() {
    if (at_end()) return error("unexpected end of input inside braces");
    const char c = peek();
    if (is_alpha(c)) return identifier();
    switch (c) {
        case ',':
            return take(TokenKind::comma, 1);
        case '"':
        case '\'':
            return quoted_string();
        case '`':
            return raw_string();
        case '=':
            return peek(1) == '~' ? take(TokenKind::equal_regex, 2) : take(TokenKind::assign, 1);
        case '!':
            if (peek(1) == '~') return take(TokenKind::not_regex, 2);
            if (peek(1) == '=') return take(TokenKind::not_equal, 2);
            ++position_;
            return error("unexpected character after '!' inside braces: " + quote(take_rune()));
        case '{':
            return error("unexpected left brace '{'");
        case '}':
            in_braces_ = false;
            return take(TokenKind::right_brace, 1);
        default:
            return error("unexpected character inside braces: " + quote(take_rune()));
    }
}

Token Lexer::identifier() {
    while (is_alphanumeric(peek()))
        ++position_;
    return token(TokenKind::identifier);
}

Token Lexer::number_or_duration() {
    if (scan_number()) return token(TokenKind::number);
    if (scan_duration_units()) return token(TokenKind::duration);
    return error("bad number or duration syntax: " +
                 quote(text_.substr(start_, position_ - start_)));
}

Token Lexer::range_duration() {
    if (scan_number()) return error("missing unit character in duration");
    if (scan_duration_units()) return token(TokenKind::duration);
    return error("bad duration syntax: " + quote(text_.substr(start_, position_ - start_)));
}

/// Whether a number ends here. What it accepts is not a number in every case: the parser will say.
bool Lexer::scan_number() {
    const bool hexadecimal = accept("0") && accept("xX");
    const std::string_view allowed = hexadecimal ? "0123456789abcdefABCDEF" : digits;
    accept_all(allowed);
    if (accept(".")) accept_all(allowed);
    if (accept("eE")) {
        accept("+-");
        accept_all(digits);
    }
    return !is_alphanumeric(peek());
}

/// The rest of a duration after its first number. When it is none, the character that disturbs
/// belongs to the text that the error shows.
bool Lexer::scan_duration_units() {
    if (!accept("smhdwy")) return false;
    accept("s");
    while (accept(digits)) {
        accept_all(digits);
        if (!accept("smhdw")) return false;
        accept("s");
    }
    if (!is_alphanumeric(peek())) return true;
    ++position_;
    return false;
}

Token Lexer::quoted_string() {
    const char quote = peek();
    ++position_;
    for (;;) {
        if (at_end() || peek() == '\n') return error("unterminated quoted string");
        const char32_t rune = take_rune();
        if (rune == replacement_character) return error("invalid UTF-8 rune");
        if (rune == static_cast<char32_t>(quote)) return token(TokenKind::string);
        if (rune != U'\\') continue;
        if (std::string reason = skip_escape(quote); !reason.empty())
            return error(std::move(reason));
    }
}

Token Lexer::raw_string() {
    ++position_;
    for (;;) {
        if (at_end()) return error("unterminated raw string");
        const char32_t rune = take_rune();
        if (rune == replacement_character) return error("invalid UTF-8 rune");
        if (rune == U'`') return token(TokenKind::string);
    }
}

std::string Lexer::skip_escape(char quote) {
    constexpr std::uint32_t max_rune = 0x10ffff;
    if (at_end()) return "escape sequence not terminated";
    if (peek() >= '0' && peek() <= '7') return skip_digits(3, 8, 255);
    const char32_t rune = take_rune();
    if (rune == static_cast<char32_t>(quote)) return {};
    switch (rune) {
        case U'a':
        case U'b':
        case U'f':
        case U'n':
        case U'r':
        case U't':
        case U'v':
        case U'\\':
            return {};
        case U'x':
            return skip_digits(2, 16, 255);
        case U'u':
            return skip_digits(4, 16, max_rune);
        case U'U':
            return skip_digits(8, 16, max_rune);
        default:
            return "unknown escape sequence " + describe(rune);
    }
}

std::string Lexer::skip_digits(std::size_t count, unsigned base, std::uint32_t max) {
    std::uint32_t value = 0;
    for (; count > 0; --count) {
        if (at_end()) return "escape sequence not terminated";
        const char32_t rune = take_rune();
        const unsigned digit = digit_value(rune);
        if (digit >= base) return "illegal character " + describe(rune) + " in escape sequence";
        value = value * base + digit;
    }
    if (value > max || (value >= 0xd800 && value < 0xe000))
        return "escape sequence is an invalid Unicode code point";
    return {};
}

}  // namespace nodewatch::promql
