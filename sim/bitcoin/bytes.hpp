#pragma once

#include <cstdint>
#include <string>

namespace nodewatch::sim::bitcoin {

/// The lowest `bytes` bytes, zeros above the eighth.
inline std::string little_endian(std::uint64_t value, std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += static_cast<char>(i < sizeof value ? value >> 8 * i & 0xffU : 0);
    return text;
}

/// From hexadecimal digits.
inline std::string bytes_of(const std::string& digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
}

}  // namespace nodewatch::sim::bitcoin
