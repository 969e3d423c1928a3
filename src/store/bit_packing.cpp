#include "store/bit_packing.hpp"

#include <array>

namespace nodewatch::store {
namespace {

/// A number of up to this width can be read with one load of 64 bits, wherever it begins.
constexpr unsigned max_packed_width = 56;

unsigned width_of(std::span<const std::uint64_t> block) {
    std::uint64_t any = 0;
    for (const std::uint64_t number : block)
        any |= number;
    const auto width = static_cast<unsigned>(std::bit_width(any));
    return width > max_packed_width ? 64 : width;
}

std::size_t block_bytes(std::size_t count, unsigned width) {
    return (count * width + 7) / 8;
}

template <typename Visit>
void for_each_block(auto numbers, Visit visit) {
    while (!numbers.empty()) {
        const std::size_t count = std::min(packed_block, numbers.size());
        if (!visit(numbers.first(count))) return;
        numbers = numbers.subspan(count);
    }
}

/// Room for one block of the widest numbers and for a load of eight bytes at its end.
using Buffer = std::array<std::uint8_t, packed_block * 8 + 8>;

void pack_block(std::span<const std::uint64_t> block, unsigned width, Buffer& buffer) {
    if (width == 64) {
        std::memcpy(buffer.data(), block.data(), block.size_bytes());
        return;
    }
    buffer.fill(0);
    std::size_t bit = 0;
    for (const std::uint64_t number : block) {
        std::uint64_t word = 0;
        std::memcpy(&word, buffer.data() + bit / 8, sizeof word);
        word |= number << (bit % 8);
        std::memcpy(buffer.data() + bit / 8, &word, sizeof word);
        bit += width;
    }
}

void unpack_block(const Buffer& buffer, unsigned width, std::span<std::uint64_t> block) {
    if (width == 64) {
        std::memcpy(block.data(), buffer.data(), block.size_bytes());
        return;
    }
    const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
    std::size_t bit = 0;
    for (std::uint64_t& number : block) {
        std::uint64_t word = 0;
        std::memcpy(&word, buffer.data() + bit / 8, sizeof word);
        number = (word >> (bit % 8)) & mask;
        bit += width;
    }
}

}  // namespace

std::size_t packed_size(std::span<const std::uint64_t> numbers) {
    std::size_t size = 0;
    for_each_block(numbers, [&](auto block) {
        size += 1 + block_bytes(block.size(), width_of(block));
        return true;
    });
    return size;
}

void pack_bits(std::span<const std::uint64_t> numbers, Bytes& out) {
    Buffer buffer{};
    for_each_block(numbers, [&](auto block) {
        const unsigned width = width_of(block);
        out.push_back(static_cast<std::uint8_t>(width));
        pack_block(block, width, buffer);
        put_bytes(out, ByteView(buffer).first(block_bytes(block.size(), width)));
        return true;
    });
}

bool unpack_bits(ByteReader& in, std::span<std::uint64_t> out) {
    Buffer buffer{};
    for_each_block(out, [&](std::span<std::uint64_t> block) {
        const unsigned width = in.byte();
        if (width > max_packed_width && width != 64) in.fail();
        const ByteView bytes = in.take(block_bytes(block.size(), width));
        if (!in.ok()) return false;
        std::ranges::copy(bytes, buffer.begin());
        unpack_block(buffer, width, block);
        return true;
    });
    return in.ok();
}

}  // namespace nodewatch::store
