#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sim/bitcoin/chain.hpp"
#include "sim/bitcoin/mempool.hpp"

namespace nodewatch::sim::bitcoin {

/// What a call came to: JSON text of the result, or an error.
struct Answer {
    std::string result;
    int code = 0;  ///< of src/rpc/protocol.h; 0: no error
    std::string message;
};

/// A node as Bitcoin Core 29 would answer for it. Every member may be changed at any time.
struct Node {
    Node(Now now, std::uint64_t height);

    /// `parameter` is the first one: a text, or a number as text.
    Answer answer(std::string_view method, const std::string& parameter, Now now) const;
    /// The process begins anew: its chain is kept, its uptime and the ids of its peers are not.
    void restart(Now now);
    void set_peers(std::size_t count);

    Chain chain;
    bool downloading = false;            ///< initial block download
    std::uint64_t headers_ahead = 0;     ///< headers whose blocks are missing
    std::optional<std::string> warm_up;  ///< what it does before it answers
    std::optional<std::string> warning;
    Mempool mempool;
    bool mempool_loaded = true;
    std::uint64_t version = 290'000;  ///< from 310000 on with chunks and the fee diagram
    std::set<std::string> unknown_methods;
    std::string zmq_notifications = "[]";     ///< what it publishes, as JSON
    std::uint64_t first_peer = 0, peers = 0;  ///< ids
    /// Of the peers, in their order; the others have addresses that belong to nobody.
    std::vector<std::string> peer_addresses;
    std::uint64_t bans = 0;
    bool lively = false;  ///< blocks differ and traffic flows; otherwise they are always the same
    SteadyTime started;

private:
    std::string blockchain_info() const;
    std::string mempool_info() const;
    Answer about_mempool(std::string_view method, const std::string& parameter) const;
    std::string network_info() const;
    std::string peer_info(Now now) const;
    std::string peer_address(std::uint64_t index) const;
    std::string chain_tips() const;
    std::string block_header(const Block& block) const;
    std::string block_stats(const Block& block) const;
    std::string net_totals(Now now) const;
    Answer about_block(std::string_view method, const std::string& hash) const;
};

}  // namespace nodewatch::sim::bitcoin
