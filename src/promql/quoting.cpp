#include "promql/quoting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace nodewatch::promql {

namespace {

struct Interval {
    char32_t first;
    char32_t last;
};

// What Unicode counts as neither graphic nor the plain space: controls, other spaces, format
// characters, surrogates and private use, in the blocks where they lie.
constexpr std::array<Interval, 13> not_printable{{{0x0, 0x1f},
                                                  {0x7f, 0xa0},
                                                  {0xad, 0xad},
                                                  {0x1680, 0x1680},
                                                  {0x180e, 0x180e},
                                                  {0x2000, 0x200f},
                                                  {0x2028, 0x202f},
                                                  {0x205f, 0x206f},
                                                  {0x3000, 0x3000},
                                                  {0xd800, 0xf8ff},
                                                  {0xfeff, 0xfeff},
                                                  {0xfff0, 0xfffb},
                                                  {0xe0000, 0x10ffff}}};

bool is_printable(char32_t rune) {
    return std::ranges::none_of(not_printable,
                                [&](Interval i) { return rune >= i.first && rune <= i.last; });
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

void append_escaped(std::string& out, char32_t rune, char quote) {
    if (rune == static_cast<char32_t>(quote) || rune == U'\\') {
        out += '\\';
        out += static_cast<char>(rune);
    } else if (is_printable(rune)) {
        append_utf8(out, rune);
    } else if (constexpr std::string_view letters = "abtnvfr"; rune >= 7 && rune <= 13) {
        out += '\\';
        out += letters[rune - 7];
    } else if (rune < 0x80) {
        out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(rune));
    } else if (rune < 0x10000) {
        out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(rune));
    } else {
        out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(rune));
    }
}

unsigned digit_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    return static_cast<unsigned>(c - 'A' + 10);
}

std::uint32_t read_digits(std::string_view digits, std::uint32_t base) {
    std::uint32_t value = 0;
    for (const char c : digits)
        value = value * base + digit_value(c);
    return value;
}

/// Appends what the escape after a backslash stands for; gives the number of its characters.
std::size_t append_unescaped(std::string& out, std::string_view escape) {
    constexpr std::string_view names = "abfnrtv";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v";
    const char c = escape.front();
    if (const auto i = names.find(c); i != std::string_view::npos) {
        out += meanings[i];
        return 1;
    }
    if (c == 'x') {
        out += static_cast<char>(read_digits(escape.substr(1, 2), 16));
        return 3;
    }
    if (c == 'u' || c == 'U') {
        const std::size_t digits = c == 'u' ? 4 : 8;
        append_utf8(out, read_digits(escape.substr(1, digits), 16));
        return 1 + digits;
    }
    if (c >= '0' && c <= '7') {
        out += static_cast<char>(read_digits(escape.substr(0, 3), 8));
        return 3;
    }
    out += c;
    return 1;
}

}  // namespace

Rune first_rune(std::string_view text) {
    constexpr Rune invalid{replacement_character, 1};
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return {lead, 1};
    const std::size_t width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < width) return invalid;
    char32_t value = lead & (0x7fU >> width);
    for (std::size_t i = 1; i < width; ++i) {
        if (!is_continuation(text[i])) return invalid;
        value = (value << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    const bool overlong = (width == 3 && value < 0x800) || (width == 4 && value < 0x10000);
    if (overlong || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return invalid;
    return {value, width};
}

void append_utf8(std::string& out, char32_t rune) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((rune >> shift) & 0x3fU));
    };
    if (rune < 0x80) {
        out += static_cast<char>(rune);
    } else if (rune < 0x800) {
        out += static_cast<char>(0xc0U | (rune >> 6U));
        tail(0);
    } else if (rune < 0x10000) {
        out += static_cast<char>(0xe0U | (rune >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0U | (rune >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::string quote(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const Rune rune = first_rune(text);
        if (rune.value == replacement_character && rune.width == 1) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        } else {
            append_escaped(out, rune.value, '"');
        }
        text.remove_prefix(rune.width);
    }
    out += '"';
    return out;
}

std::string quote(char32_t rune) {
    std::string out = "'";
    append_escaped(out, rune, '\'');
    out += '\'';
    return out;
}

std::string describe(char32_t rune) {
    std::string out = fmt::format("U+{:04X}", static_cast<std::uint32_t>(rune));
    if (is_printable(rune)) {
        out += " '";
        append_utf8(out, rune);
        out += '\'';
    }
    return out;
}

std::string unquote(std::string_view literal) {
    const bool raw = literal.front() == '`';
    std::string_view rest = literal.substr(1, literal.size() - 2);
    if (raw) return std::string(rest);
    std::string out;
    while (!rest.empty()) {
        if (rest.front() == '\\') {
            rest.remove_prefix(1);
            rest.remove_prefix(append_unescaped(out, rest));
        } else {
            out += rest.front();
            rest.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace nodewatch::promql
