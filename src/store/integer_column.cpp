#include "store/integer_column.hpp"

#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "store/bit_packing.hpp"
#include "store/byte_planes.hpp"

namespace nodewatch::store {
namespace {

enum Mode : std::uint8_t { zero, packed, varints, planes };

constexpr unsigned max_order = 2;
/// In the tag, beside order and mode: the numbers were divided.
constexpr unsigned divided = 1U << 4U;
constexpr std::uint64_t max_divisor = std::numeric_limits<std::int64_t>::max();

std::uint64_t bits(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}
std::int64_t difference(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(bits(a) - bits(b));
}
std::int64_t sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(bits(a) + bits(b));
}
std::int64_t times(std::int64_t a, std::uint64_t b) {
    return static_cast<std::int64_t>(bits(a) * b);
}
std::uint64_t magnitude(std::int64_t value) {
    return value < 0 ? 0 - bits(value) : bits(value);
}

/// The numbers that are left of the values, and what is written before them.
struct Residuals {
    unsigned order = 0;
    std::vector<std::int64_t> firsts;
    std::uint64_t divisor = 1;  ///< of the numbers, which are what is left by it
    std::vector<std::uint64_t> numbers;
};

/// 1 where they have none, or one that no column is written with.
template <typename Magnitude>
std::uint64_t common_divisor(const auto& numbers, Magnitude magnitude_of) {
    std::uint64_t divisor = 0;
    for (const auto number : numbers) {
        divisor = std::gcd(divisor, magnitude_of(number));
        if (divisor == 1) return 1;
    }
    return divisor == 0 || divisor > max_divisor ? 1 : divisor;
}

Residuals above_the_least(std::span<const std::int64_t> values) {
    Residuals result;
    const std::int64_t least = values.empty() ? 0 : *std::ranges::min_element(values);
    const auto above = [=](std::int64_t value) { return bits(value) - bits(least); };
    result.firsts = {least};
    result.divisor = common_divisor(values, above);
    result.numbers.resize(values.size());
    std::ranges::transform(values, result.numbers.begin(),
                           [&](std::int64_t value) { return above(value) / result.divisor; });
    return result;
}

Residuals residuals(std::span<const std::int64_t> values, unsigned order) {
    if (order == 0) return above_the_least(values);
    Residuals result;
    result.order = order;
    std::vector<std::int64_t> row(values.begin(), values.end());
    for (unsigned i = 0; i < order; ++i) {
        result.firsts.push_back(row.front());
        for (std::size_t j = 0; j + 1 < row.size(); ++j)
            row[j] = difference(row[j + 1], row[j]);
        row.pop_back();
    }
    result.divisor = common_divisor(row, magnitude);
    const auto divisor = static_cast<std::int64_t>(result.divisor);
    result.numbers.resize(row.size());
    std::ranges::transform(row, result.numbers.begin(),
                           [=](std::int64_t value) { return zigzag(value / divisor); });
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

Bytes encode_as(const Residuals& residuals, Mode mode, Effort effort) {
    Bytes out;
    const bool is_divided = residuals.divisor > 1;
    out.push_back(static_cast<std::uint8_t>(residuals.order | static_cast<unsigned>(mode) << 2U |
                                            (is_divided ? divided : 0)));
    for (const std::int64_t first : residuals.firsts)
        put_signed(out, first);
    if (is_divided) put_varint(out, residuals.divisor);
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

/// The numbers of a column as they are read: bytes while none needs more, the usual case, else at
/// the place where the values will be. Neither when all are zero.
struct Numbers {
    ByteView bytes;
    std::span<const std::uint64_t> words;
};

bool decode_varints(ByteReader& in, std::span<std::uint64_t> room, Bytes& plain, Numbers& numbers) {
    const std::uint64_t size = in.varint();
    // One to ten bytes a number: a bound on what a damaged size can allocate.
    if (size < room.size() || size > room.size() * 10) in.fail();
    if (!in.ok()) return false;
    plain.resize(static_cast<std::size_t>(size));
    if (!decode_block(in, plain)) return false;
    if (plain.size() == room.size()) {
        // All of one byte. A high bit means a number without its end.
        std::uint8_t any = 0;
        for (const std::uint8_t byte : plain)
            any |= byte;
        if (any >= 0x80) in.fail();
        numbers.bytes = plain;
        return in.ok();
    }
    ByteReader rest(plain);
    for (std::uint64_t& number : room)
        number = rest.varint();
    if (!rest.at_end()) in.fail();
    numbers.words = room;
    return in.ok();
}

bool decode_byte_planes(ByteReader& in, std::span<std::uint64_t> room, Bytes& plane,
                        Numbers& numbers) {
    plane.resize(room.size());
    if (decode_single_plane(in, plane)) {
        numbers.bytes = plane;
        return true;
    }
    numbers.words = room;
    return in.ok() && decode_planes(in, room);
}

/// `bytes` is where those of the numbers are kept.
bool decode_numbers(ByteReader& in, unsigned mode, std::span<std::uint64_t> room, Bytes& bytes,
                    Numbers& numbers) {
    switch (mode) {
        case packed:
            numbers.words = room;
            return unpack_bits(in, room);
        case varints:
            return decode_varints(in, room, bytes, numbers);
        case planes:
            return decode_byte_planes(in, room, bytes, numbers);
        default:
            return in.ok();
    }
}

using Firsts = std::array<std::int64_t, max_order>;

/// Undoes the division and the differences in one pass. `number(i)` may lie where value i + order
/// will be.
template <typename Number>
void restore(unsigned order, const Firsts& firsts, std::uint64_t divisor, Number number,
             std::span<std::int64_t> out) {
    if (order == 0) {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = sum(static_cast<std::int64_t>(number(i) * divisor), firsts[0]);
        return;
    }
    std::int64_t value = firsts[0];
    out[0] = value;
    if (order == 1) {
        for (std::size_t i = 1; i < out.size(); ++i)
            out[i] = value = sum(value, times(unzigzag(number(i - 1)), divisor));
        return;
    }
    std::int64_t step = firsts[1];
    out[1] = value = sum(value, step);
    for (std::size_t i = 2; i < out.size(); ++i) {
        step = sum(step, times(unzigzag(number(i - 2)), divisor));
        out[i] = value = sum(value, step);
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

bool IntegerColumn::open(ByteReader& in, std::span<std::int64_t> room) {
    room_ = room;
    const unsigned tag = in.byte();
    const unsigned order = tag & 3U;
    const bool is_divided = (tag & divided) != 0;
    const unsigned mode = (tag & ~divided) >> 2U;
    // A line has no numbers that could be divided.
    if (order > max_order || order > room.size() || mode > planes || (is_divided && mode == zero)) {
        in.fail();
        return false;
    }
    Firsts firsts{};
    for (unsigned i = 0; i < std::max(order, 1U); ++i)
        firsts[i] = in.signed_varint();
    const std::uint64_t divisor = is_divided ? in.varint() : 1;
    if (is_divided && (divisor < 2 || divisor > max_divisor)) in.fail();
    if (!in.ok()) return false;

    // Decoded where the values will be: unsigned and signed 64-bit integers may share memory.
    const std::span<std::int64_t> rest = room.subspan(order);
    const std::span<std::uint64_t> words(reinterpret_cast<std::uint64_t*>(rest.data()),
                                         rest.size());
    Numbers numbers;
    if (!decode_numbers(in, mode, words, bytes_, numbers)) return false;
    base_ = firsts[0];
    step_ = firsts[1];
    if (numbers.bytes.empty() && numbers.words.empty()) {
        form_ = Form::line;
        return true;
    }
    if (order == 0 && !numbers.bytes.empty()) {
        form_ = Form::bytes;
        step_ = static_cast<std::int64_t>(divisor);
        return true;
    }
    form_ = Form::restored;
    const auto restore_from = [&](const auto* from) {
        restore(
            order, firsts, divisor, [=](std::size_t i) { return std::uint64_t{from[i]}; }, room);
    };
    if (numbers.bytes.empty())
        restore_from(numbers.words.data());
    else
        restore_from(numbers.bytes.data());
    return true;
}

std::int64_t IntegerColumn::at(std::size_t i) const {
    switch (form_) {
        case Form::line:
            return sum(base_, times(step_, i));
        case Form::bytes:
            return sum(base_, times(step_, bytes_[i]));
        default:
            return room_[i];
    }
}

std::span<std::int64_t> IntegerColumn::part(std::size_t first, std::size_t size) {
    const std::span<std::int64_t> out = room_.subspan(first, size);
    if (form_ == Form::line) {
        std::int64_t value = at(first);
        for (std::int64_t& to : out)
            to = std::exchange(value, sum(value, step_));
    } else if (form_ == Form::bytes) {
        std::ranges::transform(
            ByteView(bytes_).subspan(first, size), out.begin(),
            [this](std::uint8_t byte) { return sum(base_, times(step_, byte)); });
    }
    return out;
}

bool decode_integers(ByteReader& in, std::span<std::int64_t> out) {
    thread_local IntegerColumn column;
    if (!column.open(in, out)) return false;
    column.part(0, out.size());
    return true;
}

}  // namespace nodewatch::store
