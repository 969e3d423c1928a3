#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nodewatch::bitcoin {

/// A transaction's id, in the order of its text.
struct Txid {
    std::array<std::uint8_t, 32> bytes{};
    bool operator==(const Txid&) const = default;
};

/// From 64 hexadecimal digits; nothing when they are not that.
std::optional<Txid> parse_txid(std::string_view text);
std::string to_string(const Txid& id);

}  // namespace nodewatch::bitcoin
