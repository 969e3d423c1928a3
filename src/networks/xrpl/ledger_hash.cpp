#include "networks/xrpl/ledger_hash.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::uint8_t not_a_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(not_a_digit);
    for (std::uint8_t i = 0; i < 10; ++i)
        values['0' + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i)
        values['A' + i] = values['a' + i] = static_cast<std::uint8_t>(10 + i);
    return values;
}();

std::uint8_t digit(char c) {
    return digit_values[static_cast<unsigned char>(c)];
}

}  // namespace

std::optional<LedgerHash> LedgerHash::parse(std::string_view text) {
    LedgerHash hash;
    if (text.size() != 2 * hash.bytes_.size()) return std::nullopt;
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < hash.bytes_.size(); ++i) {
        std::uint8_t high = digit(text[2 * i]);
        std::uint8_t low = digit(text[2 * i + 1]);
        seen |= high | low;
        hash.bytes_[i] = static_cast<std::uint8_t>((high << 4) | (low & 0x0F));
    }
    if (seen > 0x0F) return std::nullopt;
    return hash;
}

std::string LedgerHash::text() const {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(2 * bytes_.size());
    for (std::uint8_t byte : bytes_) {
        out += digits[byte >> 4];
        out += digits[byte & 0x0F];
    }
    return out;
}

}  // namespace nodewatch::xrpl
