#include "store/value_column.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "store/integer_column.hpp"

namespace nodewatch::store {
namespace {

enum Form : std::uint8_t { constant, quotient, dictionary, raw_bits, product, quotient_twice };

constexpr unsigned max_exponent = 15;
constexpr std::array<double, max_exponent + 1> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
constexpr double max_integer = 9007199254740992.0;  // 2^53: integers up to it are doubles

std::uint64_t bits_of(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

/// How integers became values: by one of the three forms for it.
struct Scale {
    Form form = quotient;
    unsigned exponent = 0;  ///< of ten; with `quotient_twice` always `micro`
};
constexpr unsigned milli = 3;
constexpr unsigned micro = 6;
constexpr unsigned nano = 9;

/// `write(i, value)` for each integer.
template <typename Write>
void scale_each(std::span<const std::int64_t> integers, Scale scale, Write write) {
    const auto each = [&](auto value_of) {
        for (std::size_t i = 0; i < integers.size(); ++i)
            write(i, value_of(static_cast<double>(integers[i])));
    };
    const double power = powers[scale.exponent];
    if (scale.exponent == 0)
        each([](double number) { return number; });
    else if (scale.form == quotient)
        each([power](double number) { return number / power; });
    else if (scale.form == product)
        each([inverse = 1.0 / power](double number) { return number * inverse; });
    else
        each([](double number) { return number / powers[milli] / powers[milli]; });
}

/// The integer that, scaled, gives the value's bits.
std::optional<std::int64_t> as_decimal(double value, Scale scale) {
    const double scaled = value * powers[scale.exponent];
    if (!(std::abs(scaled) <= max_integer)) return std::nullopt;
    const auto integer = static_cast<std::int64_t>(std::nearbyint(scaled));
    double back = 0;
    scale_each({&integer, 1}, scale, [&](std::size_t, double result) { back = result; });
    if (bits_of(back) != bits_of(value)) return std::nullopt;
    return integer;
}

/// The first exponent from `least` on that does for the value.
std::optional<unsigned> exponent_of(double value, Form form, unsigned least) {
    for (unsigned exponent = least; exponent <= max_exponent; ++exponent) {
        if (as_decimal(value, {form, exponent})) return exponent;
    }
    return std::nullopt;
}

struct Decimals {
    Scale scale;
    std::vector<std::int64_t> integers;  ///< an exception repeats the one before it
    std::vector<std::size_t> exceptions;
};

/// More exceptions than one in so many are another form's business.
constexpr std::size_t values_per_exception = 8;

/// Nothing, and the exponent that a value needs in `wanted`, when that is larger than the scale's.
std::optional<Decimals> decimals_with(std::span<const double> values, Scale scale,
                                      unsigned& wanted) {
    Decimals result{scale, {}, {}};
    result.integers.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (const auto integer = as_decimal(values[i], scale)) {
            result.integers.push_back(*integer);
            continue;
        }
        if (scale.form != quotient_twice) {
            if (const auto larger = exponent_of(values[i], scale.form, scale.exponent + 1)) {
                wanted = *larger;
                return std::nullopt;
            }
        }
        if (result.exceptions.size() >= values.size() / values_per_exception) return std::nullopt;
        result.exceptions.push_back(i);
        result.integers.push_back(result.integers.empty() ? 0 : result.integers.back());
    }
    return result;
}

std::optional<Decimals> as_decimals(std::span<const double> values, Form form) {
    Scale scale{form, form == quotient_twice ? micro : 0};
    while (true) {
        unsigned wanted = scale.exponent;
        auto result = decimals_with(values, scale, wanted);
        if (result || wanted == scale.exponent) return result;
        scale.exponent = wanted;
    }
}

/// Up to nine digits, as most values have. Those with more may be of another kind, and fit by
/// chance.
bool is_usual(const Decimals& decimals) {
    return decimals.exceptions.empty() && decimals.scale.exponent <= nano;
}

/// By the way that leaves the fewest exceptions, and of these the smallest integers. Nothing else
/// is tried for usual quotients.
std::optional<Decimals> as_decimals(std::span<const double> values) {
    const auto cost = [](const Decimals& decimals) {
        return std::pair(decimals.exceptions.size(), decimals.scale.exponent);
    };
    auto best = as_decimals(values, quotient);
    if (best && is_usual(*best)) return best;
    for (const Form form : {product, quotient_twice}) {
        auto other = as_decimals(values, form);
        if (other && (!best || cost(*other) < cost(*best))) best = std::move(other);
    }
    return best;
}

Bytes encode_decimals(const Decimals& decimals, std::span<const double> values, Effort effort) {
    Bytes out{decimals.scale.form, static_cast<std::uint8_t>(decimals.scale.exponent)};
    put_varint(out, decimals.exceptions.size());
    std::size_t next = 0;
    for (const std::size_t at : decimals.exceptions) {
        put_varint(out, at - next);
        put_fixed(out, values[at]);
        next = at + 1;
    }
    encode_integers(decimals.integers, effort, out);
    return out;
}

/// Kept from column to column, and never made smaller: growing again would clear it first.
std::span<std::int64_t> integer_buffer(std::size_t size) {
    thread_local std::vector<std::int64_t> buffer;
    if (buffer.size() < size) buffer.resize(size);
    return std::span(buffer).first(size);
}

/// The part of a column of integers that is in it.
using Integers = std::span<const std::int64_t>;

std::optional<Integers> read_integers(ByteReader& in, std::size_t count, std::size_t first,
                                      std::size_t size) {
    thread_local IntegerColumn column;
    if (!column.open(in, integer_buffer(count))) return std::nullopt;
    return column.part(first, size);
}

bool decode_decimals(Form form, ByteReader& in, std::size_t count, std::size_t first,
                     std::span<double> out) {
    const unsigned exponent = in.byte();
    if (form == quotient_twice && exponent != micro) in.fail();
    const std::uint64_t exceptions = in.varint();
    if (exponent > max_exponent || exceptions > count) in.fail();
    if (!in.ok()) return false;
    std::vector<std::pair<std::size_t, double>> raw(static_cast<std::size_t>(exceptions));
    std::size_t next = 0;
    for (auto& [at, value] : raw) {
        const std::uint64_t skipped = in.varint();
        value = in.fixed<double>();
        if (!in.ok() || skipped >= count - next) {
            in.fail();
            return false;
        }
        at = next + static_cast<std::size_t>(skipped);
        next = at + 1;
    }
    const auto integers = read_integers(in, count, first, out.size());
    if (!integers) return false;
    scale_each(*integers, {form, exponent}, [out](std::size_t i, double value) { out[i] = value; });
    for (const auto& [at, value] : raw) {
        if (at >= first && at - first < out.size()) out[at - first] = value;
    }
    return true;
}

/// Nothing when a dictionary does not pay: too many of the values are distinct.
std::optional<Bytes> encode_dictionary(std::span<const double> values, Effort effort) {
    std::unordered_map<std::uint64_t, std::int64_t> number_of;
    std::vector<std::int64_t> numbers;
    Bytes entries;
    for (const double value : values) {
        const auto next = static_cast<std::int64_t>(number_of.size());
        const auto [entry, added] = number_of.try_emplace(bits_of(value), next);
        if (added) put_fixed(entries, value);
        if (number_of.size() > values.size() / 2) return std::nullopt;
        numbers.push_back(entry->second);
    }
    Bytes out{dictionary};
    put_varint(out, number_of.size());
    put_bytes(out, entries);
    encode_integers(numbers, effort, out);
    return out;
}

bool decode_dictionary(ByteReader& in, std::size_t count, std::size_t first,
                       std::span<double> out) {
    const std::uint64_t distinct = in.varint();
    if (distinct > count) in.fail();
    const ByteView entries = in.take(distinct * sizeof(double));
    if (!in.ok()) return false;
    const auto numbers = read_integers(in, count, first, out.size());
    if (!numbers) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto number = static_cast<std::uint64_t>((*numbers)[i]);
        if (number >= distinct) {
            in.fail();
            return false;
        }
        std::memcpy(&out[i], entries.data() + number * sizeof(double), sizeof(double));
    }
    return true;
}

Bytes encode_bits(std::span<const double> values, Effort effort) {
    std::vector<std::int64_t> integers(values.size());
    std::ranges::transform(values, integers.begin(),
                           [](double value) { return std::bit_cast<std::int64_t>(value); });
    Bytes out{raw_bits};
    encode_integers(integers, effort, out);
    return out;
}

bool decode_bits(ByteReader& in, std::size_t count, std::size_t first, std::span<double> out) {
    const auto integers = read_integers(in, count, first, out.size());
    if (!integers) return false;
    std::ranges::transform(*integers, out.begin(),
                           [](std::int64_t i) { return std::bit_cast<double>(i); });
    return true;
}

bool is_constant(std::span<const double> values) {
    return std::ranges::all_of(
        values, [&](double value) { return bits_of(value) == bits_of(values.front()); });
}

}  // namespace

void encode_values(std::span<const double> values, Effort effort, Bytes& out) {
    if (is_constant(values)) {
        out.push_back(constant);
        put_fixed(out, values.empty() ? 0.0 : values.front());
        return;
    }
    Bytes best;
    if (const auto decimals = as_decimals(values)) {
        best = encode_decimals(*decimals, values, effort);
        if (is_usual(*decimals)) {
            put_bytes(out, best);
            return;
        }
    }
    const auto keep_smaller = [&best](Bytes candidate) {
        if (best.empty() || candidate.size() < best.size()) best = std::move(candidate);
    };
    keep_smaller(encode_bits(values, effort));
    if (auto candidate = encode_dictionary(values, effort)) keep_smaller(std::move(*candidate));
    put_bytes(out, best);
}

bool decode_values(ByteReader& in, std::size_t count, std::size_t first, std::span<double> out) {
    const std::uint8_t form = in.byte();
    switch (form) {
        case constant:
            std::ranges::fill(out, in.fixed<double>());
            return in.ok();
        case quotient:
        case product:
        case quotient_twice:
            return decode_decimals(static_cast<Form>(form), in, count, first, out);
        case dictionary:
            return decode_dictionary(in, count, first, out);
        case raw_bits:
            return decode_bits(in, count, first, out);
        default:
            in.fail();
            return false;
    }
}

}  // namespace nodewatch::store
