#include "sim/xrpl/identity.hpp"

#include <fmt/core.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.hpp"

namespace nodewatch::sim::xrpl {

namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;
using Bytes = std::vector<unsigned char>;

Digest sha256(const void* data, std::size_t size) {
    Digest digest;
    SHA256(static_cast<const unsigned char*>(data), size, digest.data());
    return digest;
}

Digest sha256(std::string_view text) {
    return sha256(text.data(), text.size());
}

/// https://xrpl.org/docs/references/protocol/data-types/base58-encodings: prefix, payload, and the
/// first four bytes of the double SHA-256 of both.
std::string base58check(unsigned char prefix, const Bytes& payload) {
    static constexpr std::string_view alphabet =
        "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
    Bytes input = {prefix};
    input.insert(input.end(), payload.begin(), payload.end());
    const Digest once = sha256(input.data(), input.size());
    const Digest twice = sha256(once.data(), once.size());
    input.insert(input.end(), twice.begin(), twice.begin() + 4);

    std::string digits;  // least significant first; no leading zero bytes occur here
    while (!input.empty()) {
        unsigned remainder = 0;
        Bytes quotient;
        for (const unsigned char byte : input) {
            const unsigned value = remainder * 256 + byte;
            remainder = value % 58;
            if (!quotient.empty() || value >= 58)
                quotient.push_back(static_cast<unsigned char>(value / 58));
        }
        digits.push_back(alphabet[remainder]);
        input = std::move(quotient);
    }
    std::ranges::reverse(digits);
    return digits;
}

constexpr unsigned char node_public_prefix = 0x1C;

Bytes public_key_bytes(unsigned char kind, std::string_view name) {
    const Digest digest = sha256(name);
    Bytes key = {kind};
    key.insert(key.end(), digest.begin(), digest.end());
    return key;
}

}  // namespace

std::string hash_of(std::string_view text) {
    std::string hex;
    for (const unsigned char byte : sha256(text))
        hex += fmt::format("{:02X}", byte);
    return hex;
}

std::string node_public_key(std::string_view name) {
    return base58check(node_public_prefix, public_key_bytes(0x02, name));
}

std::string master_public_key(std::string_view name) {
    return base58check(node_public_prefix, public_key_bytes(0xED, name));
}

std::string manifest_of(std::string_view name, std::uint32_t sequence) {
    const Digest digest = sha256(fmt::format("{} manifest {}", name, sequence));
    return base64_encode(std::string(digest.begin(), digest.end()));
}

std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    const Digest digest = sha256(text);
    for (std::size_t i = 0; i < sizeof number; ++i)
        number = number << 8U | digest[i];
    return number;
}

}  // namespace nodewatch::sim::xrpl
