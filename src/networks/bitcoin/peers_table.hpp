#pragma once

#include <set>
#include <string>
#include <vector>

#include "networks/bitcoin/messages.hpp"
#include "networks/bitcoin/options.hpp"
#include "networks/geo_file.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::bitcoin {

/// The peers as rows of table/bitcoin/<node>/peers (docs/api.md). Addresses are personal data: they
/// are shown here alone, as the operator wants them, and are kept nowhere.
class PeersTable {
public:
    /// Of more peers, those that the node lists later are not shown.
    static constexpr std::size_t max_rows = 1'000;

    /// The board outlives this; null: nobody looks.
    PeersTable(LiveBoard* board, const Target& target, PeerAddresses shown_as);

    /// `places`: one for each peer.
    void show(const std::vector<Peer>& peers, const std::vector<GeoPlace>& places);
    void clear() { show({}, {}); }
    /// Peers that the table had no room for.
    std::size_t left_out() const { return left_out_; }

private:
    std::string row(const Peer& peer, const GeoPlace& place) const;

    LiveBoard* board_;
    std::string topic_;
    PeerAddresses shown_as_;
    std::set<std::string> shown_;  ///< keys
    std::size_t left_out_ = 0;
};

}  // namespace nodewatch::bitcoin
