#include "base/time.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

namespace nodewatch {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};

/// Largest first: the order in which a duration names them. A year has 365 days, as in Prometheus.
constexpr std::array<Unit, 7> kUnits{{
    {"y", 365LL * 24 * 60 * 60 * 1000},
    {"w", 7LL * 24 * 60 * 60 * 1000},
    {"d", 24LL * 60 * 60 * 1000},
    {"h", 60LL * 60 * 1000},
    {"m", 60LL * 1000},
    {"s", 1000},
    {"ms", 1},
}};

/// The unit's place in kUnits, or its size when there is no such unit.
std::size_t unit_index(std::string_view name) {
    std::size_t index = 0;
    while (index < kUnits.size() && kUnits[index].name != name)
        ++index;
    return index;
}

/// Unsigned: the magnitude of the smallest duration does not fit into a signed number.
std::uint64_t magnitude(Duration d) {
    auto count = static_cast<std::uint64_t>(d.count());
    return d.count() < 0 ? 0 - count : count;
}

}  // namespace

std::string format_rfc3339(WallTime t) {
    auto day = std::chrono::floor<std::chrono::days>(t);
    std::chrono::year_month_day date{day};
    std::chrono::hh_mm_ss<Duration> clock{t - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int{date.year()},
                       unsigned{date.month()}, unsigned{date.day()}, clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::string format_duration(Duration d) {
    std::uint64_t rest = magnitude(d);
    if (rest < 1000) return "0s";

    std::string out = d.count() < 0 ? "-" : "";
    for (std::size_t i = unit_index("d"); i < kUnits.size(); ++i) {
        auto size = static_cast<std::uint64_t>(kUnits[i].milliseconds);
        if (rest < size) continue;
        out += fmt::format("{}{}", rest / size, kUnits[i].name);
        if (kUnits[i].name == "s") return out;
        const Unit& next = kUnits[i + 1];
        auto next_count = rest % size / static_cast<std::uint64_t>(next.milliseconds);
        if (next_count > 0) out += fmt::format(" {}{}", next_count, next.name);
        return out;
    }
    return out;
}

std::string format_exact_duration(Duration d) {
    if (d.count() == 0) return "0s";
    std::string out = d.count() < 0 ? "-" : "";
    std::uint64_t rest = magnitude(d);
    for (std::size_t i = unit_index("d"); i < kUnits.size(); ++i) {
        auto size = static_cast<std::uint64_t>(kUnits[i].milliseconds);
        if (rest >= size) out += fmt::format("{}{}", rest / size, kUnits[i].name);
        rest %= size;
    }
    return out;
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    std::size_t first_allowed = 0;  // units only become smaller, and none appears twice
    while (!text.empty()) {
        std::int64_t count = 0;
        if (text[0] < '0' || text[0] > '9') return std::nullopt;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc()) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));

        std::size_t unit = unit_index(text.substr(0, text.find_first_of("0123456789")));
        if (unit < first_allowed || unit == kUnits.size()) return std::nullopt;
        first_allowed = unit + 1;
        text.remove_prefix(kUnits[unit].name.size());

        std::int64_t part = 0;
        if (__builtin_mul_overflow(count, kUnits[unit].milliseconds, &part) ||
            __builtin_add_overflow(total, part, &total)) {
            return std::nullopt;
        }
    }
    return Duration{total};
}

}  // namespace nodewatch
