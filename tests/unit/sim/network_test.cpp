#include "sim/xrpl/network.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "fakes.hpp"

namespace nodewatch::sim::xrpl {
namespace {

struct Listener final : NetworkListener {
    void on_phase(std::string_view phase, Now) override { phases.emplace_back(phase); }
    void on_validation(const Validation& v, Now) override { validations.push_back(v); }
    void on_ledger(const Ledger& ledger, Now now) override { ledgers.emplace_back(ledger, now); }
    void on_manifest(const Validator& v, Now) override { manifests.push_back(v.master_key); }
    void on_time(Now) override {}

    std::vector<std::string> phases;
    std::vector<Validation> validations;
    std::vector<std::pair<Ledger, Now>> ledgers;
    std::vector<std::string> manifests;
};

struct NetworkTest : testing::Test {
    Time time;
    Network network{NetworkOptions{}, time.now};
    Listener listener;
    void SetUp() override { network.add(listener); }
    void pass(Duration d) {
        for (Duration passed{0}; passed < d; passed += Duration{100})
            network.advance(time.after(Duration{100}));
    }
};

TEST_F(NetworkTest, ClosesALedgerEveryThreeToFourSeconds) {
    pass(std::chrono::minutes(2));
    ASSERT_GE(listener.ledgers.size(), 30U);
    ASSERT_LE(listener.ledgers.size(), 40U);
    for (std::size_t i = 1; i < listener.ledgers.size(); ++i) {
        const Duration gap =
            elapsed(listener.ledgers[i - 1].second.steady, listener.ledgers[i].second.steady);
        EXPECT_GE(gap, Duration{2'900});
        EXPECT_LE(gap, Duration{4'100});
        EXPECT_EQ(listener.ledgers[i].first.parent_hash, listener.ledgers[i - 1].first.hash);
        EXPECT_EQ(listener.ledgers[i].first.sequence, listener.ledgers[i - 1].first.sequence + 1);
    }
}

TEST_F(NetworkTest, EveryValidatorSignsEveryLedgerOnce) {
    pass(std::chrono::minutes(1));
    std::map<std::uint32_t, std::set<std::string>> signers;
    for (const Validation& v : listener.validations) {
        EXPECT_TRUE(signers[v.sequence].insert(v.validator->signing_key).second);
    }
    for (const auto& [ledger, now] : listener.ledgers)
        EXPECT_EQ(signers[ledger.sequence].size(), 5U);
}

TEST_F(NetworkTest, PhasesFollowEachOther) {
    pass(std::chrono::seconds(7));
    ASSERT_GE(listener.phases.size(), 6U);
    const std::vector<std::string> first(listener.phases.begin(), listener.phases.begin() + 6);
    EXPECT_EQ(first, (std::vector<std::string>{"establish", "accepted", "open", "establish",
                                               "accepted", "open"}));
}

// As recorded in life-outage: consensus goes on, three of five sign, nothing is validated; when the
// others are back, the newest ledger is validated and with it all before.
TEST_F(NetworkTest, WithoutQuorumNothingIsValidated) {
    pass(std::chrono::seconds(10));
    network.set_quorum_lost(true, 0);
    const std::uint32_t validated = network.validated().sequence;
    listener.validations.clear();
    pass(std::chrono::seconds(30));
    EXPECT_EQ(network.validated().sequence, validated);
    EXPECT_GE(network.closed().sequence, validated + 8);
    std::set<std::string> signers;
    for (const Validation& v : listener.validations)
        signers.insert(v.validator->name);
    EXPECT_EQ(signers, (std::set<std::string>{"v1", "v2", "v3"}));

    network.set_quorum_lost(false, 0);
    pass(std::chrono::seconds(5));
    EXPECT_EQ(network.validated().sequence, network.closed().sequence);
}

TEST_F(NetworkTest, AForkedValidatorSignsAnotherLedger) {
    network.validators()[1].forked = true;
    pass(std::chrono::seconds(10));
    std::map<std::uint32_t, std::set<std::string>> hashes;
    for (const Validation& v : listener.validations)
        hashes[v.sequence].insert(v.hash);
    EXPECT_EQ(hashes.begin()->second.size(), 2U);
    EXPECT_EQ(network.validated().sequence, network.closed().sequence);
}

TEST_F(NetworkTest, ADuplicatedKeySignsWithTwoCookies) {
    network.validators()[0].duplicated = true;
    pass(std::chrono::seconds(4));
    std::set<std::uint64_t> cookies;
    for (const Validation& v : listener.validations)
        if (v.validator->name == "v1") cookies.insert(v.cookie);
    EXPECT_EQ(cookies.size(), 2U);
}

TEST_F(NetworkTest, ARevokedKeySignsNoMoreAndIsAnnounced) {
    network.set_revoked(2, true, time.now);
    EXPECT_EQ(listener.manifests, (std::vector{network.validators()[2].master_key}));
    pass(std::chrono::seconds(10));
    for (const Validation& v : listener.validations)
        EXPECT_NE(v.validator->name, "v3");
}

TEST_F(NetworkTest, AJumpOfTheClockIsCaughtUp) {
    network.advance(time.after(std::chrono::minutes(10)));
    EXPECT_GE(listener.ledgers.size(), 150U);
    // Events of the past bear the times at which they were due.
    EXPECT_LT(listener.ledgers.front().first.close_time,
              listener.ledgers.back().first.close_time - 500);
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
