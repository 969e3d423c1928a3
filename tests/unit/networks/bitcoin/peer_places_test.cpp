#include "networks/bitcoin/peer_places.hpp"

#include <gmock/gmock.h>

#include "base/json.hpp"
#include "fixtures.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/measurements_peers.hpp"
#include "networks/bitcoin/peer_address.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::bitcoin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Counts = std::map<std::vector<std::string>, double>;

Counts counts(const std::vector<Point>& points, Field field) {
    Counts all;
    for (const Point& point : points)
        all[point.tag_values()] = *point.get(field);
    return all;
}

class PeerPlaces : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(fixtures_folder()))
            GTEST_SKIP() << fixtures_folder() << " is not there";
        peers_ = decode_peers(fixture("constructed.getpeerinfo.v29-mainnet-mixed.json")).value();
    }
    GeoDatabase databases(const std::vector<std::string>& names) {
        GeoOptions options;
        options.databases.emplace();
        for (const std::string& name : names)
            options.databases->push_back((fixtures_folder() / "geoip" / name).string());
        GeoDatabase geo(options);
        loop_.run(geo.refresh(pool_));
        return geo;
    }

    net::Loop loop_;
    WorkerPool pool_{1};
    std::vector<Peer> peers_;
    AsnPoints asns_;
};

TEST_F(PeerPlaces, CountriesAreThoseThatWereComputedElsewhere) {
    GeoDatabase geo = databases({"GeoLite2-City-Test.mmdb"});
    const auto places = locate(peers_, &geo);
    simdjson::dom::parser parser;
    const std::string text = fixture("constructed.getpeerinfo.v29-mainnet-mixed.expected.json");
    const json::Element expected = parser.parse(text);
    const auto countries = json::object(expected, "geo_expected_with_test_mmdb");
    std::size_t found = 0;
    for (std::size_t i = 0; i < peers_.size(); ++i) {
        const auto ip = ip_of(peers_[i].address);
        std::string_view country;
        if (ip && countries->at_key(ip->to_string()).get(country) == simdjson::SUCCESS) {
            EXPECT_EQ(places[i].country, country);
            ++found;
        } else {
            EXPECT_EQ(places[i].country, std::nullopt) << peers_[i].address;
        }
    }
    EXPECT_EQ(found, 5U);
}

TEST_F(PeerPlaces, PeersWithoutAPlaceAreCountedAsWhatTheyAre) {
    GeoDatabase geo = databases({"GeoLite2-City-Test.mmdb"});
    const auto points = country_points(peers_, locate(peers_, &geo), {});
    EXPECT_EQ(counts(points, peer_country_measurement.peers),
              (Counts{{{"outbound", "GB"}, 1},
                      {{"outbound", "SE"}, 1},
                      {{"outbound", "JP"}, 1},
                      {{"outbound", "BT"}, 1},
                      {{"outbound", "onion"}, 1},
                      {{"outbound", "i2p"}, 1},
                      {{"outbound", "cjdns"}, 1},
                      {{"outbound", "unknown"}, 2},
                      {{"inbound", "US"}, 1},
                      {{"inbound", "onion"}, 1},
                      {{"inbound", "unknown"}, 1}}));
}

TEST_F(PeerPlaces, WithoutADatabaseThereAreNoCountries) {
    const auto places = locate(peers_, nullptr);
    EXPECT_THAT(country_points(peers_, places, {}), IsEmpty());
    // The node maps one peer itself.
    EXPECT_EQ(counts(asns_.make(peers_, places, {}), peer_asn_measurement.peers),
              (Counts{{{"outbound", "AS64500"}, 1}}));
}

TEST_F(PeerPlaces, AutonomousSystemsOfTheDatabaseWinOverTheNodes) {
    GeoDatabase geo = databases({"GeoLite2-ASN-Test.mmdb"});
    EXPECT_EQ(counts(asns_.make(peers_, locate(peers_, &geo), {}), peer_asn_measurement.peers),
              (Counts{{{"outbound", "AS64500"}, 1},
                      {{"outbound", "AS29518 Bredband2 AB"}, 1},
                      {{"inbound", "AS209"}, 1},
                      {{"inbound", "AS1221 Telstra Pty Ltd"}, 1},
                      {{"outbound", "AS35908"}, 1},
                      {{"outbound", "AS7018 AT&T Services"}, 1}}));
}

TEST(AsnPointsAlone, ShowThirtyAndCountTheRest) {
    AsnPoints asns;
    std::vector<Peer> peers(100);
    std::vector<GeoPlace> places(100);
    for (std::size_t i = 0; i < peers.size(); ++i) {
        peers[i].inbound = true;
        places[i].asn = i < 5 ? 7 : 1'000 + i;  // five of the same, the others alone
    }
    const auto shown = counts(asns.make(peers, places, {}), peer_asn_measurement.peers);
    EXPECT_EQ(shown.size(), 31U);
    EXPECT_EQ(shown.at({"inbound", "AS7"}), 5);
    EXPECT_EQ(shown.at({"inbound", "other"}), 100 - 5 - 29);

    // Others each time: after as many as have had a series, new ones get none.
    for (std::uint64_t round = 1; round < 20; ++round) {
        for (std::size_t i = 0; i < places.size(); ++i)
            places[i].asn = 10'000 * round + i;
        std::ignore = asns.make(peers, places, {});
    }
    EXPECT_EQ(counts(asns.make(peers, places, {}), peer_asn_measurement.peers),
              (Counts{{{"inbound", "other"}, 100}}));
}

TEST(PeerAddress, IpAddressesAreReadAndMasked) {
    EXPECT_EQ(masked(ip_of("81.2.69.160:8333").value()), "81.2.69.0/24");
    EXPECT_EQ(masked(ip_of("[2001:218:1:2::1]:8333").value()), "2001:218:1::/48");
    EXPECT_EQ(masked(ip_of("[2002:5102:45a0::1]:8333").value()), "2002:5102:4500::/40")
        << "6to4 of 81.2.69.160";
    for (const char* text : {"vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd.onion:8333",
                             "node.example.org:8333", "", ":", "[", "[]:1", "1.2.3:4"})
        EXPECT_FALSE(ip_of(text)) << text;
}

}  // namespace
}  // namespace nodewatch::bitcoin
