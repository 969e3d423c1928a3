#include "networks/xrpl/agreement.hpp"

#include <gtest/gtest.h>

#include <random>

#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

using namespace script;

/// A tracker that has watched for longer than the grace time and knows its keys.
class Agreement : public testing::Test {
protected:
    Agreement() {
        tracker.set_own_keys({std::string(own_master), std::string(own_signing)}, at(-100));
        tracker.start_watching(at(-100));
    }
    /// Ticks every second, with a message of somebody else in each, as on a live network.
    void run(double from, double to) {
        for (double t = from; t <= to; t += 1.0) {
            tracker.stream_alive(at(t));
            tracker.tick(at(t));
        }
    }
    AgreementWindow hour(double t) { return tracker.window_1h(at(t)); }

    AgreementTracker tracker;
};

TEST_F(Agreement, ValidationBeforeTheLedgerAgrees) {
    tracker.validation(Validation(7), at(-1.2));
    EXPECT_EQ(tracker.totals().agreements, 0U);
    tracker.ledger_closed(ledger(7), at(0));
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_EQ(hour(0).percent, 100.0);
}

TEST_F(Agreement, ValidationAfterTheLedgerAgrees) {
    tracker.ledger_closed(ledger(7), at(0));
    EXPECT_EQ(hour(0).percent, std::nullopt) << "nothing is judged yet";
    tracker.validation(Validation(7), at(0.5));
    EXPECT_EQ(tracker.totals().agreements, 1U);
    ASSERT_TRUE(tracker.last_event());
    EXPECT_EQ(tracker.last_event()->sequence, 7U);
    EXPECT_EQ(tracker.last_event()->classified, AgreementClass::agreed);
}

TEST_F(Agreement, WaitsForTheWholeGraceTime) {
    tracker.ledger_closed(ledger(7), at(0));
    run(1, 7);
    tracker.validation(Validation(7), at(7.9));
    run(8, 10);
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_EQ(tracker.totals().missed, 0U);
}

TEST_F(Agreement, TheEndOfTheGraceTimeIsStillInTime) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.tick(at(8));
    tracker.validation(Validation(7), at(8));
    EXPECT_EQ(tracker.totals().agreements, 1U);
}

TEST_F(Agreement, LaterThanTheGraceTimeIsMissedEvenBeforeATickSawIt) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.tick(at(8));
    tracker.validation(Validation(7), at(8.1));
    EXPECT_EQ(tracker.totals().missed, 1U);
    EXPECT_EQ(tracker.totals().repaired, 1U);
    EXPECT_EQ(tracker.totals().agreements, 0U);
}

TEST_F(Agreement, MissedIsRepairedInTheWindowsOnly) {
    tracker.ledger_closed(ledger(7), at(0));
    run(1, 20);
    EXPECT_EQ(tracker.totals().missed, 1U);
    EXPECT_EQ(hour(20).percent, 0.0);

    tracker.validation(Validation(7), at(27));
    EXPECT_EQ(tracker.totals().missed, 1U) << "totals never fall";
    EXPECT_EQ(tracker.totals().agreements, 0U) << "the first judgement stands";
    EXPECT_EQ(tracker.totals().repaired, 1U);
    EXPECT_EQ(hour(27).percent, 100.0);
    EXPECT_EQ(hour(27).agreed, 1U);
    EXPECT_EQ(hour(27).repaired, 1U);
    EXPECT_EQ(hour(27).missed, 0U);
    EXPECT_EQ(tracker.window_24h(at(27)).percent, 100.0);
    EXPECT_EQ(tracker.last_event()->classified, AgreementClass::repaired);
}

TEST_F(Agreement, RepairsUpToTheRepairTimeAfterTheJudgement) {
    tracker.ledger_closed(ledger(7), at(0));
    run(1, 306);
    tracker.validation(Validation(7), at(8 + 299));
    EXPECT_EQ(hour(307).repaired, 1U);
}

TEST_F(Agreement, DoesNotRepairLater) {
    tracker.ledger_closed(ledger(7), at(0));
    run(1, 308);
    tracker.validation(Validation(7), at(8 + 301));
    run(309, 320);
    EXPECT_EQ(hour(320).repaired, 0U);
    EXPECT_EQ(hour(320).missed, 1U);
    EXPECT_EQ(tracker.open_records(), 0U) << "a finished ledger is not opened again";
}

TEST_F(Agreement, LateValidationOfAnotherHashStaysAMiss) {
    tracker.ledger_closed(ledger(7), at(0));
    run(1, 20);
    tracker.validation(Validation(7).of_hash(99), at(21));
    EXPECT_EQ(hour(21).missed, 1U);
    EXPECT_EQ(hour(21).disagreed, 1U);
    EXPECT_EQ(tracker.totals().missed, 1U);
}

TEST_F(Agreement, AnotherHashDisagreesWhicheverComesFirst) {
    tracker.validation(Validation(7).of_hash(99), at(-1));
    tracker.ledger_closed(ledger(7), at(0));
    tracker.ledger_closed(ledger(8), at(3));
    tracker.validation(Validation(8).of_hash(98), at(3.5));
    EXPECT_EQ(tracker.totals().missed, 0U) << "not judged before the grace time is over";
    run(4, 12);
    EXPECT_EQ(tracker.totals().missed, 2U);
    EXPECT_EQ(hour(12).disagreed, 2U);
    EXPECT_EQ(hour(12).percent, 0.0);
}

TEST_F(Agreement, PartialValidationIsNoAgreement) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7).partial(), at(0.5));
    run(1, 10);
    EXPECT_EQ(tracker.totals().agreements, 0U);
    EXPECT_EQ(tracker.totals().missed, 1U);
    EXPECT_EQ(tracker.totals().partial, 1U);
    EXPECT_EQ(tracker.totals().ours, 0U);
    EXPECT_EQ(hour(10).disagreed, 0U);
}

TEST_F(Agreement, RepeatedValidationCountsOnce) {
    tracker.ledger_closed(ledger(7), at(0));
    for (double t : {0.2, 0.9, 9.0, 400.0})
        tracker.validation(Validation(7), at(t));
    run(400, 401);
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_EQ(tracker.totals().ours, 1U);
    EXPECT_EQ(tracker.totals().checked, 4U);
    EXPECT_EQ(tracker.totals().duplicates, 0U);
}

TEST_F(Agreement, RepeatedLedgerCountsOnce) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7), at(0.2));
    tracker.ledger_closed(ledger(7), at(1));
    run(2, 400);
    tracker.ledger_closed(ledger(7), at(401));
    run(402, 420);
    EXPECT_EQ(hour(420).agreed, 1U);
    EXPECT_EQ(hour(420).missed, 0U);
}

TEST_F(Agreement, TwoHashesOfOneKeyAreADuplicateValidator) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7), at(0.1));
    tracker.validation(Validation(7).of_hash(99), at(0.4));
    tracker.validation(Validation(7).of_hash(98), at(0.5));
    EXPECT_EQ(tracker.totals().duplicates, 1U) << "one finding a ledger";
    ASSERT_TRUE(tracker.last_duplicate());
    EXPECT_EQ(tracker.last_duplicate()->sequence, 7U);
    EXPECT_EQ(tracker.last_duplicate()->at.steady, at(0.4).steady);
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_EQ(tracker.totals().ours, 1U);
}

TEST_F(Agreement, TwoHashesBeforeTheLedgerAgreeWhenOneIsRight) {
    tracker.validation(Validation(7).of_hash(99), at(-1));
    tracker.validation(Validation(7), at(-0.9));
    tracker.ledger_closed(ledger(7), at(0));
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_EQ(tracker.totals().duplicates, 1U);
}

TEST_F(Agreement, TwoCookiesForOneLedgerAreADuplicateValidator) {
    tracker.validation(Validation(7).cookie(1), at(0));
    tracker.validation(Validation(7).cookie(2), at(0.1));
    EXPECT_EQ(tracker.totals().duplicates, 1U);
}

TEST_F(Agreement, ANewCookieAfterARestartIsNone) {
    tracker.validation(Validation(7).cookie(1), at(0));
    tracker.validation(Validation(8).cookie(2), at(3));
    tracker.validation(Validation(9).cookie(std::nullopt), at(6));
    tracker.validation(Validation(9).cookie(2), at(6));
    EXPECT_EQ(tracker.totals().duplicates, 0U);
}

TEST_F(Agreement, LedgerThatNeverClosesIsNeitherAgreedNorMissed) {
    tracker.validation(Validation(7), at(0));
    run(1, 1000);
    EXPECT_EQ(tracker.totals().missed, 0U);
    EXPECT_EQ(tracker.open_records(), 1U);
    EXPECT_EQ(hour(1000).percent, std::nullopt);
}

TEST_F(Agreement, LedgersPublishedLongAfterOurValidationAgree) {
    // 170 s without quorum: validations go on, the ledgers come later, two at a time.
    for (std::uint32_t i = 0; i < 55; ++i)
        tracker.validation(Validation(100 + i), at(3.0 * i));
    run(1, 170);
    for (std::uint32_t i = 0; i < 55; ++i)
        tracker.ledger_closed(ledger(100 + i), at(170.0 + 3.0 * (i / 2)),
                              Duration{170'000 - 1'500 * i});
    EXPECT_EQ(tracker.totals().agreements, 55U);
    EXPECT_EQ(tracker.totals().missed, 0U);
}

// --- keys --------------------------------------------------------------------------------------

TEST_F(Agreement, OursByMasterOrBySigningKey) {
    EXPECT_TRUE(tracker.is_own(Validation(7)));
    EXPECT_TRUE(tracker.is_own(Validation(7, own_signing, "")));
    EXPECT_TRUE(tracker.is_own(Validation(7, "n9NewSigningKey", own_master)));
    EXPECT_FALSE(tracker.is_own(Validation(7, other_signing, other_master)));
    EXPECT_FALSE(tracker.is_own(Validation(7, "", "")));
}

TEST_F(Agreement, FollowsANewSigningKeyOfItsMaster) {
    ManifestReceived manifest{.master_key = std::string(own_master),
                              .signing_key = "n9Rotated",
                              .domain = {},
                              .sequence = 2};
    tracker.manifest(manifest, at(0));
    EXPECT_TRUE(tracker.is_own(Validation(7, "n9Rotated", "")));
    EXPECT_TRUE(tracker.is_own(Validation(7, own_signing, ""))) << "the old one may be under way";

    manifest.master_key = std::string(other_master);
    manifest.signing_key = std::string(other_signing);
    tracker.manifest(manifest, at(1));
    EXPECT_FALSE(tracker.is_own(Validation(7, other_signing, other_master)));
}

TEST_F(Agreement, KeyRotationKeepsTheWindows) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7), at(0.1));
    tracker.set_own_keys({std::string(own_master), "n9Rotated"}, at(1));
    tracker.ledger_closed(ledger(8), at(3));
    tracker.validation(Validation(8, "n9Rotated", ""), at(3.1));
    EXPECT_EQ(hour(4).agreed, 2U);
}

TEST_F(Agreement, AnotherValidatorBeginsAnewButTotalsNeverFall) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7), at(0.1));
    tracker.ledger_closed(ledger(8), at(3));
    tracker.set_own_keys({std::string(other_master)}, at(4));
    run(5, 20);
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_EQ(tracker.totals().missed, 0U);
    EXPECT_EQ(hour(20).percent, std::nullopt);
    EXPECT_NEAR(hour(20).coverage, 16.0 / 3600.0, 1e-9);
    EXPECT_FALSE(tracker.is_own(Validation(8)));
}

TEST_F(Agreement, StockNodeMissesNothing) {
    AgreementTracker stock;
    stock.start_watching(at(-100));
    for (std::uint32_t i = 0; i < 10; ++i) {
        stock.ledger_closed(ledger(i), at(4.0 * i));
        stock.validation(Validation(i, other_signing, other_master), at(4.0 * i + 1));
        stock.tick(at(4.0 * i + 2));
    }
    EXPECT_EQ(stock.totals().missed, 0U);
    EXPECT_EQ(stock.totals().checked, 10U);
    EXPECT_EQ(stock.window_1h(at(40)).percent, std::nullopt);
    EXPECT_FALSE(stock.has_own_keys());
}

TEST_F(Agreement, ANodeThatStopsBeingAValidatorMissesNothingMore) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7), at(0.1));
    tracker.ledger_closed(ledger(8), at(3));
    tracker.set_own_keys({}, at(4));
    tracker.ledger_closed(ledger(9), at(6));
    run(5, 60);
    EXPECT_EQ(tracker.totals().missed, 0U);

    tracker.set_own_keys({std::string(own_master)}, at(61));
    run(61, 80);
    tracker.ledger_closed(ledger(10), at(80));
    tracker.validation(Validation(10), at(80.1));
    EXPECT_EQ(hour(81).agreed, 2U) << "the same validator as before";
    EXPECT_TRUE(hour(81).incomplete);
}

TEST_F(Agreement, WhatIsNoKeyIsIgnored) {
    tracker.set_own_keys({"", "two words", "line\nbreak", std::string(200, 'n')}, at(0));
    EXPECT_FALSE(tracker.has_own_keys());
}

// --- what was not watched ----------------------------------------------------------------------

TEST_F(Agreement, LedgersSoonAfterTheStartAreNotMissed) {
    AgreementTracker fresh;
    fresh.set_own_keys({std::string(own_master)}, at(0));
    fresh.start_watching(at(0));
    fresh.ledger_closed(ledger(7), at(2));  // its validation came before we listened
    fresh.ledger_closed(ledger(8), at(6));
    fresh.validation(Validation(8), at(6.1));
    fresh.ledger_closed(ledger(9), at(10));
    for (double t = 11; t < 30; ++t) {
        fresh.stream_alive(at(t));
        fresh.tick(at(t));
    }
    EXPECT_EQ(fresh.totals().agreements, 1U);
    EXPECT_EQ(fresh.totals().missed, 1U) << "only the one at 10 s";
}

TEST_F(Agreement, ALostConnectionIsNoMiss) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.stream_alive(at(2));
    tracker.stop_watching(at(40));
    run(41, 60);
    EXPECT_EQ(tracker.totals().missed, 0U);
    AgreementWindow w = hour(60);
    EXPECT_EQ(w.percent, std::nullopt);
    EXPECT_TRUE(w.incomplete);
    EXPECT_NEAR(w.coverage, 102.0 / 3600.0, 1e-9) << "watched until the last message";
}

TEST_F(Agreement, SilenceOfTheStreamProvesNothing) {
    tracker.ledger_closed(ledger(7), at(0));
    for (double t = 1; t < 30; ++t)
        tracker.tick(at(t));
    EXPECT_EQ(tracker.totals().missed, 0U) << "the stream may be dead since";
    tracker.stream_alive(at(30));
    tracker.tick(at(30));
    EXPECT_EQ(tracker.totals().missed, 1U);
}

TEST_F(Agreement, OurOwnStallIsNoMiss) {
    run(-20, 0);
    tracker.ledger_closed(ledger(7), at(0.5));
    // We did not run for a minute; then everything that waited is read at once.
    tracker.ledger_closed(ledger(8), at(60));
    tracker.validation(Validation(7), at(60));
    tracker.validation(Validation(8), at(60));
    run(60, 80);
    EXPECT_EQ(tracker.totals().missed, 0U);
    EXPECT_EQ(tracker.totals().agreements, 1U);
    EXPECT_NEAR(hour(80).coverage, 120.0 / 3600.0, 1e-9) << "the minute was not watched";
}

TEST_F(Agreement, AShortStallIsNone) {
    run(-20, 0);
    tracker.ledger_closed(ledger(7), at(4));
    run(4, 20);
    EXPECT_EQ(tracker.totals().missed, 1U);
    EXPECT_NEAR(hour(20).coverage, 120.0 / 3600.0, 1e-9);
}

TEST_F(Agreement, DroppedMessagesAreNoMiss) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.lost_messages(at(3));
    tracker.ledger_closed(ledger(8), at(4));
    run(5, 30);
    EXPECT_EQ(tracker.totals().missed, 0U);
    tracker.ledger_closed(ledger(9), at(31));
    run(32, 45);
    EXPECT_EQ(tracker.totals().missed, 1U) << "long enough after the loss";
}

TEST_F(Agreement, AHoleInTheLedgersIsNotWatched) {
    tracker.ledger_closed(ledger(7), at(0));
    tracker.validation(Validation(7), at(0.1));
    run(1, 10);
    tracker.ledger_closed(ledger(11), at(13));
    run(14, 4000);
    EXPECT_EQ(tracker.totals().missed, 0U);
    EXPECT_TRUE(tracker.window_24h(at(4000)).incomplete);
    EXPECT_NEAR(tracker.window_24h(at(4000)).coverage, (4100.0 - 13.0) / 86400.0, 1e-6);
}

TEST_F(Agreement, CompleteAfterAWholeWindow) {
    EXPECT_TRUE(tracker.window_1h(at(3499)).incomplete);
    EXPECT_FALSE(tracker.window_1h(at(3500)).incomplete);
    EXPECT_EQ(tracker.window_1h(at(3500)).coverage, 1.0);
    EXPECT_TRUE(tracker.window_24h(at(3500)).incomplete);
    EXPECT_FALSE(tracker.window_24h(at(86'300)).incomplete);
}

TEST_F(Agreement, AShortBreakLeavesTheWindowIncompleteUntilItHasLeft) {
    tracker.stream_alive(at(4000));
    tracker.stop_watching(at(4001));
    tracker.start_watching(at(4003));
    tracker.stream_alive(at(5000));
    EXPECT_TRUE(hour(5000).incomplete);
    EXPECT_NEAR(hour(5000).coverage, 3597.0 / 3600.0, 1e-9);
    EXPECT_TRUE(hour(7602).incomplete);
    EXPECT_FALSE(hour(7603).incomplete);
}

TEST_F(Agreement, EvenABreakWithoutDurationCounts) {
    tracker.stream_alive(at(4000));
    tracker.lost_messages(at(4000));
    EXPECT_TRUE(hour(5000).incomplete);
}

TEST_F(Agreement, ALateLedgerThatClosedBeforeWeListenedIsNotMissed) {
    AgreementTracker fresh;
    fresh.set_own_keys({std::string(own_master)}, at(0));
    fresh.start_watching(at(0));
    fresh.ledger_closed(ledger(7), at(60), Duration{100'000});
    fresh.ledger_closed(ledger(8), at(60), Duration{30'000});
    fresh.stream_alive(at(70));
    fresh.tick(at(70));
    EXPECT_EQ(fresh.totals().missed, 1U) << "only the one that closed at 30 s";
}

// --- windows -----------------------------------------------------------------------------------

TEST_F(Agreement, LedgersLeaveTheWindows) {
    tracker.ledger_closed(ledger(1), at(0));  // missed
    run(1, 20);
    tracker.ledger_closed(ledger(2), at(1800));
    tracker.validation(Validation(2), at(1800.5));
    EXPECT_EQ(hour(1801).percent, 50.0);
    EXPECT_EQ(hour(3598).percent, 50.0);
    EXPECT_EQ(hour(3601).percent, 100.0);
    EXPECT_EQ(hour(5402).percent, std::nullopt);
    EXPECT_EQ(tracker.window_24h(at(5402)).percent, 50.0);
    EXPECT_EQ(tracker.window_24h(at(86'401)).percent, 100.0);
    EXPECT_EQ(tracker.window_24h(at(88'202)).percent, std::nullopt);
}

TEST_F(Agreement, RepairAtTheEdgeOfTheHour) {
    AgreementTracker slow({.grace = Duration{8'000}, .repair = Duration{7'200'000}});
    slow.set_own_keys({std::string(own_master)}, at(-100));
    slow.start_watching(at(-100));
    slow.ledger_closed(ledger(1), at(0));
    slow.stream_alive(at(9));
    slow.tick(at(9));
    EXPECT_EQ(slow.window_1h(at(3700)).missed, 0U) << "it has left the hour";
    slow.validation(Validation(1), at(3700));
    EXPECT_EQ(slow.window_1h(at(3700)).repaired, 0U);
    EXPECT_EQ(slow.window_24h(at(3700)).repaired, 1U);
    EXPECT_EQ(slow.window_24h(at(3700)).missed, 0U);
}

TEST_F(Agreement, StepsOfTheWallClockChangeNothing) {
    constexpr double year = 365.0 * 86'400.0;
    double step = 0.0;
    for (std::uint32_t i = 0; i < 100; ++i) {
        double t = 4.0 * i;
        if (i == 30) step = year;
        if (i == 60) step = -year;
        if (i % 10 != 0) tracker.validation(Validation(i), at(t - 1, step));
        tracker.ledger_closed(ledger(i), at(t, step));
        tracker.tick(at(t + 1, step));
    }
    tracker.stream_alive(at(420, step));
    tracker.tick(at(420, step));
    AgreementWindow w = tracker.window_1h(at(420, step));
    EXPECT_EQ(w.agreed, 90U);
    EXPECT_EQ(w.missed, 10U);
    EXPECT_EQ(w.percent, 90.0);
}

// --- bounds ------------------------------------------------------------------------------------

TEST_F(Agreement, MalformedMessagesChangeNothing) {
    LedgerClosed nonsense = ledger(7);
    nonsense.hash = "none";
    tracker.ledger_closed(nonsense, at(0));
    tracker.validation(Validation(7).hash_text(std::string(64, 'G')), at(0));
    tracker.validation(Validation(7).hash_text(""), at(0));
    tracker.validation(Validation(7).without_index(), at(0));
    run(1, 20);
    EXPECT_EQ(tracker.totals().missed + tracker.totals().agreements, 0U);
    EXPECT_EQ(tracker.totals().checked, 3U);
    EXPECT_EQ(tracker.open_records(), 0U);
}

TEST_F(Agreement, OpenRecordsAreBoundedAndTheForgottenAreNoMisses) {
    for (std::uint32_t i = 0; i < 2 * AgreementTracker::max_records; ++i)
        tracker.validation(Validation(1'000'000 + i), at(0.001 * i));
    EXPECT_EQ(tracker.open_records(), AgreementTracker::max_records);
    EXPECT_EQ(tracker.totals().evicted, AgreementTracker::max_records);
    tracker.ledger_closed(ledger(1'000'000), at(100));
    run(101, 120);
    EXPECT_EQ(tracker.totals().missed, 0U);
}

TEST_F(Agreement, RandomEventsStayBounded) {
    std::mt19937 random(7);
    auto pick = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    std::vector<Validation> validations;
    for (std::uint32_t i = 0; i < 1'000; ++i)
        validations.push_back(Validation(i).cookie(pick(3)));
    LedgerClosed closed = ledger(0);
    double t = 0.0;
    for (int i = 0; i < 200'000; ++i) {
        t += 0.005 * pick(20);
        ValidationReceived v = validations[pick(1'000)];
        v.ledger_index =
            pick(10) == 0 ? pick(4'000'000'000) : static_cast<std::uint32_t>(t) + pick(50);
        v.full = pick(5) != 0;
        switch (pick(16)) {
            case 0:
                closed.sequence = *v.ledger_index;
                tracker.ledger_closed(closed, at(t));
                break;
            case 1:
                if (pick(100) == 0) tracker.lost_messages(at(t));
                break;
            default:
                tracker.validation(v, at(t));
        }
        if (i % 1'000 == 0) {
            tracker.tick(at(t));
            ASSERT_LE(tracker.open_records(), AgreementTracker::max_records);
        }
    }
    AgreementWindow w = tracker.window_24h(at(t));
    EXPECT_LE(w.agreed + w.missed, AgreementTable::max_entries);
    EXPECT_GT(tracker.totals().evicted, 0U);
    EXPECT_LE(tracker.save(at(t)).size(), 2'000'000U);
}

}  // namespace
}  // namespace nodewatch::xrpl
