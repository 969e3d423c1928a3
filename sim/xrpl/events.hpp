#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/xrpl/backend.hpp"
#include "sim/xrpl/network.hpp"

/// The messages of rippled's streams, member by member as version 3.1.1 sends them.
namespace nodewatch::sim::xrpl {

/// Seconds from 1970-01-01 to 2000-01-01: times in messages count from there.
inline constexpr std::int64_t ripple_epoch = 946'684'800;

/// What a transaction costs and an account must hold, in drops.
inline constexpr int base_fee_drops = 10;
inline constexpr int reserve_base_drops = 1'000'000;
inline constexpr int reserve_increment_drops = 200'000;
/// load_factor of an idle server, in server_state and in messages.
inline constexpr int load_base = 256;

Event ledger_closed(const Ledger& ledger, std::uint32_t network_id,
                    std::string_view validated_ledgers);
Event validation_received(const Validation& validation, std::uint32_t network_id);
Event server_status(std::string_view state, int load_factor);
Event consensus_phase(std::string_view phase);
Event manifest_received(const Validator& validator);

struct PeerStatus {
    std::string_view action;  ///< CLOSING_LEDGER, ACCEPTED_LEDGER
    const Ledger* ledger = nullptr;
    std::uint32_t first_ledger = 0;
    std::int64_t time = 0;  ///< unix seconds
};
Event peer_status_change(const PeerStatus& status);

/// "2026-Nov-21 02:13:34.938631 UTC"
std::string server_time(WallTime t);
/// The same with nanoseconds, as in validator lists.
std::string list_time(WallTime t);

}  // namespace nodewatch::sim::xrpl
