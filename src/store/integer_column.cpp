#include "store/integer_column.hpp"

#include <array>

#include "store/bit_packing.hpp"
#include "store/byte_planes.hpp"

namespace nodewatch::store {
namespace {

enum Mode : std::uint8_t { zero, packed, varints, planes };

constexpr unsigned max_order = 2;

std::uint64_t bits(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}
std::int64_t difference(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(bits(a) - bits(b));
}
std::int64_t sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(bits(a) + bits(b));
}

/// The numbers that are left of the values, and what is written before them.
struct Residuals {
    unsigned order = 0;
    std::vector<std::int64_t> firsts;
    std::vector<std::uint64_t> numbers;
};

Residuals residuals(std::span<const std::int64_t> values, unsigned order) {
    Residuals result{order, {}, {}};
    if (order == 0) {
        const std::int64_t least = values.empty() ? 0 : *std::ranges::min_element(values);
        result.firsts = {least};
        result.numbers.resize(values.size());
        std::ranges::transform(values, result.numbers.begin(),
                               [=](std::int64_t value) { return bits(value) - bits(least); });
        return result;
    }
    std::vector<std::int64_t> row(values.begin(), values.end());
    for (unsigned i = 0; i < order; ++i) {
        result.firsts.push_back(row.front());
        for (std::size_t j = 0; j + 1 < row.size(); ++j)
            row[j] = difference(row[j + 1], row[j]);
        row.pop_back();
    }
    result.numbers.resize(row.size());
    std::ranges::transform(row, result.numbers.begin(), zigzag);
    return result;
}

/// What the numbers weigh, in bits, before any compression.
std::size_t weight(const Residuals& residuals) {
    std::size_t total = 0;
    for (const std::uint64_t number : residuals.numbers)
        total += static_cast<std::size_t>(std::bit_width(number));
    return total;
}

void encode_varints(std::span<const std::uint64_t> numbers, Effort effort, Bytes& out) {
    Bytes plain;
    for (const std::uint64_t number : numbers)
        put_varint(plain, number);
    put_varint(out, plain.size());
    encode_block(plain, effort, out);
}

bool decode_varints(ByteReader& in, std::span<std::uint64_t> out) {
    const std::uint64_t size = in.varint();
    // One to ten bytes a number: a bound on what a damaged size can allocate.
    if (size < out.size() || size > out.size() * 10) in.fail();
    if (!in.ok()) return false;
    thread_local Bytes plain;
    plain.resize(static_cast<std::size_t>(size));
    if (!decode_block(in, plain)) return false;
    if (plain.size() == out.size()) {
        // All of one byte, the usual case. A high bit means a number without its end.
        std::uint8_t any = 0;
        for (std::size_t i = 0; i < out.size(); ++i) {
            any |= plain[i];
            out[i] = plain[i];
        }
        if (any >= 0x80) in.fail();
        return in.ok();
    }
    ByteReader numbers(plain);
    for (std::uint64_t& number : out)
        number = numbers.varint();
    if (!numbers.at_end()) in.fail();
    return in.ok();
}

Bytes encode_as(const Residuals& residuals, Mode mode, Effort effort) {
    Bytes out;
    out.push_back(static_cast<std::uint8_t>(residuals.order | static_cast<unsigned>(mode) << 2U));
    for (const std::int64_t first : residuals.firsts)
        put_signed(out, first);
    if (mode == packed) pack_bits(residuals.numbers, out);
    if (mode == varints) encode_varints(residuals.numbers, effort, out);
    if (mode == planes) encode_planes(residuals.numbers, effort, out);
    return out;
}

void keep_smaller(Bytes& best, Bytes candidate) {
    if (best.empty() || candidate.size() < best.size()) best = std::move(candidate);
}

Bytes smallest(const Residuals& residuals, Effort effort) {
    const bool all_zero = std::ranges::all_of(residuals.numbers, [](auto n) { return n == 0; });
    if (all_zero) return encode_as(residuals, zero, effort);
    Bytes best = encode_as(residuals, packed, effort);
    keep_smaller(best, encode_as(residuals, varints, effort));
    if (effort == Effort::small) keep_smaller(best, encode_as(residuals, planes, effort));
    return best;
}

void restore(std::span<std::int64_t> values, std::int64_t first) {
    std::int64_t value = first;
    for (std::int64_t& v : values) {
        value = sum(value, v);
        v = value;
    }
}

}  // namespace

void encode_integers(std::span<const std::int64_t> values, Effort effort, Bytes& out) {
    std::array<Residuals, max_order + 1> all;
    std::array<std::size_t, max_order + 1> weights{};
    const auto orders = std::min<std::size_t>(max_order, values.size());
    for (unsigned order = 0; order <= orders; ++order) {
        all[order] = residuals(values, order);
        weights[order] = weight(all[order]);
    }
    const auto least = *std::ranges::min_element(weights.begin(), weights.begin() + orders + 1);
    Bytes best;
    for (unsigned order = 0; order <= orders; ++order) {
        // What weighs more than half as much again is not made up for by compression.
        const bool close = effort == Effort::small && weights[order] <= least + least / 2;
        if (close || weights[order] == least) keep_smaller(best, smallest(all[order], effort));
        if (least == 0 && !best.empty()) break;
    }
    put_bytes(out, best);
}

bool decode_integers(ByteReader& in, std::span<std::int64_t> out) {
    const unsigned tag = in.byte();
    const unsigned order = tag & 3U;
    const unsigned mode = tag >> 2U;
    if (order > max_order || order > out.size() || mode > planes) {
        in.fail();
        return false;
    }
    std::array<std::int64_t, max_order> firsts{};
    for (unsigned i = 0; i < std::max(order, 1U); ++i)
        firsts[i] = in.signed_varint();
    if (!in.ok()) return false;

    // Decoded where the values will be: unsigned and signed 64-bit integers may share memory.
    const std::span<std::int64_t> rest = out.subspan(order);
    const std::span<std::uint64_t> numbers(reinterpret_cast<std::uint64_t*>(rest.data()),
                                           rest.size());
    if (mode == zero) std::ranges::fill(numbers, 0);
    if (mode == packed) unpack_bits(in, numbers);
    if (mode == varints) decode_varints(in, numbers);
    if (mode == planes) decode_planes(in, numbers);
    if (!in.ok()) return false;

    if (order == 0) {
        for (std::int64_t& value : rest)
            value = sum(value, firsts[0]);
        return true;
    }
    for (std::int64_t& value : rest)
        value = unzigzag(bits(value));
    for (unsigned i = order; i-- > 0;) {
        out[i] = firsts[i];
        restore(out.subspan(i + 1), firsts[i]);
    }
    return true;
}

}  // namespace nodewatch::store
