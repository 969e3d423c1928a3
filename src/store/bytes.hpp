#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

/// Reading and writing of the store's blobs. All numbers are little-endian.
namespace nodewatch::store {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

static_assert(std::endian::native == std::endian::little, "blobs are copied as they lie in memory");

/// Small numbers of either sign become small unsigned ones: 0, -1, 1, -2 ... -> 0, 1, 2, 3 ...
inline std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

/// Seven bits a byte, the lowest first; the high bit says that more follow.
inline void put_varint(Bytes& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80U));
        value >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void put_signed(Bytes& out, std::int64_t value) {
    put_varint(out, zigzag(value));
}

template <typename T>
void put_fixed(Bytes& out, T value) {
    const std::size_t at = out.size();
    out.resize(at + sizeof value);
    std::memcpy(out.data() + at, &value, sizeof value);
}

inline void put_bytes(Bytes& out, ByteView bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Reads what was put. After the first failure everything reads as zero and ok() is false, so a
/// decoder checks once, before it trusts a number as a size.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return ok_ && bytes_.empty(); }
    std::size_t remaining() const { return bytes_.size(); }

    std::uint8_t byte() { return fixed<std::uint8_t>(); }

    std::uint64_t varint() {
        constexpr std::size_t longest = 10;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < std::min(bytes_.size(), longest); ++i) {
            const std::uint8_t part = bytes_[i];
            // The tenth byte holds the last bit of 64.
            if (i + 1 == longest && part > 1) break;
            value |= static_cast<std::uint64_t>(part & 0x7fU) << (7 * i);
            if (part < 0x80) {
                bytes_ = bytes_.subspan(i + 1);
                return value;
            }
        }
        fail();
        return 0;
    }

    std::int64_t signed_varint() { return unzigzag(varint()); }

    template <typename T>
    T fixed() {
        T value{};
        const ByteView from = take(sizeof value);
        if (ok_) std::memcpy(&value, from.data(), sizeof value);
        return value;
    }

    /// Empty when fewer are left.
    ByteView take(std::uint64_t size) {
        if (!ok_ || size > bytes_.size()) {
            fail();
            return {};
        }
        const ByteView taken = bytes_.first(static_cast<std::size_t>(size));
        bytes_ = bytes_.subspan(taken.size());
        return taken;
    }

    void fail() {
        ok_ = false;
        bytes_ = {};
    }

private:
    ByteView bytes_;
    bool ok_ = true;
};

inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace nodewatch::store
