#include "networks/bitcoin/peer_details.hpp"

#include <fmt/format.h>

#include <initializer_list>

#include "networks/bitcoin/measurements_peers.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Values are stale after so many intervals without a new one: so are the rows.
constexpr int stale_intervals = 3;

}  // namespace

PeerDetails::PeerDetails(Publisher publisher, GeoDatabase* geo, LiveBoard* board,
                         PeerAddresses shown_as, Duration interval)
    : publisher_(publisher),
      geo_(geo),
      table_(board, publisher.target(), shown_as),
      interval_(interval) {}

void PeerDetails::on_peers(const Result<std::vector<Peer>>& answer, Now now) {
    if (!answer) {
        const bool stale =
            shown_at_ && elapsed(*shown_at_, now.steady) >= stale_intervals * interval_;
        if (stale) table_.clear();
        return;
    }
    shown_at_ = now.steady;
    const std::vector<GeoPlace> places = locate(*answer, geo_);
    const Stamp stamp{now.wall, interval_};
    publisher_.publish_set(peer_country_measurement, country_points(*answer, places, stamp),
                           now.wall);
    publisher_.publish_set(peer_asn_measurement, asns_.make(*answer, places, stamp), now.wall);
    table_.show(*answer, places);
}

void PeerDetails::on_bans(const Result<Bans>& answer, Now now) {
    if (!answer) return;
    const Stamp stamp{now.wall, interval_};
    publisher_.publish(bans_point(*answer, stamp));
    publisher_.publish_set(ban_reason_measurement, ban_reason_points(*answer, stamp), now.wall);
}

void PeerDetails::on_known_addresses(const Result<std::vector<KnownAddresses>>& answer, Now now) {
    if (answer)
        publisher_.publish_set(address_book_measurement,
                               known_address_points(*answer, {now.wall, interval_}), now.wall);
}

void PeerDetails::forget(Now now) {
    table_.clear();
    for (const Measurement* measurement : std::initializer_list<const Measurement*>{
             &peer_country_measurement, &peer_asn_measurement, &bans_measurement,
             &ban_reason_measurement, &address_book_measurement})
        publisher_.retire(*measurement, now.wall);
}

std::vector<std::string> PeerDetails::notices() const {
    std::vector<std::string> notices;
    if (geo_ != nullptr)
        for (const std::string& problem : geo_->problems())
            notices.push_back("places of peers: " + problem);
    if (table_.left_out() > 0)
        notices.push_back(fmt::format("the table of peers shows {} of them; {} more are counted",
                                      PeersTable::max_rows, table_.left_out()));
    return notices;
}

}  // namespace nodewatch::bitcoin
