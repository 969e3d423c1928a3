#include "sim/xrpl/time_shift.hpp"

#include <array>
#include <cctype>
#include <optional>

#include "base/strings.hpp"
#include "sim/xrpl/events.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::array<std::string_view, 6> time_members = {
    "\"ledger_time\":", "\"close_time\":",    "\"signing_time\":",
    "\"date\":",        "\"expected_date\":", "\"validator_list_expires\":"};
/// validator_list_expires uses 0 for "unknown" and 2^32-1 for "never".
constexpr std::int64_t never = 4'294'967'295;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The length of the member's name and colon when one of the members begins here.
std::size_t time_member_at(std::string_view text) {
    for (const std::string_view member : time_members)
        if (text.starts_with(member)) return member.size();
    return 0;
}

/// "2026-Nov-21 02:13:34": the fraction behind it stays as it is.
constexpr std::size_t calendar_length = 20;

std::optional<WallTime> calendar_at(std::string_view text) {
    static constexpr std::string_view shape = "dddd-aaa-dd dd:dd:dd";
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() < calendar_length) return std::nullopt;
    for (std::size_t i = 0; i < calendar_length; ++i) {
        const bool fits = shape[i] == 'd'   ? is_digit(text[i])
                          : shape[i] == 'a' ? std::isalpha(static_cast<unsigned char>(text[i])) != 0
                                            : shape[i] == text[i];
        if (!fits) return std::nullopt;
    }
    const auto number = [text](std::size_t from, std::size_t length) {
        return static_cast<int>(parse_int(text.substr(from, length)).value_or(0));
    };
    const std::size_t month = months.find(text.substr(5, 3));
    if (month == std::string_view::npos) return std::nullopt;
    const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
                                          std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                          std::chrono::day(static_cast<unsigned>(number(9, 2))));
    return std::chrono::sys_days(day) + std::chrono::hours(number(12, 2)) +
           std::chrono::minutes(number(15, 2)) + std::chrono::seconds(number(18, 2));
}

}  // namespace

std::string shift_times(std::string_view json, Duration by) {
    const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(by).count();
    std::string shifted;
    shifted.reserve(json.size() + 8);
    std::size_t i = 0;
    while (i < json.size()) {
        const std::string_view rest = json.substr(i);
        if (std::size_t length = json[i] == '"' ? time_member_at(rest) : 0; length > 0) {
            if (length < rest.size() && rest[length] == '"') ++length;  // a number in quotes
            shifted += rest.substr(0, length);
            i += length;
            std::size_t digits = 0;
            while (i + digits < json.size() && is_digit(json[i + digits]))
                ++digits;
            const auto value = parse_int(json.substr(i, digits));
            if (!value) continue;
            const bool special = *value == 0 || *value == never;
            shifted +=
                special ? std::string(json.substr(i, digits)) : std::to_string(*value + seconds);
            i += digits;
        } else if (const auto time = is_digit(json[i]) ? calendar_at(rest) : std::nullopt) {
            shifted +=
                server_time(*time + std::chrono::seconds(seconds)).substr(0, calendar_length);
            i += calendar_length;
        } else {
            shifted += json[i++];
        }
    }
    return shifted;
}

}  // namespace nodewatch::sim::xrpl
