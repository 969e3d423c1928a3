#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "networks/bitcoin/zmq_publications.hpp"

namespace nodewatch::bitcoin {

/// How the table of peers shows their addresses, which are personal data.
enum class PeerAddresses : std::uint8_t {
    none,
    masked,  ///< the network: the first 24 bits of IPv4, 48 of IPv6; of others nothing
    full,
};

/// What the domain logic is told by the operator.
struct WatcherOptions {
    Duration fast{5'000};   ///< chain, mempool, fees
    Duration slow{30'000};  ///< peers, traffic, mining, indexes
    /// Without a new block for so long the node is suspected to be cut off. Absent: by the chain.
    std::optional<Duration> stale_tip_after;
    /// Outbound peers that the node should have: Bitcoin Core keeps 8 and two for blocks alone. 0:
    /// it needs none.
    std::uint64_t min_outbound_peers = 8;
};

/// One entry of `targets` with `network: bitcoin`.
struct TargetOptions {
    std::string name;
    net::Url http;  ///< user and password in it when there are any
    /// Read when no user is configured, and again when the node refuses what it held: a node writes
    /// a new one at each start. Empty: none.
    std::string cookie_file;
    net::TlsClientOptions tls;
    Duration request_timeout{10'000};
    /// The node's -datadir on this host. Empty: by where the cookie lies, if its data are there
    /// too.
    std::string data_folder;
    bool watch_process = false;  ///< its process and its disks on this host
    PeerAddresses peer_addresses = PeerAddresses::masked;
    std::optional<net::Url> fulcrum, electrs;  ///< where these tell their figures
    WatcherOptions watcher;
    ZmqOptions zmq;
    bool read_mempool = true;  ///< what it means for fees, beside its size
};

}  // namespace nodewatch::bitcoin
