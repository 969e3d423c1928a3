#include "net/websocket_handshake.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <new>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

constexpr std::string_view protocol_guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

template <std::size_t N>
std::string_view as_text(const std::array<unsigned char, N>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string make_websocket_key() {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::bad_alloc();
    return base64_encode(as_text(bytes));
}

std::string accept_of(std::string_view key) {
    const std::string input = std::string(key) + std::string(protocol_guid);
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(input.data()), input.size(), digest.data());
    return base64_encode(as_text(digest));
}

bool lists_token(const Headers& headers, std::string_view name, std::string_view token) {
    for (const auto& [field, value] : headers.fields()) {
        if (!equals_ignoring_case(field, name)) continue;
        for (const auto part : split(value, ','))
            if (equals_ignoring_case(trim(part), token)) return true;
    }
    return false;
}

}  // namespace nodewatch::net
