#include "networks/geo_database.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "networks/country_centres.hpp"
#include "support/process.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

boost::asio::ip::address address(const char* text) {
    return boost::asio::ip::make_address(text);
}

/// MaxMind's databases for tests: no part of this repository. What they hold stands in the README
/// beside them, read by another tool.
class Places : public ::testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(samples_)) GTEST_SKIP() << "no databases in " << samples_;
    }
    std::string sample(const char* name) const { return (samples_ / name).string(); }
    GeoDatabase opened(std::vector<std::string> files) {
        GeoDatabase geo({.databases = std::move(files)});
        loop_.run(geo.refresh(pool_));
        return geo;
    }
    /// Under another time than any before.
    void replace(const fs::path& file, const char* by) {
        fs::copy_file(samples_ / by, file, fs::copy_options::overwrite_existing);
        fs::last_write_time(file,
                            fs::file_time_type::clock::now() + std::chrono::hours(++changes_));
    }

    fs::path samples_ =
        fs::path(NODEWATCH_SOURCE_DIR) / ".." / "shared" / "fixtures" / "bitcoin" / "geoip";
    net::Loop loop_;
    WorkerPool pool_{1};
    testing::TemporaryFolder folder_;
    int changes_ = 0;
};

TEST_F(Places, CityAndAutonomousSystem) {
    GeoDatabase geo = opened({sample("GeoLite2-City-Test.mmdb"), sample("GeoLite2-ASN-Test.mmdb")});
    EXPECT_THAT(geo.problems(), IsEmpty());
    const GeoPlace sweden = geo.find(address("89.160.20.112"));
    EXPECT_EQ(sweden.country, "SE");
    EXPECT_EQ(sweden.latitude, 58.4167);
    EXPECT_EQ(sweden.longitude, 15.6167);
    EXPECT_TRUE(sweden.exact);
    EXPECT_EQ(sweden.asn, 29'518U);
    EXPECT_EQ(sweden.organisation, "Bredband2 AB");

    const GeoPlace america = geo.find(address("216.160.83.56"));
    EXPECT_EQ(america.asn, 209U);
    EXPECT_EQ(america.organisation, std::nullopt);
    EXPECT_EQ(geo.find(address("2001:218::1")).country, "JP");
    EXPECT_EQ(geo.find(address("::ffff:81.2.69.160")).country, "GB");

    const GeoPlace telstra = geo.find(address("1.128.0.1"));
    EXPECT_EQ(telstra.country, std::nullopt);
    EXPECT_EQ(telstra.latitude, std::nullopt);
    EXPECT_EQ(telstra.organisation, "Telstra Pty Ltd");
}

TEST_F(Places, OfACountryAloneTheMiddle) {
    GeoDatabase geo = opened({sample("GeoLite2-Country-Test.mmdb")});
    const GeoPlace place = geo.find(address("89.160.20.112"));
    EXPECT_EQ(place.country, "SE");
    EXPECT_FALSE(place.exact);
    // Sweden's own measurement of its middle (Flataklocken): 62.39 N 15.82 E.
    EXPECT_NEAR(place.latitude.value(), 62.4, 1.0);
    EXPECT_NEAR(place.longitude.value(), 15.8, 1.0);
}

/// A file of the flat layout, made by hand after the description of the format
/// (maxmind.github.io/MaxMind-DB): one node, whose both records lead to the same map.
std::string flat_database(const std::string& map) {
    const auto text = [](const std::string& value) {
        return static_cast<char>(2U << 5U | value.size()) + value;
    };
    const std::string record = {0, 0, 1 + 16};  // nodes, separator, offset 0
    const std::string languages = {0, 4};       // an empty array
    const std::string description = {static_cast<char>(7U << 5U)};
    const std::string sixteen_bits = {static_cast<char>(5U << 5U | 1U)};
    const auto number = [&](const char* key, char value) {
        return text(key) + sixteen_bits + value;
    };
    return record + record + std::string(16, 0) + map + "\xab\xcd\xefMaxMind.com" +
           static_cast<char>(7U << 5U | 9U) + text("node_count") +
           std::string{static_cast<char>(6U << 5U | 1U), 1} + number("record_size", 24) +
           number("ip_version", 4) + text("database_type") + text("flat") + text("languages") +
           languages + number("binary_format_major_version", 2) +
           number("binary_format_minor_version", 0) + text("build_epoch") + std::string{1, 2, 1} +
           text("description") + description;
}

TEST_F(Places, TheFlatLayout) {
    const auto degrees = [](std::string bytes) { return static_cast<char>(3U << 5U | 8U) + bytes; };
    const std::string map = std::string{static_cast<char>(7U << 5U | 3U)} + "\x4c" +
                            "country_code" + "\x42" + "SE" + "\x48" + "latitude" +
                            degrees(std::string("\x40\x4d\x40\0\0\0\0\0", 8)) + "\x49" +
                            "longitude" + degrees(std::string("\x40\x2f\x40\0\0\0\0\0", 8));
    testing::write_file(folder_ / "flat.mmdb", flat_database(map));
    GeoDatabase geo = opened({(folder_ / "flat.mmdb").string()});
    EXPECT_THAT(geo.problems(), IsEmpty());
    EXPECT_THAT(geo.descriptions(), ElementsAre(HasSubstr("flat of 1970-01-01")));
    const GeoPlace place = geo.find(address("81.2.69.160"));
    EXPECT_EQ(place.country, "SE");
    EXPECT_EQ(place.latitude, 58.5);  // 0x404d4...: 1.828125 times 32
    EXPECT_EQ(place.longitude, 15.625);
    EXPECT_TRUE(place.exact);
}

TEST_F(Places, ADatabaseOfTheOldInternetAloneKnowsNoNewAddress) {
    GeoDatabase geo = opened({sample("MaxMind-DB-test-ipv4-24.mmdb")});
    EXPECT_TRUE(geo.available());
    EXPECT_EQ(geo.find(address("2001:218::1")).country, std::nullopt);
    EXPECT_THAT(geo.problems(), IsEmpty());
}

TEST_F(Places, DamageIsToldAndHarmsNobody) {
    GeoDatabase invalid = opened({sample("GeoIP2-City-Test-Invalid-Node-Count.mmdb")});
    EXPECT_FALSE(invalid.available());
    EXPECT_THAT(invalid.problems(), ElementsAre(HasSubstr("invalid metadata")));
    EXPECT_EQ(invalid.find(address("81.2.69.160")).country, std::nullopt);

    GeoDatabase broken = opened({sample("MaxMind-DB-test-broken-pointers-24.mmdb")});
    for (const char* text : {"1.1.1.1", "1.1.1.16", "1.1.1.32", "2001:218::1"})
        EXPECT_EQ(broken.find(address(text)).country, std::nullopt);
    EXPECT_THAT(broken.problems(), ElementsAre(HasSubstr("damaged records")));
}

TEST_F(Places, AFileThatChangesIsOpenedAgain) {
    const fs::path file = folder_ / "places.mmdb";
    GeoDatabase geo = opened({file.string()});
    EXPECT_FALSE(geo.available());
    EXPECT_THAT(geo.problems(), ElementsAre(HasSubstr("No such file")));

    replace(file, "GeoLite2-Country-Test.mmdb");
    loop_.run(geo.refresh(pool_));
    EXPECT_THAT(geo.problems(), IsEmpty());
    EXPECT_FALSE(geo.find(address("81.2.69.160")).exact);

    replace(file, "GeoLite2-City-Test.mmdb");
    // Overwritten in its place, before anybody looks: what was read before still answers.
    EXPECT_FALSE(geo.find(address("81.2.69.160")).exact);
    loop_.run(geo.refresh(pool_));
    EXPECT_EQ(geo.find(address("81.2.69.160")).latitude, 51.5142);

    replace(file, "GeoIP2-City-Test-Invalid-Node-Count.mmdb");
    loop_.run(geo.refresh(pool_));
    EXPECT_THAT(geo.problems(), ElementsAre(HasSubstr("places.mmdb")));
    EXPECT_EQ(geo.find(address("81.2.69.160")).latitude, 51.5142);

    fs::remove(file);
    loop_.run(geo.refresh(pool_));
    EXPECT_FALSE(geo.available());
}

TEST(PublicAddresses, AreThoseOfTheInternetAlone) {
    for (const char* text : {"81.2.69.160", "172.32.0.1", "100.128.0.1", "2001:218::1",
                             "2a01:4f8::1", "::ffff:81.2.69.160"})
        EXPECT_TRUE(is_public(address(text))) << text;
    for (const char* text :
         {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1",
          "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fc00:1234::1",
          "fd00::1", "fe80::1", "ff02::1", "::ffff:10.0.0.1"})
        EXPECT_FALSE(is_public(address(text))) << text;
}

TEST(MiddleOfCountry, LiesInTheCountry) {
    // By an atlas.
    struct Box {
        const char* code;
        double south, north, west, east;
    };
    for (const Box& box : {Box{"DE", 49, 53, 8, 13}, Box{"US", 36, 43, -108, -90},
                           Box{"NZ", -47, -41, 167, 175}, Box{"FJ", -18.5, -16, 176.5, 180},
                           Box{"RU", 55, 68, 80, 115}, Box{"SG", 1.2, 1.5, 103.6, 104.1}}) {
        const auto middle = middle_of_country(box.code);
        ASSERT_TRUE(middle) << box.code;
        EXPECT_TRUE(middle->latitude > box.south && middle->latitude < box.north) << box.code;
        EXPECT_TRUE(middle->longitude > box.west && middle->longitude < box.east) << box.code;
    }
    EXPECT_EQ(middle_of_country("XX"), std::nullopt);
    EXPECT_EQ(middle_of_country("de"), std::nullopt);
    EXPECT_EQ(middle_of_country(""), std::nullopt);
}

}  // namespace
}  // namespace nodewatch
