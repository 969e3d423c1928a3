#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nodewatch {

/// How JSON strings are spelled; every reader of JSON takes both.
enum class JsonEscapes : std::uint8_t {
    /// What must be escaped is. What is not UTF-8 becomes the character U+FFFD.
    needed,
    /// As Go's encoding/json does, and so Prometheus: `<`, `>`, `&`, U+2028 and U+2029 too. Each
    /// byte that is not UTF-8 becomes `\ufffd`.
    go,
};

/// Appends the text as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text,
                        JsonEscapes escapes = JsonEscapes::needed);

/// `text` as a JSON string with its quotes.
std::string quote_json(std::string_view text);

}  // namespace nodewatch
