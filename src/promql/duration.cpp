#include "promql/duration.hpp"

#include <array>
#include <limits>

#include "base/strings.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t ms;
    bool exact;  ///< written only when nothing remains
};

constexpr std::int64_t hour = 3'600'000;
constexpr std::array<Unit, 7> units{{{"y", hour * 24 * 365, true},
                                     {"w", hour * 24 * 7, true},
                                     {"d", hour * 24, false},
                                     {"h", hour, false},
                                     {"m", 60'000, false},
                                     {"s", 1'000, false},
                                     {"ms", 1, false}}};

// Prometheus keeps durations as nanoseconds in 64 bits: about 292 years.
constexpr std::int64_t longest = std::numeric_limits<std::int64_t>::max() / 1'000'000;

std::size_t length_of(std::string_view text, bool (*belongs)(char)) {
    std::size_t n = 0;
    while (n < text.size() && belongs(text[n]))
        ++n;
    return n;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return !is_digit(c);
}

}  // namespace

Result<std::int64_t> parse_duration(std::string_view text) {
    if (text == "0") return 0;
    if (text.empty()) return failure(ErrorKind::parse, "empty duration string");
    const auto invalid = [&] {
        return failure(ErrorKind::parse, "not a valid duration string: " + quote(text));
    };
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    bool too_long = false;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t digits = length_of(rest, is_digit);
        const std::string_view number = rest.substr(0, digits);
        rest.remove_prefix(digits);
        const std::string_view name = rest.substr(0, length_of(rest, is_letter));
        rest.remove_prefix(name.size());
        while (next_unit < units.size() && units[next_unit].name != name)
            ++next_unit;
        if (digits == 0 || next_unit == units.size()) return invalid();
        const std::int64_t unit = units[next_unit++].ms;
        const auto count = parse_int(number);
        if (!count || *count > (longest - total) / unit) {
            too_long = true;
        } else {
            total += *count * unit;
        }
    }
    if (too_long) return failure(ErrorKind::parse, "duration out of range");
    return total;
}

std::string format_duration(std::int64_t ms) {
    if (ms == 0) return "0s";
    std::string out;
    for (const Unit& unit : units) {
        if (unit.exact && ms % unit.ms != 0) continue;
        if (const std::int64_t count = ms / unit.ms; count > 0) {
            out += std::to_string(count);
            out += unit.name;
            ms -= count * unit.ms;
        }
    }
    return out;
}

}  // namespace nodewatch::promql
