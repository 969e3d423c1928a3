#pragma once

#include <optional>
#include <string>
#include <vector>

#include "networks/bitcoin/peer_lists.hpp"
#include "networks/bitcoin/peer_places.hpp"
#include "networks/bitcoin/peers_table.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::bitcoin {

/// Where the peers are and who they are, one by one; the Watcher counts them. Takes what the node
/// tells in each slow round, and the time; publishes points and the table of peers.
class PeerDetails {
public:
    /// `interval` is that of the slow round. The database and the board outlive this; null: there
    /// is none.
    PeerDetails(Publisher publisher, GeoDatabase* geo, LiveBoard* board, PeerAddresses shown_as,
                Duration interval);

    void on_peers(const Result<std::vector<Peer>>& answer, Now now);
    void on_bans(const Result<Bans>& answer, Now now);
    void on_known_addresses(const Result<std::vector<KnownAddresses>>& answer, Now now);
    /// The node is not there: nothing is known of its peers.
    void forget(Now now);

    /// What is wrong with the databases, and what the table does not show.
    std::vector<std::string> notices() const;

private:
    Publisher publisher_;
    GeoDatabase* geo_;
    PeersTable table_;
    Duration interval_;
    AsnPoints asns_;
    std::optional<SteadyTime> shown_at_;
};

}  // namespace nodewatch::bitcoin
