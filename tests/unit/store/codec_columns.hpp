#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "store/series_source.hpp"

namespace nodewatch::store {

/// Columns that real series look like, and those that a codec may stumble over.
struct NamedColumn {
    std::string name;
    std::vector<double> values;
};

inline std::vector<std::uint64_t> bits_of(const std::vector<double>& values) {
    std::vector<std::uint64_t> bits;
    for (const double value : values)
        bits.push_back(std::bit_cast<std::uint64_t>(value));
    return bits;
}

inline std::vector<NamedColumn> difficult_columns() {
    using Limits = std::numeric_limits<double>;
    std::mt19937_64 random(1);
    std::vector<NamedColumn> columns;
    const auto add = [&](std::string name, std::size_t size, auto value_at) {
        NamedColumn& column = columns.emplace_back();
        column.name = std::move(name);
        for (std::size_t i = 0; i < size; ++i)
            column.values.push_back(value_at(i));
    };
    const auto any = [&](std::size_t) { return std::bit_cast<double>(random()); };
    const std::vector<double> specials{0.0,
                                       -0.0,
                                       Limits::infinity(),
                                       -Limits::infinity(),
                                       Limits::quiet_NaN(),
                                       Limits::signaling_NaN(),
                                       stale_marker(),
                                       std::bit_cast<double>(0x7ff8'6e6f'6e65'0001ULL),
                                       Limits::denorm_min(),
                                       -Limits::denorm_min(),
                                       Limits::min(),
                                       Limits::max(),
                                       Limits::lowest(),
                                       9007199254740992.0,
                                       9007199254740993.0,
                                       -9007199254740992.0,
                                       0.1,
                                       1e-15,
                                       1e300};
    add("one", 1, [](auto) { return 42.0; });
    add("two", 2, [](auto i) { return i == 0 ? 1.0 : -1.0; });
    add("specials", specials.size(), [&](auto i) { return specials[i]; });
    add("specials often", 4096, [&](auto i) { return specials[i % specials.size()]; });
    add("constant", 1024, [](auto) { return 0.2; });
    add("constant marker", 1024, [](auto) { return stale_marker(); });
    add("linear", 1024, [](auto i) { return 1e9 + 5.0 * static_cast<double>(i); });
    add("counter", 4096, [&](auto i) { return static_cast<double>(i * 100 + random() % 37); });
    add("counter with resets", 4096,
        [&](auto i) { return static_cast<double>(i % 1000 * 100 + random() % 37); });
    add("state with rare dips", 1024, [&](auto) { return random() % 100 == 0 ? 4.0 : 7.0; });
    add("milliseconds", 1000, [&](auto) { return static_cast<double>(random() % 9000) / 1000; });
    add("microseconds", 1000, [&](auto) { return static_cast<double>(random() % 999999) / 1e6; });
    add("milliseconds by product", 1000,
        [&](auto) { return static_cast<double>(random() % 9'000'000) * 0.001; });
    add("microseconds over 1000 twice, stale at times", 1000, [&](auto i) {
        if (i % 100 == 3) return stale_marker();
        return static_cast<double>(random() % 999'999'999) / 1000.0 / 1000.0;
    });
    add("pages, few", 1000, [&](auto) { return static_cast<double>(random() % 200 * 4096); });
    add("pages, many", 1000, [&](auto) { return static_cast<double>(random() % 9999 * 4096); });
    add("quotients", 1000, [&](auto) { return static_cast<double>(random() % 90) / 3.88; });
    add("few fractions", 1000, [&](auto) { return static_cast<double>(random() % 9) / 7.0; });
    add("gaussian", 1000, [&](auto) { return std::normal_distribution<>(0.0, 1.0)(random); });
    add("integers of 2^62", 500, [&](auto) { return static_cast<double>(random() >> 2U); });
    add("any bits", 4096, any);
    add("any bits, few", 17, any);
    add("decimals with stale markers", 1000, [&](auto i) {
        return i % 20 == 3 ? stale_marker() : static_cast<double>(random() % 1000) / 100;
    });
    add("mixed exponents", 1000, [&](auto i) {
        return static_cast<double>(random() % 100000) / std::pow(10.0, static_cast<double>(i % 9));
    });
    add("negative and positive", 1000, [&](auto) {
        return static_cast<double>(static_cast<std::int64_t>(random() % 2001) - 1000);
    });
    add("exactly one block", 128, [](auto i) { return static_cast<double>(i * i); });
    add("one more than a block", 129, [](auto i) { return static_cast<double>(i * i * i); });
    return columns;
}

}  // namespace nodewatch::store
