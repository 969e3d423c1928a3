#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "store/time_column.hpp"
#include "store/value_column.hpp"

namespace {

using namespace nodewatch::store;

/// A part is what is there in the whole.
void decode_part(ByteView data, std::span<const double> values) {
    const std::size_t first = values.size() / 3;
    std::vector<double> part(values.size() / 2);
    ByteReader in(data);
    if (!decode_values(in, values.size(), first, part)) std::abort();
    if (!std::ranges::equal(part, values.subspan(first, part.size()), {},
                            std::bit_cast<std::uint64_t, double>,
                            std::bit_cast<std::uint64_t, double>)) {
        std::abort();
    }
}

void decode_part(ByteView data, std::span<const std::int64_t> times) {
    TimeColumn column;
    ByteReader in(data);
    if (!column.open(in, times.size())) std::abort();
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (column.at(i) != times[i] || column.find(times[i]) != i) std::abort();
    }
}

/// Arbitrary bytes are decoded or refused.
void decode(ByteView data) {
    if (data.empty()) return;
    std::vector<double> values(data[0] * std::size_t{16});
    std::vector<std::int64_t> times(values.size());
    ByteReader as_values(data.subspan(1));
    if (decode_values(as_values, values)) decode_part(data.subspan(1), values);
    ByteReader as_times(data.subspan(1));
    if (decode_times(as_times, times)) decode_part(data.subspan(1), times);
}

/// Arbitrary doubles come back bit for bit.
void round_trip(ByteView data) {
    std::vector<double> values(data.size() / sizeof(double));
    if (values.empty()) return;
    std::memcpy(values.data(), data.data(), values.size() * sizeof(double));
    for (const Effort effort : {Effort::fast, Effort::small}) {
        Bytes encoded;
        encode_values(values, effort, encoded);
        ByteReader in(encoded);
        std::vector<double> decoded(values.size());
        if (!decode_values(in, decoded) || !in.at_end()) std::abort();
        if (std::memcmp(decoded.data(), values.data(), values.size() * sizeof(double)) != 0)
            std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    decode(ByteView(data, size));
    round_trip(ByteView(data, size));
    return 0;
}
