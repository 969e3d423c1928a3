#include "net/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A number of exactly so many digits.
std::optional<unsigned> digits(std::string_view text, std::size_t count) {
    const auto number = text.size() == count ? parse_uint(text) : std::nullopt;
    return number ? std::optional(static_cast<unsigned>(*number)) : std::nullopt;
}

std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
    const auto parts = split(text, ':');
    if (parts.size() != 3) return std::nullopt;
    const auto hours = digits(parts[0], 2), minutes = digits(parts[1], 2),
               seconds = digits(parts[2], 2);
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
        return std::nullopt;
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
           std::chrono::seconds{*seconds};
}

}  // namespace

std::optional<WallTime> parse_http_date(std::string_view text) {
    const auto words = split(text, ' ');
    if (words.size() != 6 || words[5] != "GMT") return std::nullopt;
    const auto day = digits(words[1], 2), year = digits(words[3], 4);
    const auto month = std::ranges::find(months, words[2]);
    const auto time = time_of_day(words[4]);
    if (!day || !year || month == months.end() || !time) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(*year)},
        std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
        std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return from_unix_seconds(std::chrono::duration_cast<std::chrono::seconds>(
                                 std::chrono::sys_days{date}.time_since_epoch() + *time)
                                 .count());
}

}  // namespace nodewatch::net
