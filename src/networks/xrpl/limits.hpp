#pragma once

#include <cstdint>

#include "base/time.hpp"

/// From where on a value of a node is a condition (conditions.hpp). How long its signs must last
/// before, and be away after it, stands with the condition's name (conditions.cpp).
namespace nodewatch::xrpl::limits {

/// Nothing came over a connection that is open.
inline constexpr Duration frozen_after{10'000};
/// A node that is not synchronised so long is told so, unless it is configured.
inline constexpr Duration not_synced_after{12'000};
/// Ages of the newest validated ledger. One closes every 3 to 5 s; slow rounds take some seconds
/// more.
inline constexpr Duration normal_ledger_age{10'000};  ///< below it nothing is wrong
inline constexpr Duration ledger_stalled_after{12'000};
inline constexpr Duration ledger_stale_after{20'000};
/// Validated ledgers that are not published yet: the node is catching up.
inline constexpr std::uint64_t unpublished_ledgers = 3;
/// Until the validator list ends.
inline constexpr Duration list_expiry_warning{14LL * 86'400'000};
/// Of the node from the network; servers do not tell smaller ones.
inline constexpr double clock_offset_seconds = 60;
/// An event that has no end is shown so long.
inline constexpr Duration finding_shown{600'000};

}  // namespace nodewatch::xrpl::limits
