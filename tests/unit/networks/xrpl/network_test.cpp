#include "networks/xrpl/network.hpp"

#include <gtest/gtest.h>

#include "base/settings.hpp"
#include "support/process.hpp"
#include "support/settings_errors.hpp"

namespace nodewatch::xrpl {
namespace {

struct Outcome {
    std::optional<TargetPlan> plan;
    std::vector<std::string> errors;
};

Outcome configure(std::string_view yaml) {
    Settings settings =
        Settings::parse(yaml, "test.yaml", [](const std::string&) { return std::nullopt; });
    Outcome outcome;
    outcome.plan = network().configure(settings, "val-1");
    outcome.errors = testing::errors_after_reading(settings);
    return outcome;
}

TEST(XrplConfiguration, TwoAddressesAreEnough) {
    const auto outcome = configure("websocket: ws://127.0.0.1:6006\nhttp: http://127.0.0.1:5005\n");
    EXPECT_TRUE(outcome.errors.empty()) << outcome.errors.front();
    ASSERT_TRUE(outcome.plan);
    EXPECT_EQ(outcome.plan->target.network, "xrpl");
    EXPECT_EQ(outcome.plan->target.node, "val-1");
    EXPECT_EQ(outcome.plan->address, "http://127.0.0.1:5005");
}

TEST(XrplConfiguration, AddressShownHasNoCredentials) {
    const auto outcome = configure("http: http://user:secret@127.0.0.1:5005\n");
    ASSERT_TRUE(outcome.plan);
    EXPECT_EQ(outcome.plan->address.find("secret"), std::string::npos);
}

TEST(XrplConfiguration, AnAddressWithAKeyInItMayStandInAFile) {
    const testing::TemporaryFolder folder;
    testing::write_file(folder / "address", "https://xrpl.example/v1/topsecret\n");
    const auto outcome = configure("http_file: " + (folder / "address").string() + "\n");
    EXPECT_TRUE(outcome.errors.empty()) << outcome.errors.front();
    ASSERT_TRUE(outcome.plan);
    EXPECT_EQ(outcome.plan->address, "https://xrpl.example:443/...");
}

TEST(XrplConfiguration, NeedsAnAddress) {
    const auto outcome = configure("realtime_names: true\nwatch_process: false\n");
    EXPECT_FALSE(outcome.plan);
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_NE(outcome.errors[0].find("websocket: ws://"), std::string::npos);
}

TEST(XrplConfiguration, WrongSchemeIsToldWithItsPlace) {
    const auto outcome = configure("websocket: http://127.0.0.1:6006\n");
    ASSERT_FALSE(outcome.errors.empty());
    EXPECT_NE(outcome.errors[0].find("test.yaml:1"), std::string::npos);
    EXPECT_NE(outcome.errors[0].find("ws://"), std::string::npos);
}

TEST(XrplConfiguration, IntervalsThatWouldGetUsRefusedAreErrors) {
    EXPECT_FALSE(configure("http: http://h:1\nintervals: {server_info: 10ms}\n").errors.empty());
    EXPECT_TRUE(configure("http: http://h:1\nintervals: {server_info: 0s}\n").errors.empty());
}

TEST(XrplConfiguration, ReconnectWaitsAreAListOfDurations) {
    EXPECT_TRUE(configure("http: http://h:1\nreconnect: [500ms, 1m]\nstate_save_interval: 5s\n"
                          "intervals: {ping: 1m}\n")
                    .errors.empty());
    for (const char* wrong : {"[]", "[fast]", "[1s, 2h]", "[0s]", "3", "{a: 3s}",
                              "[1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s,1s]"}) {
        const auto outcome = configure(std::string("http: http://h:1\nreconnect: ") + wrong);
        ASSERT_FALSE(outcome.errors.empty()) << wrong;
        EXPECT_NE(outcome.errors[0].find("test.yaml:2"), std::string::npos) << outcome.errors[0];
    }
}

TEST(XrplConfiguration, AValidatorKeyIsChecked) {
    const std::string begin = "http: http://h:1\nvalidator_public_key: ";
    for (const char* key : {"nHUeUNSn3zce2xQZWNghQvd9WRH6FWEnCBKYVJu2vAizMxnXegfJ",
                            "n9KcRZYHLU9rhGVwB9e4wEMYsxXvUfgFxtmX25pc1QPNgweqzQf5"})
        EXPECT_TRUE(configure(begin + key).errors.empty()) << key;
    for (const char* wrong :
         {"nonsense",
          "nHUeUNSn3zce2xQZWNghQvd9WRH6FWEnCBKYVJu2vAizMxnXegfK",   // one letter mistyped
          "nHUeUNSn3zce2xQZWNghQvd9WRH6FWEnCBKYVJu2vAizMxnXegf",    // cut
          "nHUeUNSn3zce2xQZWNghQvd9WRH6FWEnCBKYVJu2vAizMxnXegfJr",  // longer
          "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",                     // an account
          "sn0tAKey", "'0'"}) {
        const auto outcome = configure(begin + wrong);
        ASSERT_EQ(outcome.errors.size(), 1U) << wrong;
        EXPECT_NE(outcome.errors[0].find("test.yaml:2"), std::string::npos) << outcome.errors[0];
        EXPECT_NE(outcome.errors[0].find("n9... or nH..."), std::string::npos);
    }
}

TEST(XrplConfiguration, AStreamThatIsNoneIsAnError) {
    EXPECT_TRUE(configure("websocket: ws://h:1\nstreams: [ledger, manifests]\n").errors.empty());
    const auto outcome = configure("websocket: ws://h:1\nstreams: [ledgr, server]\n");
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_NE(outcome.errors[0].find("test.yaml:2"), std::string::npos) << outcome.errors[0];
    EXPECT_NE(outcome.errors[0].find("'ledgr'"), std::string::npos);
    EXPECT_NE(outcome.errors[0].find("ledger, server, validations"), std::string::npos);
}

TEST(XrplConfiguration, MisspelledKeysAreErrors) {
    const auto outcome = configure("http: http://h:1\nintervals: {server_inf: 1s}\n");
    ASSERT_EQ(outcome.errors.size(), 1U);
    EXPECT_NE(outcome.errors[0].find("server_inf"), std::string::npos);
}

}  // namespace
}  // namespace nodewatch::xrpl
