#include "networks/bitcoin/txid.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> make_digit_values() {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (unsigned i = 0; i < 10; ++i)
        values['0' + i] = static_cast<std::uint8_t>(i);
    for (unsigned i = 0; i < 6; ++i)
        values['a' + i] = values['A' + i] = static_cast<std::uint8_t>(10 + i);
    return values;
}

constexpr std::array<std::uint8_t, 256> digit_values = make_digit_values();

}  // namespace

std::optional<Txid> parse_txid(std::string_view text) {
    Txid id;
    if (text.size() != 2 * id.bytes.size()) return std::nullopt;
    unsigned seen = 0;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        const unsigned high = digit_values[static_cast<std::uint8_t>(text[2 * i])];
        const unsigned low = digit_values[static_cast<std::uint8_t>(text[2 * i + 1])];
        seen |= high | low;
        id.bytes[i] = static_cast<std::uint8_t>(high << 4U | low);
    }
    if (seen > 0x0f) return std::nullopt;
    return id;
}

std::string to_string(const Txid& id) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * id.bytes.size());
    for (const std::uint8_t byte : id.bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0x0fU];
    }
    return text;
}

}  // namespace nodewatch::bitcoin
