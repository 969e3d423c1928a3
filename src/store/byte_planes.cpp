#include "store/byte_planes.hpp"

namespace nodewatch::store {
namespace {

constexpr std::uint8_t repeated = 0;
constexpr std::uint8_t plain_bytes = 1;
constexpr std::uint8_t compressed = 2;

/// Below this a zstd frame is never smaller.
constexpr std::size_t min_compressed = 16;

std::size_t planes_of(std::span<const std::uint64_t> numbers) {
    std::uint64_t any = 0;
    for (const std::uint64_t number : numbers)
        any |= number;
    return (static_cast<std::size_t>(std::bit_width(any)) + 7) / 8;
}

}  // namespace

void encode_block(ByteView bytes, Effort effort, Bytes& out) {
    const bool same = std::ranges::all_of(bytes, [&](auto byte) { return byte == bytes.front(); });
    if (same) {
        out.push_back(repeated);
        out.push_back(bytes.empty() ? 0 : bytes.front());
        return;
    }
    if (bytes.size() >= min_compressed) {
        thread_local Bytes frame;
        frame.clear();
        compress(bytes, effort, frame);
        if (frame.size() + 2 < bytes.size()) {
            out.push_back(compressed);
            put_varint(out, frame.size());
            put_bytes(out, frame);
            return;
        }
    }
    out.push_back(plain_bytes);
    put_bytes(out, bytes);
}

bool decode_block(ByteReader& in, std::span<std::uint8_t> out) {
    switch (in.byte()) {
        case repeated:
            std::ranges::fill(out, in.byte());
            break;
        case plain_bytes: {
            const ByteView bytes = in.take(out.size());
            std::ranges::copy(bytes, out.begin());
            break;
        }
        case compressed: {
            const ByteView frame = in.take(in.varint());
            if (in.ok() && !decompress(frame, out)) in.fail();
            break;
        }
        default:
            in.fail();
    }
    return in.ok();
}

void encode_planes(std::span<const std::uint64_t> numbers, Effort effort, Bytes& out) {
    const std::size_t planes = planes_of(numbers);
    out.push_back(static_cast<std::uint8_t>(planes));
    thread_local Bytes plane;
    plane.resize(numbers.size());
    for (std::size_t i = 0; i < planes; ++i) {
        std::ranges::transform(numbers, plane.begin(), [i](std::uint64_t number) {
            return static_cast<std::uint8_t>(number >> (8 * i));
        });
        encode_block(plane, effort, out);
    }
}

bool decode_planes(ByteReader& in, std::span<std::uint64_t> out) {
    const std::size_t planes = in.byte();
    if (planes > 8) in.fail();
    if (planes == 0) std::ranges::fill(out, 0);
    thread_local Bytes plane;
    plane.resize(out.size());
    for (std::size_t i = 0; in.ok() && i < planes; ++i) {
        if (!decode_block(in, plane)) break;
        const std::uint8_t* from = plane.data();
        if (i == 0) {
            std::ranges::copy(plane, out.begin());
            continue;
        }
        for (std::uint64_t& number : out)
            number |= static_cast<std::uint64_t>(*from++) << (8 * i);
    }
    return in.ok();
}

bool decode_single_plane(ByteReader& in, std::span<std::uint8_t> out) {
    ByteReader ahead = in;
    if (ahead.byte() != 1) return false;
    in = ahead;
    return decode_block(in, out);
}

}  // namespace nodewatch::store
