#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "networks/xrpl/messages.hpp"

/// How the servers of this network write dates, amounts and ranges.
namespace nodewatch::xrpl {

/// Reads "2026-Nov-21 11:41:58.123456789 UTC"; older servers leave out the zone, the fraction or
/// both. Rounded down to ms.
std::optional<WallTime> parse_date(std::string_view text);

/// Seconds since 2000 to seconds since 1970. Nothing for 0, which servers write for unknown.
std::optional<std::int64_t> from_ripple_time(std::optional<std::uint64_t> seconds);

/// server_info writes amounts in XRP, as floating point: 1e-05 is 10 drops. Amounts are whole
/// drops, so rounding gives back the exact value.
std::optional<double> drops_from_xrp(std::optional<double> xrp);

inline constexpr double drops_per_xrp = 1e6;
inline constexpr double seconds_per_day = 86'400;

/// By division: 10 drops are 1e-05 XRP to the last bit.
inline std::optional<double> xrp_from_drops(const std::optional<double>& drops) {
    return drops ? std::optional(*drops / drops_per_xrp) : std::nullopt;
}

/// In another unit.
inline std::optional<double> scaled(const std::optional<double>& value, double factor) {
    return value ? std::optional(*value * factor) : std::nullopt;
}

/// Reads complete_ledgers and validated_ledgers: "32570-6595042,6595050", "empty".
/// Nothing for text that is not in ascending order without overlap.
std::optional<LedgerRanges> parse_ledger_ranges(std::string_view text);

}  // namespace nodewatch::xrpl
