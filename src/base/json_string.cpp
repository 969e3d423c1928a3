#include "base/json_string.hpp"

#include "base/utf8.hpp"

namespace nodewatch {
namespace {

bool is_plain(char c, JsonEscapes escapes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x80 || c == '"' || c == '\\') return false;
    return escapes == JsonEscapes::needed || (c != '<' && c != '>' && c != '&');
}

void append_code(std::string& out, unsigned code) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[code >> static_cast<unsigned>(shift) & 15U];
}

void append_ascii(std::string& out, char c) {
    switch (c) {
        case '"':
        case '\\':
            out += '\\';
            out += c;
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            append_code(out, static_cast<unsigned char>(c));
    }
}

/// Appends what is at the front, a character that is not ASCII or bytes that are none, and returns
/// its length.
std::size_t append_wide(std::string& out, std::string_view text, JsonEscapes escapes) {
    const Utf8Piece piece = front_utf8(text);
    const std::string_view bytes = text.substr(0, piece.length);
    if (escapes == JsonEscapes::needed) {
        out += piece.valid ? bytes : "\xEF\xBF\xBD";
        return piece.length;
    }
    if (!piece.valid) {
        append_code(out, 0xfffd);
        return 1;
    }
    if (bytes == "\u2028" || bytes == "\u2029") {
        append_code(out, bytes == "\u2028" ? 0x2028 : 0x2029);
    } else {
        out += bytes;
    }
    return piece.length;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text, JsonEscapes escapes) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && is_plain(text[plain], escapes))
            ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        if (static_cast<unsigned char>(text[0]) < 0x80) {
            append_ascii(out, text[0]);
            text.remove_prefix(1);
        } else {
            text.remove_prefix(append_wide(out, text, escapes));
        }
    }
    out += '"';
}

std::string quote_json(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
    append_json_string(out, text);
    return out;
}

}  // namespace nodewatch
