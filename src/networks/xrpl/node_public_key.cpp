#include "networks/xrpl/node_public_key.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace nodewatch::xrpl {
namespace {

constexpr std::string_view alphabet = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
constexpr std::uint8_t node_public_type = 28;
constexpr std::size_t key_bytes = 33, checksum_bytes = 4;
using Decoded = std::array<std::uint8_t, 1 + key_bytes + checksum_bytes>;

std::unexpected<Error> wrong(std::string_view why) {
    return failure(ErrorKind::configuration,
                   "expected the public key of a validator (n9... or nH...): " + std::string(why));
}

/// The number that the digits write, in base 256. A node's key has no leading zeros.
Result<Decoded> decode_base58(std::string_view text) {
    Decoded bytes{};
    for (const char c : text) {
        const std::size_t digit = alphabet.find(c);
        if (digit == std::string_view::npos)
            return wrong("it has a character that is not of the XRP Ledger's base58");
        auto carry = static_cast<std::uint32_t>(digit);
        for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
            carry += 58U * *byte;
            *byte = static_cast<std::uint8_t>(carry & 0xFFU);
            carry >>= 8U;
        }
        if (carry != 0) return wrong("it is too long");
    }
    return bytes;
}

bool checksum_fits(const Decoded& bytes) {
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> once{}, twice{};
    SHA256(bytes.data(), bytes.size() - checksum_bytes, once.data());
    SHA256(once.data(), once.size(), twice.data());
    return std::equal(bytes.end() - checksum_bytes, bytes.end(), twice.begin());
}

}  // namespace

Result<> check_node_public_key(std::string_view text) {
    const auto bytes = decode_base58(text);
    if (!bytes) return failure(bytes.error());
    if (bytes->front() != node_public_type)
        return wrong("it is too short or a key of another kind");
    if (!checksum_fits(*bytes)) return wrong("its checksum is wrong, so it is mistyped or cut");
    return {};
}

}  // namespace nodewatch::xrpl
