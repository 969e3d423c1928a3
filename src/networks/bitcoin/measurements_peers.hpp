#pragma once

#include "telemetry/schema.hpp"

/// Where the peers are, and what the node keeps of peers that are not there.
namespace nodewatch::bitcoin {

struct PeerCountryMeasurement : Measurement {
    PeerCountryMeasurement()
        : Measurement("peer_geo", "Peers by country; needs a database of places",
                      {"direction", "country"}) {}
    Field peers = gauge("peer_count", "bitcoin_peers_by_country", "1",
                        "Peers by country (two capital letters), by network where there is no "
                        "place (onion, i2p, cjdns), local, or unknown");
};

struct PeerAsnMeasurement : Measurement {
    PeerAsnMeasurement()
        : Measurement("peer_asn",
                      "Peers by autonomous system; needs a database of them, or -asmap of the node",
                      {"direction", "asn"}) {}
    Field peers = gauge("peer_count", "bitcoin_peers_by_asn", "1",
                        "Peers by autonomous system (\"AS29518 Bredband2 AB\"): of the 30 with the "
                        "most peers; all others are \"other\", and those of further ones than the "
                        "first 256 that were seen");
};

struct BansMeasurement : Measurement {
    BansMeasurement() : Measurement("bitcoin_bans", "Addresses and networks that the node bans") {}

    Field count = gauge("count", "bitcoin_bans", "1", "Addresses and networks that are banned");
    Field newest =
        age("newest", "bitcoin_last_ban_age_seconds", "Time since the newest ban that is in force");
};

struct BanReasonMeasurement : Measurement {
    BanReasonMeasurement()
        : Measurement("bitcoin_ban_reason", "Bans by their reason", {"reason"}) {}
    Field count = gauge("count", "bitcoin_bans_by_reason", "1",
                        "Bans, where the node tells why; before version 20");
};

struct AddressBookMeasurement : Measurement {
    AddressBookMeasurement()
        : Measurement("bitcoin_addrman", "Addresses of possible peers; since version 26",
                      {"peer_network", "table"}) {}
    Field addresses = gauge("addresses", "bitcoin_addrman_addresses", "1",
                            "Addresses that the node knows, heard of (new) or connected to before "
                            "(tried)");
};

extern const PeerCountryMeasurement peer_country_measurement;
extern const PeerAsnMeasurement peer_asn_measurement;
extern const BansMeasurement bans_measurement;
extern const BanReasonMeasurement ban_reason_measurement;
extern const AddressBookMeasurement address_book_measurement;

}  // namespace nodewatch::bitcoin
