#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "net/zmq_address.hpp"
#include "networks/bitcoin/zmq_messages.hpp"

/// Which streams a node publishes over ZeroMQ, and where. Pure.
namespace nodewatch::bitcoin {

struct ZmqPublication {
    ZmqStream stream{};
    net::ZmqAddress address;
    bool operator==(const ZmqPublication&) const = default;
};

/// What the operator says of them.
struct ZmqOptions {
    bool discover = true;  ///< ask the node; only when none are named
    std::vector<ZmqPublication> publications;
};

/// The section `zmq` of a target: a list of addresses for each topic, `discover`.
ZmqOptions read_zmq_options(Settings settings);

struct ZmqPublications {
    std::vector<ZmqPublication> usable;
    std::vector<std::string> notices;  ///< why others are not, or none are there; with what to do
    bool operator==(const ZmqPublications&) const = default;
};

/// More of one node are not followed.
inline constexpr std::size_t max_zmq_publications = 16;

/// The answer to getzmqnotifications, as seen from here: a publisher that is bound to all addresses
/// of its host is at the address where the node answers RPC, `rpc_host`; one that is bound to the
/// loopback of another host cannot be reached.
Result<ZmqPublications> decode_zmq_notifications(std::string_view result,
                                                 std::string_view rpc_host);

}  // namespace nodewatch::bitcoin
