#include "networks/xrpl/validation_tracker.hpp"

#include <gtest/gtest.h>

#include <random>

#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

using namespace script;

std::string master(std::size_t i) {
    return fmt::format("nHmaster{:04}", i);
}
std::string signing(std::size_t i) {
    return fmt::format("n9signing{:04}", i);
}

Validation of(std::size_t validator, std::uint32_t sequence) {
    return Validation(sequence, signing(validator), master(validator));
}

ValidatorsInfo list(std::size_t count, std::optional<std::uint64_t> quorum) {
    ValidatorsInfo info;
    for (std::size_t i = 0; i < count; ++i) {
        info.trusted_keys.push_back(master(i));
        info.signing_keys[master(i)] = signing(i);
    }
    info.validation_quorum = quorum;
    return info;
}

/// Five trusted validators, quorum 4.
class Validations : public testing::Test {
protected:
    Validations() { tracker.set_trusted(list(5, 4), at(-10)); }
    void sign(std::uint32_t sequence, std::size_t count, double t) {
        for (std::size_t i = 0; i < count; ++i)
            tracker.validation(of(i, sequence), at(t));
    }
    ValidationTracker tracker;
};

TEST_F(Validations, QuorumIsReachedWithTheFourth) {
    sign(7, 3, 0);
    EXPECT_FALSE(tracker.last_quorum());
    EXPECT_FALSE(tracker.ledger(7)->quorum);
    tracker.validation(of(3, 7), at(1));
    ASSERT_TRUE(tracker.last_quorum());
    EXPECT_EQ(tracker.last_quorum()->sequence, 7U);
    EXPECT_EQ(tracker.last_quorum()->hash.text(), hash(7));
    EXPECT_EQ(tracker.last_quorum()->at.steady, at(1).steady);
    EXPECT_TRUE(tracker.ledger(7)->quorum);
    EXPECT_EQ(tracker.quorum_total(), 1U);
    tracker.validation(of(4, 7), at(2));
    EXPECT_EQ(tracker.ledger(7)->validators, 5U);
    EXPECT_EQ(tracker.quorum_total(), 1U);
}

TEST_F(Validations, OnlyDistinctTrustedFullOnesCount) {
    for (int i = 0; i < 5; ++i)
        tracker.validation(of(0, 7), at(0));
    tracker.validation(of(1, 7).partial(), at(0));
    tracker.validation(of(77, 7), at(0));
    tracker.validation(of(2, 7).hash_text("none"), at(0));
    tracker.validation(of(3, 7).without_index(), at(0));
    EXPECT_EQ(tracker.ledger(7)->validators, 1U);
    const ValidationCounts& counts = tracker.counts();
    EXPECT_EQ(counts.checked, 9U);
    EXPECT_EQ(counts.trusted, 8U);
    EXPECT_EQ(counts.untrusted, 1U);
    EXPECT_EQ(counts.malformed, 2U);
}

TEST_F(Validations, HashesOfOneIndexAreCountedApart) {
    sign(7, 2, 0);
    for (std::size_t i = 2; i < 5; ++i)
        tracker.validation(of(i, 7).of_hash(99), at(0));
    auto tally = tracker.ledger(7);
    EXPECT_EQ(tally->hashes, 2U);
    EXPECT_EQ(tally->hash.text(), hash(99));
    EXPECT_EQ(tally->validators, 3U);
    EXPECT_FALSE(tally->quorum);
}

TEST_F(Validations, AValidatorThatSignsTwoHashesIsCounted) {
    tracker.validation(of(0, 7), at(0));
    tracker.validation(of(0, 7).of_hash(99), at(0));
    tracker.validation(of(0, 7).of_hash(99), at(0));
    EXPECT_EQ(tracker.counts().conflicting, 1U);
}

TEST_F(Validations, KnowsValidatorsByMasterOrSigningKey) {
    tracker.validation(Validation(7, signing(0), ""), at(0));
    tracker.validation(Validation(7, "n9NewToken", master(1)), at(0));
    tracker.validation(Validation(7, master(2), ""), at(0));
    EXPECT_EQ(tracker.ledger(7)->validators, 3U);
}

TEST_F(Validations, KeepsTheLastValidationOfEach) {
    sign(7, 2, 0);
    sign(8, 1, 4);
    tracker.validation(of(1, 8).partial(), at(5));
    auto all = tracker.validators();
    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[0].key, master(0));
    EXPECT_EQ(all[0].signing_key, signing(0));
    EXPECT_EQ(all[0].last_sequence, 8U);
    EXPECT_EQ(all[1].last_sequence, 7U);
}

TEST_F(Validations, WhoDoesNotSignForAMinuteIsSilent) {
    constexpr std::uint32_t after = ValidationTracker::silent_after;
    const auto keys = [this] {
        std::vector<std::string> silent;
        for (const TrustedValidator& validator : tracker.silent_validators())
            silent.push_back(validator.key);
        return silent;
    };
    EXPECT_TRUE(keys().empty()) << "nothing was seen yet";
    sign(100, 4, 0);  // the fifth never does
    for (std::uint32_t i = 1; i < after; ++i)
        sign(100 + i, 3, 4.0 * i);
    EXPECT_TRUE(keys().empty());
    tracker.validation(of(3, 100 + after).partial(), at(4.0 * after));
    sign(100 + after, 3, 4.0 * after);
    EXPECT_EQ(keys(), (std::vector{master(3), master(4)}));

    tracker.set_trusted(list(6, 4), at(4.0 * after));
    EXPECT_EQ(keys().size(), 2U) << "the sixth had no time to sign";
    tracker.validation(of(3, 101 + after), at(4.0 * after + 4));
    EXPECT_EQ(keys(), (std::vector{master(4)}));
}

TEST_F(Validations, RecentLedgersNewestFirst) {
    for (std::uint32_t i = 0; i < 10; ++i)
        sign(100 + i, i % 5 + 1, 4.0 * i);
    auto recent = tracker.recent(3);
    ASSERT_EQ(recent.size(), 3U);
    EXPECT_EQ(recent[0].sequence, 109U);
    EXPECT_EQ(recent[2].sequence, 107U);
    EXPECT_EQ(recent[2].validators, 3U);
    EXPECT_EQ(tracker.newest()->sequence, 109U);
    EXPECT_EQ(tracker.recent(99).size(), 10U);
    EXPECT_EQ(tracker.ledger(110), std::nullopt);
}

// --- quorum ------------------------------------------------------------------------------------

TEST_F(Validations, AQuorumThatNobodyCanReach) {
    tracker.set_quorum(quorum_unreachable, at(0));
    sign(7, 5, 0);
    EXPECT_EQ(tracker.last_quorum(), std::nullopt);
    tracker.set_quorum(4, at(12));
    EXPECT_EQ(tracker.last_quorum()->sequence, 7U) << "the validations are there already";
}

TEST_F(Validations, NothingIsJudgedWithoutListOrQuorum) {
    ValidationTracker fresh;
    fresh.set_quorum(4, at(0));
    for (std::size_t i = 0; i < 5; ++i)
        fresh.validation(of(i, 7), at(0));
    EXPECT_EQ(fresh.counts().untrusted, 5U);
    EXPECT_FALSE(fresh.trusted_known());

    ValidationTracker without_quorum;
    without_quorum.set_trusted(list(5, std::nullopt), at(0));
    for (std::size_t i = 0; i < 5; ++i)
        without_quorum.validation(of(i, 7), at(0));
    EXPECT_FALSE(without_quorum.ledger(7)->quorum);
}

TEST_F(Validations, NegativeUnlDoesNotCountButIsWatched) {
    ValidatorsInfo info = list(5, 3);
    info.negative_unl = {master(0), "nHunknown"};
    tracker.set_trusted(info, at(0));
    sign(7, 3, 1);
    EXPECT_EQ(tracker.ledger(7)->validators, 2U);
    EXPECT_FALSE(tracker.ledger(7)->quorum);
    EXPECT_TRUE(tracker.validators()[0].negative_unl);
    EXPECT_EQ(tracker.validators()[0].last_sequence, 7U);
    tracker.validation(of(3, 7), at(1));
    EXPECT_TRUE(tracker.ledger(7)->quorum);

    info.negative_unl.clear();
    tracker.set_trusted(info, at(2));
    EXPECT_EQ(tracker.ledger(7)->validators, 4U);
    EXPECT_FALSE(tracker.validators()[0].negative_unl);
}

TEST_F(Validations, AChangedListKeepsWhoStays) {
    sign(7, 5, 0);
    ValidatorsInfo info = list(0, 2);
    info.trusted_keys = {master(1), master(9), master(3), master(9)};
    info.signing_keys[master(9)] = signing(9);
    tracker.set_trusted(info, at(1));
    EXPECT_EQ(tracker.validators().size(), 3U);
    auto all = tracker.validators();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].key, master(1));
    EXPECT_EQ(all[0].last_sequence, 7U);
    EXPECT_EQ(all[2].key, master(9));
    EXPECT_EQ(all[2].last_sequence, std::nullopt);
    EXPECT_EQ(tracker.ledger(7)->validators, 2U) << "the votes of those who left are gone";
    tracker.validation(of(9, 7), at(2));
    tracker.validation(of(0, 7), at(2));
    EXPECT_EQ(tracker.ledger(7)->validators, 3U);
    EXPECT_EQ(tracker.counts().untrusted, 1U);
}

TEST_F(Validations, AnEmptyListIsKnownToBeEmpty) {
    tracker.set_trusted(list(0, quorum_unreachable), at(0));
    EXPECT_TRUE(tracker.trusted_known());
    EXPECT_EQ(tracker.validators().size(), 0U);
    sign(7, 5, 1);
    EXPECT_EQ(tracker.counts().trusted, 0U);
}

TEST_F(Validations, ANetworkThatBeginsAnewIsFollowed) {
    for (std::uint32_t i = 0; i < 200; ++i)
        sign(50'000'000 + i, 5, 4.0 * i);
    double reset = 2'000;
    for (std::uint32_t i = 0; i < 10; ++i)
        sign(5 + i, 5, reset + 4.0 * i);
    EXPECT_EQ(tracker.last_quorum()->sequence, 14U);
}

// --- fork --------------------------------------------------------------------------------------

TEST_F(Validations, ANodeOnTheChainOfItsQuorumIsNotSuspect) {
    EXPECT_EQ(tracker.fork_suspected(), std::nullopt);
    sign(7, 5, 0);
    tracker.node_validated(7, hash(7), at(0));
    tracker.node_validated(8, hash(8), at(3));
    EXPECT_EQ(tracker.fork_suspected(), false);
    sign(8, 5, 4);
    EXPECT_EQ(tracker.fork_suspected(), false);
    EXPECT_EQ(tracker.forks_total(), 0U);
}

TEST_F(Validations, AnotherLedgerThanTheQuorumsIsAFork) {
    tracker.node_validated(7, hash(99), at(0));
    sign(7, 3, 0);
    EXPECT_EQ(tracker.fork_suspected(), std::nullopt) << "three are no quorum";
    sign(7, 5, 1);
    EXPECT_EQ(tracker.fork_suspected(), true);
    EXPECT_EQ(tracker.forks_total(), 1U);
    ASSERT_TRUE(tracker.last_fork());
    EXPECT_EQ(tracker.last_fork()->sequence, 7U);
    EXPECT_EQ(tracker.last_fork()->ours.text(), hash(99));
    EXPECT_EQ(tracker.last_fork()->quorum.text(), hash(7));

    tracker.node_validated(7, hash(99), at(2));
    EXPECT_EQ(tracker.forks_total(), 1U) << "told once";
    tracker.node_validated(7, hash(7), at(3));
    EXPECT_EQ(tracker.fork_suspected(), false) << "it came back";
}

TEST_F(Validations, WhatTheNodeSaysWithoutHashIsIgnored) {
    sign(7, 5, 0);
    tracker.node_validated(7, "", at(0));
    EXPECT_EQ(tracker.fork_suspected(), std::nullopt);
}

// --- bounds ------------------------------------------------------------------------------------

TEST_F(Validations, RemembersTheNewestLedgers) {
    constexpr auto count = static_cast<std::uint32_t>(ValidationTracker::max_ledgers);
    for (std::uint32_t i = 0; i < 2 * count; ++i)
        sign(1000 + i, 5, 0.1 * i);
    EXPECT_EQ(tracker.recent(9999).size(), count);
    EXPECT_EQ(tracker.ledger(1000), std::nullopt);
    EXPECT_TRUE(tracker.ledger(1000 + count));
    tracker.validation(of(0, 1000), at(0.2 * count));
    EXPECT_EQ(tracker.counts().too_old, 1U);
}

TEST_F(Validations, HashesOfOneIndexAreBounded) {
    for (std::uint64_t i = 0; i < 20; ++i)
        tracker.validation(of(i % 5, 7).of_hash(1000 + i), at(0));
    EXPECT_EQ(tracker.ledger(7)->hashes, ValidationTracker::max_hashes);
    EXPECT_EQ(tracker.counts().too_many_hashes, 20 - ValidationTracker::max_hashes);
}

TEST_F(Validations, ListedValidatorsAreBounded) {
    tracker.set_trusted(list(1000, 800), at(0));
    EXPECT_EQ(tracker.validators().size(), ValidationTracker::max_validators);
    EXPECT_EQ(tracker.counts().too_many_validators, 1000 - ValidationTracker::max_validators);
    sign(7, 1000, 1);
    EXPECT_EQ(tracker.ledger(7)->validators, ValidationTracker::max_validators);
}

TEST_F(Validations, AFarIndexDoesNotBlockItsPlaceForEver) {
    std::uint32_t far = 4'000'000'000 - 4'000'000'000 % ValidationTracker::max_ledgers;
    tracker.validation(of(0, far), at(0));
    std::uint32_t same_place = 10 * ValidationTracker::max_ledgers;
    sign(same_place, 5, 10);
    EXPECT_FALSE(tracker.ledger(same_place));
    EXPECT_EQ(tracker.counts().too_old, 5U);
    sign(same_place, 5, 400);
    EXPECT_TRUE(tracker.ledger(same_place)->quorum);
}

TEST_F(Validations, RandomEventsKeepTheCountsTogether) {
    std::mt19937 random(11);
    auto pick = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    double t = 0.0;
    for (int i = 0; i < 100'000; ++i) {
        t += 0.01 * pick(10);
        std::uint32_t sequence = pick(50) == 0 ? static_cast<std::uint32_t>(random())
                                               : static_cast<std::uint32_t>(t) + pick(5);
        if (pick(20) == 0) tracker.node_validated(sequence, hash(sequence + pick(2)), at(t));
        if (pick(500) == 0) tracker.set_trusted(list(1 + pick(8), 1 + pick(6)), at(t));
        tracker.validation(of(pick(9), sequence).of_hash(sequence + pick(3)), at(t));
    }
    const ValidationCounts& counts = tracker.counts();
    EXPECT_EQ(counts.checked, 100'000U);
    EXPECT_EQ(counts.checked, counts.trusted + counts.untrusted);
    for (const LedgerTally& tally : tracker.recent(9999)) {
        EXPECT_LE(tally.validators, tracker.validators().size());
        EXPECT_LE(tally.hashes, ValidationTracker::max_hashes);
    }
}

// --- what each validator signs ---------------------------------------------------------------

/// What the validator signed and missed so far: "3 1".
std::string score(const ValidationTracker& tracker, std::size_t validator) {
    const TrustedValidator v = tracker.validators().at(validator);
    return fmt::format("{} {}", v.agreed, v.missed);
}

TEST_F(Validations, CountWhatEachValidatorSignedAndMissed) {
    // The first two ledgers may have begun before we listened.
    for (std::uint32_t sequence = 1; sequence <= 20; ++sequence) {
        sign(sequence, sequence == 5 ? 4 : 5, sequence);
        if (sequence == 6) tracker.validation(of(4, 5).of_hash(99), at(6));
    }
    // Settled: 3 to 12.
    EXPECT_EQ(score(tracker, 0), "10 0");
    EXPECT_EQ(score(tracker, 4), "9 1") << "another hash is a miss";
}

TEST_F(Validations, ALedgerWithoutQuorumIsNobodysMiss) {
    for (std::uint32_t sequence = 1; sequence <= 20; ++sequence)
        sign(sequence, sequence == 5 ? 3 : 5, sequence);
    EXPECT_EQ(score(tracker, 4), "7 0") << "3, and 7 to 12";
}

TEST_F(Validations, LedgersBesideAGapAreNobodysMiss) {
    // The node is cut off from its peers within ledger 10, and hears of 14 on again. It catches up
    // with what closed meanwhile, and its stream goes on all the time.
    for (std::uint32_t sequence = 1; sequence <= 10; ++sequence)
        sign(sequence, sequence == 10 ? 4 : 5, sequence);
    EXPECT_FALSE(tracker.is_by_gap(9));
    EXPECT_FALSE(tracker.is_by_gap(10)) << "the newest";
    for (std::uint32_t sequence = 11; sequence <= 13; ++sequence)
        tracker.node_validated(sequence, hash(sequence), at(14));
    EXPECT_TRUE(tracker.is_by_gap(10));
    for (std::uint32_t sequence = 14; sequence <= 30; ++sequence)
        sign(sequence, sequence == 14 ? 4 : 5, sequence);
    EXPECT_FALSE(tracker.is_by_gap(9));
    for (std::uint32_t sequence = 10; sequence <= 14; ++sequence)
        EXPECT_TRUE(tracker.is_by_gap(sequence)) << sequence;
    EXPECT_FALSE(tracker.is_by_gap(15));
    EXPECT_FALSE(tracker.is_by_gap(30));
    EXPECT_EQ(score(tracker, 4), "15 0") << "3 to 9, 15 to 22";
    EXPECT_EQ(score(tracker, 0), "15 0");
}

TEST_F(Validations, WhatWasNotHeardIsNobodysMiss) {
    for (std::uint32_t sequence = 1; sequence <= 10; ++sequence)
        sign(sequence, 5, sequence);
    EXPECT_EQ(score(tracker, 4), "0 0");
    tracker.interrupted();
    for (std::uint32_t sequence = 14; sequence <= 30; ++sequence)
        sign(sequence, sequence <= 15 ? 4 : 5, sequence);
    // 14 and 15 are the first two after the interruption; settled: 16 to 22.
    EXPECT_EQ(score(tracker, 4), "7 0");
}

TEST_F(Validations, ANewValidatorMissesNothingFromBeforeItWasListed) {
    for (std::uint32_t sequence = 1; sequence <= 10; ++sequence)
        sign(sequence, 5, sequence);
    tracker.set_trusted(list(6, 4), at(10.5));
    for (std::uint32_t sequence = 11; sequence <= 20; ++sequence)
        sign(sequence, 6, sequence);
    EXPECT_EQ(score(tracker, 5), "2 0") << "11 and 12";
}

TEST_F(Validations, TellWhoSignedWhichHash) {
    sign(7, 4, 0);
    tracker.validation(of(4, 7).of_hash(99).server_version(0x183B'0301'00C0'0000U), at(1));
    const auto signatures = tracker.signatures(7);
    ASSERT_EQ(signatures.size(), 2U);
    EXPECT_EQ(signatures[0].hash.text(), hash(7));
    EXPECT_TRUE(signatures[0].quorum);
    EXPECT_EQ(signatures[0].voters.to_ulong(), 0b01111U);
    EXPECT_EQ(signatures[1].voters.to_ulong(), 0b10000U);
    EXPECT_FALSE(signatures[1].quorum);
    EXPECT_TRUE(tracker.signatures(8).empty());
    EXPECT_EQ(to_string(*tracker.validators()[4].version), "3.1.0");
    EXPECT_FALSE(tracker.validators()[0].version);
}

}  // namespace
}  // namespace nodewatch::xrpl
