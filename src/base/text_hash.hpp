#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nodewatch {

/// SipHash-1-3 with 64 bits: a hash with a secret key.
/// Aumasson, Bernstein: SipHash: a fast short-input PRF, 2012. https://eprint.iacr.org/2012/351
std::uint64_t siphash_1_3(std::array<std::uint64_t, 2> key, std::string_view text);

/// For unordered containers whose keys others choose: names and labels of metrics, keys of
/// validators. Its key is one of chance in each process, so that nobody can choose many texts that
/// fall into one place, each look-up passing them all.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
};

}  // namespace nodewatch
