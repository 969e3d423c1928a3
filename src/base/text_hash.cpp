#include "base/text_hash.hpp"

#include <bit>
#include <cstring>
#include <random>

namespace nodewatch {
namespace {

static_assert(std::endian::native == std::endian::little, "SipHash reads words of little endian");

struct SipState {
    std::uint64_t v0, v1, v2, v3;

    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
    void take(std::uint64_t word) {
        v3 ^= word;
        round();
        v0 ^= word;
    }
};

std::array<std::uint64_t, 2> key_of_chance() {
    std::random_device random;
    const auto word = [&] { return std::uint64_t{random()} << 32U | random(); };
    return {word(), word()};
}

}  // namespace

std::uint64_t siphash_1_3(std::array<std::uint64_t, 2> key, std::string_view text) {
    SipState state{key[0] ^ 0x736f'6d65'7073'6575, key[1] ^ 0x646f'7261'6e64'6f6d,
                   key[0] ^ 0x6c79'6765'6e65'7261, key[1] ^ 0x7465'6462'7974'6573};
    const std::uint64_t size = text.size();
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        state.take(word);
        text.remove_prefix(sizeof word);
    }
    std::uint64_t last = 0;
    if (!text.empty()) std::memcpy(&last, text.data(), text.size());
    state.take(last | size << 56U);
    state.v2 ^= 0xff;
    for (int i = 0; i < 3; ++i)
        state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

std::size_t TextHash::operator()(std::string_view text) const {
    static const std::array<std::uint64_t, 2> key = key_of_chance();
    return siphash_1_3(key, text);
}

}  // namespace nodewatch
