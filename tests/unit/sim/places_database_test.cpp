#include "sim/places_database.hpp"

#include <gtest/gtest.h>

#include "networks/geo_file.hpp"
#include "sim/bitcoin/demo_places.hpp"
#include "support/process.hpp"

namespace nodewatch::sim {
namespace {

/// Read by the library of MaxMind, which did not write it.
TEST(PlacesDatabase, HoldsThePlacesOfTheDemoAndNoOthers) {
    const testing::TemporaryFolder folder;
    const std::string path = (folder / "places.mmdb").string();
    testing::write_file(path, places_database(bitcoin::demo_places()));
    const auto file = GeoFile::open(path);
    ASSERT_TRUE(file) << file.error().message;
    const auto find = [&](const char* address) {
        return (*file)->find(boost::asio::ip::make_address(address)).value();
    };
    for (const Place& place : bitcoin::demo_places()) {
        const GeoPlace found = find(place.address.c_str());
        EXPECT_EQ(found.country, place.country);
        EXPECT_EQ(found.latitude, place.latitude);
        EXPECT_EQ(found.longitude, place.longitude);
        EXPECT_EQ(found.asn, place.asn);
        EXPECT_EQ(found.organisation, place.organisation);
    }
    for (const char* address : {"192.0.2.6", "203.0.113.61", "8.8.8.8", "2001:db8:1::8", "::1"})
        EXPECT_EQ(find(address).country, std::nullopt) << address;
}

TEST(PlacesDatabase, MayBeEmpty) {
    const testing::TemporaryFolder folder;
    const std::string path = (folder / "places.mmdb").string();
    testing::write_file(path, places_database({}));
    const auto file = GeoFile::open(path);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ((*file)->find(boost::asio::ip::make_address("192.0.2.7"))->country, std::nullopt);
}

}  // namespace
}  // namespace nodewatch::sim
