#include "networks/bitcoin/peer_details.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/decode.hpp"
#include "telemetry/latest_values.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Peer sample_peer() {
    Peer peer;
    peer.id = 7;
    peer.network = "ipv4";
    peer.address = "89.160.20.112:8333";
    peer.inbound = false;
    peer.connection_type = "outbound-full-relay";
    peer.transport = "v2";
    peer.subversion = "/Satoshi:29.0.0/";
    peer.protocol_version = 70'016;
    peer.services = {"NETWORK", "WITNESS"};
    peer.ping_seconds = 0.05;
    peer.min_ping_seconds = 0.025;
    peer.received_bytes = 209'000;
    peer.sent_bytes = 105'000;
    peer.connected_at = 1'749'992'740;
    return peer;
}

class Details : public ::testing::Test {
protected:
    Details() { hub_.add(latest_); }

    PeerDetails make(PeerAddresses shown_as, GeoDatabase* geo = nullptr) {
        return {Publisher(hub_, target_), geo, &board_, shown_as, 30s};
    }
    /// The table as a page gets it.
    std::string rows() {
        LiveReader reader(board_, {LivePattern::parse("table/bitcoin/main-1/peers").value()});
        return reader.next(clock_.now().wall)->json;
    }
    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_{clock_};
    LiveBoard board_{clock_};
    Target target_{"bitcoin", "main-1"};
};

TEST_F(Details, APeerIsARowWithWhatIsKnownOfIt) {
    PeerDetails details = make(PeerAddresses::full);
    Peer other;
    other.id = 8;
    details.on_peers(std::vector{sample_peer(), other}, clock_.now());
    EXPECT_THAT(
        rows(),
        HasSubstr(
            R"(["table/bitcoin/main-1/peers","7",{"id":7,"address":"89.160.20.112:8333",)"
            R"("network":"ipv4","inbound":false,"type":"outbound-full-relay","transport":"v2",)"
            R"("version":"/Satoshi:29.0.0/","protocol":70016,"services":["NETWORK","WITNESS"],)"
            R"("ping_ms":50,"min_ping_ms":25,"received":209000,"sent":105000,)"
            R"("since":1749992740}],["table/bitcoin/main-1/peers","8",{"id":8}])"));
}

TEST_F(Details, PlacesStandInTheRows) {
    const auto folder = fixtures_folder() / "geoip";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
    net::Loop loop;
    WorkerPool pool(1);
    GeoOptions options;
    options.databases = {(folder / "GeoLite2-City-Test.mmdb").string(),
                         (folder / "GeoLite2-ASN-Test.mmdb").string(),
                         (folder / "no-such.mmdb").string()};
    GeoDatabase geo(options);
    loop.run(geo.refresh(pool));
    PeerDetails details = make(PeerAddresses::masked, &geo);
    details.on_peers(std::vector{sample_peer()}, clock_.now());
    EXPECT_THAT(rows(), HasSubstr(R"("country":"SE","asn":29518,"organisation":"Bredband2 AB",)"
                                  R"("latitude":58.4167,"longitude":15.6167,"exact":true})"));
    EXPECT_EQ(value("bitcoin_peers_by_country", {{"direction", "outbound"}, {"country", "SE"}}), 1);
    EXPECT_EQ(
        value("bitcoin_peers_by_asn", {{"direction", "outbound"}, {"asn", "AS29518 Bredband2 AB"}}),
        1);
    EXPECT_THAT(details.notices(), ElementsAre(HasSubstr("no-such.mmdb")));
}

TEST_F(Details, AddressesAreShownAsTheOperatorWants) {
    Peer onion = sample_peer();
    onion.id = 8;
    onion.network = "onion";
    onion.address = "vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd.onion:8333";
    const std::vector peers{sample_peer(), onion};
    PeerDetails masked = make(PeerAddresses::masked);
    masked.on_peers(peers, clock_.now());
    EXPECT_THAT(rows(), HasSubstr(R"("address":"89.160.20.0/24")"));
    EXPECT_THAT(rows(), Not(HasSubstr("20.112")));
    EXPECT_THAT(rows(), Not(HasSubstr("vww6")));
    PeerDetails none = make(PeerAddresses::none);
    none.on_peers(peers, clock_.now());
    EXPECT_THAT(rows(), Not(HasSubstr("address")));
    PeerDetails full = make(PeerAddresses::full);
    full.on_peers(peers, clock_.now());
    EXPECT_THAT(rows(), HasSubstr("vww6ybal4bd7"));
}

TEST_F(Details, RowsGoWithTheirPeersAndWithTheNode) {
    PeerDetails details = make(PeerAddresses::full);
    Peer other = sample_peer();
    other.id = 8;
    details.on_peers(std::vector{sample_peer(), other}, clock_.now());
    details.on_peers(std::vector{other}, clock_.now());
    EXPECT_THAT(rows(), Not(HasSubstr(R"("7")")));
    EXPECT_THAT(rows(), HasSubstr(R"("8")"));
    details.on_bans(Bans{}, clock_.now());
    EXPECT_EQ(value("bitcoin_bans"), 0);
    details.forget(clock_.now());
    EXPECT_EQ(board_.size(), 0U);
    EXPECT_EQ(value("bitcoin_bans"), std::nullopt);
}

TEST_F(Details, RowsOfANodeThatRefusesToTellItsPeersGoInTime) {
    PeerDetails details = make(PeerAddresses::full);
    details.on_peers(std::vector{sample_peer()}, clock_.now());
    const Result<std::vector<Peer>> refused = failure(ErrorKind::permission, "no");
    clock_.advance(60s);
    details.on_peers(refused, clock_.now());
    EXPECT_EQ(board_.size(), 1U);
    clock_.advance(30s);
    details.on_peers(refused, clock_.now());
    EXPECT_EQ(board_.size(), 0U);
}

TEST_F(Details, TheTableIsBounded) {
    PeerDetails details = make(PeerAddresses::full);
    std::vector<Peer> peers(1'205);
    for (std::size_t i = 0; i < peers.size(); ++i)
        peers[i].id = i;
    details.on_peers(peers, clock_.now());
    EXPECT_EQ(board_.size(), 1'000U);
    EXPECT_THAT(details.notices(), ElementsAre(HasSubstr("205 more")));
    details.on_peers(std::vector{sample_peer()}, clock_.now());
    EXPECT_THAT(details.notices(), IsEmpty());
}

TEST_F(Details, BansAndKnownAddressesOfTheFixtures) {
    const std::string bans = fixture("listbanned.v18.json");
    if (bans.empty()) GTEST_SKIP() << fixtures_folder() << " is not there";
    PeerDetails details = make(PeerAddresses::full);
    const auto decoded = decode_bans(bans);
    EXPECT_EQ(decoded->newest, 1'571'932'032);
    details.on_bans(decoded, clock_.now());
    EXPECT_EQ(value("bitcoin_bans"), 1);
    EXPECT_EQ(value("bitcoin_bans_by_reason", {{"reason", "manually added"}}), 1);
    details.on_known_addresses(
        decode_known_addresses(fixture("constructed.getaddrmaninfo.v26plus.json")), clock_.now());
    EXPECT_EQ(value("bitcoin_addrman_addresses", {{"peer_network", "ipv4"}, {"table", "new"}}),
              41'234);
    EXPECT_EQ(value("bitcoin_addrman_addresses", {{"peer_network", "cjdns"}, {"table", "tried"}}),
              0);
    EXPECT_EQ(
        value("bitcoin_addrman_addresses", {{"peer_network", "all_networks"}, {"table", "new"}}),
        std::nullopt);
}

}  // namespace
}  // namespace nodewatch::bitcoin
