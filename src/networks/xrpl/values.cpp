#include "networks/xrpl/values.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>

#include "base/strings.hpp"

namespace nodewatch::xrpl {
namespace {

/// Reads the parts of a text from left to right; after the first part that does not fit it is not
/// good any more.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    bool good() const { return good_; }
    bool at_end() const { return rest_.empty(); }

    /// That many digits.
    int digits(std::size_t count) {
        const auto value = parse_uint(rest_.substr(0, count));
        if (!value || rest_.size() < count) {
            good_ = false;
            return 0;
        }
        rest_.remove_prefix(count);
        return static_cast<int>(*value);
    }

    bool take(std::string_view expected) {
        if (!rest_.starts_with(expected)) {
            return false;
        }
        rest_.remove_prefix(expected.size());
        return true;
    }

    void need(std::string_view expected) { good_ = take(expected) && good_; }

    /// Three letters; 0 when they are no month.
    unsigned month() {
        constexpr std::array<std::string_view, 12> names = {
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const auto* found = std::find(names.begin(), names.end(), rest_.substr(0, 3));
        if (found == names.end()) {
            good_ = false;
            return 0;
        }
        rest_.remove_prefix(3);
        return static_cast<unsigned>(found - names.begin()) + 1;
    }

    /// The digits of a fraction of a second, as whole milliseconds.
    int milliseconds() {
        int value = 0;
        std::size_t count = 0;
        for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
            if (count < 3) {
                value = value * 10 + (rest_[count] - '0');
            }
        }
        good_ = good_ && count > 0;
        for (std::size_t i = count; i < 3; ++i) {
            value *= 10;
        }
        rest_.remove_prefix(count);
        return value;
    }

private:
    std::string_view rest_;
    bool good_ = true;
};

std::optional<std::uint32_t> parse_sequence(std::string_view text) {
    auto value = parse_uint(text);
    if (!value || *value > std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*value);
}

}  // namespace

std::optional<WallTime> parse_date(std::string_view text) {
    Scanner in(text);
    const int year = in.digits(4);
    in.need("-");
    const unsigned month = in.month();
    in.need("-");
    const int day = in.digits(2);
    in.need(" ");
    const int hour = in.digits(2);
    in.need(":");
    const int minute = in.digits(2);
    in.need(":");
    const int second = in.digits(2);
    const int milliseconds = in.take(".") ? in.milliseconds() : 0;
    in.take(" UTC");

    const auto date = std::chrono::year{year} / static_cast<int>(month) / day;
    if (!in.good() || !in.at_end() || !date.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    return WallTime{std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours{hour} +
                    std::chrono::minutes{minute} + std::chrono::seconds{second} +
                    Duration{milliseconds}};
}

std::optional<std::int64_t> from_ripple_time(std::optional<std::uint64_t> seconds) {
    if (!seconds || *seconds == 0 || *seconds > std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*seconds) + ripple_epoch;
}

std::optional<double> drops_from_xrp(std::optional<double> xrp) {
    if (!xrp) {
        return std::nullopt;
    }
    return std::round(*xrp * 1e6);
}

std::optional<LedgerRanges> parse_ledger_ranges(std::string_view text) {
    LedgerRanges result;
    if (text == "empty") {
        return result;
    }
    for (auto part : split(text, ',')) {
        const auto dash = part.find('-');
        auto first = parse_sequence(part.substr(0, dash));
        auto last = dash == std::string_view::npos ? first : parse_sequence(part.substr(dash + 1));
        if (!first || !last || *first > *last) {
            return std::nullopt;
        }
        if (!result.ranges.empty() && *first <= result.ranges.back().second) {
            return std::nullopt;
        }
        result.ranges.emplace_back(*first, *last);
    }
    return result;
}

}  // namespace nodewatch::xrpl
