#include "networks/xrpl/ledger_tracker.hpp"

#include <gtest/gtest.h>

#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

using namespace script;

ServerInfo info(std::uint32_t sequence, std::optional<double> age) {
    ServerInfo i;
    i.validated_ledger.emplace();
    i.validated_ledger->sequence = sequence;
    i.validated_ledger->age_seconds = age;
    return i;
}

/// Seconds that the allowance for drifting clocks may take off a lateness.
constexpr double drift = 0.02;

/// A ledger that closed at one time and is published at another.
LedgerArrival publish(LedgerTracker& tracker, std::uint32_t sequence, double closed,
                      double published, double transactions = 0.0) {
    return tracker.ledger_closed(ledger(sequence, closed, transactions), at(published));
}

/// Ledgers from 1 on, each published as it closes.
void live(LedgerTracker& tracker, std::uint32_t count, double interval, double transactions = 0.0) {
    for (std::uint32_t i = 0; i < count; ++i)
        publish(tracker, 1 + i, interval * i, interval * i, transactions);
}

TEST(LedgerTracker, KnowsNothingAtFirst) {
    LedgerTracker tracker;
    EXPECT_EQ(tracker.sequence(), std::nullopt);
    EXPECT_EQ(tracker.age(at(5)), std::nullopt);
    EXPECT_EQ(tracker.close_interval_seconds(at(5)), std::nullopt);
    EXPECT_EQ(tracker.transaction_rate(at(5)), std::nullopt);
    EXPECT_EQ(tracker.unpublished(), std::nullopt);
    EXPECT_EQ(tracker.fees().base_drops, std::nullopt);
    EXPECT_FALSE(tracker.catching_up(at(5)));
}

TEST(LedgerTracker, CountsLedgersAndTellsTheNewest) {
    LedgerTracker tracker;
    live(tracker, 5, 4.0);
    EXPECT_EQ(tracker.sequence(), 5U);
    EXPECT_EQ(tracker.closed_total(), 5U);
    EXPECT_EQ(tracker.unseen_total(), 0U);
    EXPECT_EQ(tracker.last_close()->steady, at(16).steady);
    EXPECT_EQ(tracker.last_close()->wall, at(16).wall);
}

TEST(LedgerTracker, AgeGrowsWhileNothingComes) {
    LedgerTracker tracker;
    live(tracker, 5, 4.0);
    EXPECT_EQ(tracker.age(at(16)), Duration{0});
    EXPECT_EQ(tracker.age(at(17.5)), Duration{1'500});
    EXPECT_EQ(tracker.age(at(186)), Duration{170'000});
}

TEST(LedgerTracker, StepsOfTheWallClockMakeNoLedgerLate) {
    LedgerTracker tracker;
    constexpr double year = 365.0 * 86'400.0;
    for (std::uint32_t i = 0; i < 30; ++i) {
        double step = i < 10 ? 0.0 : i < 20 ? year : -year;
        auto arrival = tracker.ledger_closed(ledger(1 + i, 4.0 * i), at(4.0 * i, step));
        EXPECT_FALSE(arrival.late) << i;
    }
    EXPECT_EQ(tracker.age(at(120, -year)), Duration{4'000});
    EXPECT_NEAR(*tracker.close_interval_seconds(at(116, -year)), 4.0, 1e-9);
}

TEST(LedgerTracker, AWrongWallClockMakesNoLedgerLate) {
    LedgerTracker tracker;
    for (std::uint32_t i = 0; i < 10; ++i)
        EXPECT_FALSE(tracker.ledger_closed(ledger(1 + i, 4.0 * i), at(4.0 * i, 3600)).late);
}

// --- gaps --------------------------------------------------------------------------------------

TEST(LedgerTracker, CountsTheLedgersMissingInTheMiddle) {
    LedgerTracker tracker;
    live(tracker, 3, 4.0);
    auto arrival = publish(tracker, 7, 24, 24);
    EXPECT_EQ(arrival.unseen, 3U);
    EXPECT_FALSE(arrival.after_reconnect);
    EXPECT_EQ(tracker.gaps_total(), 1U);
    EXPECT_EQ(tracker.unseen_total(), 3U);
}

TEST(LedgerTracker, CountsTheLedgersMissingAfterAReconnect) {
    LedgerTracker tracker;
    live(tracker, 3, 4.0);
    tracker.interrupted();
    tracker.subscribed(ledger(153), at(610));
    EXPECT_EQ(tracker.sequence(), 153U);
    EXPECT_EQ(tracker.unseen_total(), 0U) << "the next event tells";
    auto arrival = publish(tracker, 154, 612, 612);
    EXPECT_TRUE(arrival.after_reconnect);
    EXPECT_EQ(arrival.unseen, 150U);
    EXPECT_EQ(tracker.unseen_total(), 150U);
    EXPECT_FALSE(publish(tracker, 155, 616, 616).after_reconnect);
}

TEST(LedgerTracker, ANewProcessHasNoGap) {
    LedgerTracker tracker;
    tracker.interrupted();
    tracker.subscribed(ledger(1000), at(0));
    auto arrival = publish(tracker, 1003, 12, 12);
    EXPECT_EQ(arrival.unseen, 0U);
    EXPECT_FALSE(arrival.after_reconnect);
}

TEST(LedgerTracker, RepetitionsAreNotCounted) {
    LedgerTracker tracker;
    live(tracker, 3, 4.0);
    EXPECT_FALSE(publish(tracker, 3, 8, 9).counted);
    EXPECT_FALSE(publish(tracker, 2, 4, 9).counted);
    EXPECT_EQ(tracker.closed_total(), 3U);
    EXPECT_EQ(tracker.repeats_total(), 2U);
    EXPECT_EQ(tracker.conflicts_total(), 0U);
}

TEST(LedgerTracker, AnotherHashForTheNewestLedgerIsAConflict) {
    LedgerTracker tracker;
    live(tracker, 3, 4.0);
    LedgerClosed other = ledger(3, 8);
    other.hash = hash(99);
    tracker.ledger_closed(other, at(9));
    EXPECT_EQ(tracker.conflicts_total(), 1U);
    EXPECT_EQ(tracker.closed_total(), 3U);
}

TEST(LedgerTracker, AChainThatBeginsAnewIsFollowed) {
    LedgerTracker tracker;
    publish(tracker, 50'000'000, 0, 0);
    auto arrival = publish(tracker, 5, 600, 600);
    EXPECT_TRUE(arrival.counted);
    EXPECT_EQ(arrival.unseen, 0U);
    EXPECT_EQ(tracker.sequence(), 5U);
    EXPECT_EQ(tracker.restarts_total(), 1U);
    EXPECT_EQ(tracker.age(at(601)), Duration{1'000});
}

// --- late ledgers ------------------------------------------------------------------------------

TEST(LedgerTracker, RoundedCloseTimesAreNotLate) {
    LedgerTracker tracker;
    // As recorded: events come from 2.9 s before ledger_time to 6 s after it.
    for (std::uint32_t i = 0; i < 50; ++i) {
        double t = 3.0 * i;
        double rounded = 10.0 * static_cast<double>(static_cast<int>(t / 10.0 + 0.29));
        EXPECT_FALSE(publish(tracker, 1 + i, rounded, t).late) << i;
    }
}

TEST(LedgerTracker, RecognisesLedgersThatComeLateInPairs) {
    LedgerTracker tracker;
    live(tracker, 10, 3.0);  // until 27 s; then 170 s without quorum
    EXPECT_FALSE(tracker.catching_up(at(100)));
    double t = 200.0;
    std::uint32_t sequence = 11;
    double closed = 30.0;
    auto first = publish(tracker, sequence++, closed, t);
    EXPECT_TRUE(first.late);
    EXPECT_NEAR(to_seconds(first.late_by), 170.0, drift);
    EXPECT_TRUE(tracker.catching_up(at(t)));
    EXPECT_NEAR(to_seconds(*tracker.age(at(t))), 170.0, drift) << "its close is that long ago";
    // Two every three seconds, each closed three seconds after the one before.
    while (t - closed > 30.0) {
        for (int pair = 0; pair < 2; ++pair)
            publish(tracker, sequence++, closed += 3.0, t);
        EXPECT_EQ(tracker.close_interval_seconds(at(t)), std::nullopt);
        t += 3.0;
    }
    EXPECT_GT(tracker.late_total(), 90U);
    EXPECT_EQ(tracker.gaps_total(), 0U);
    publish(tracker, sequence, t, t);
    EXPECT_FALSE(tracker.catching_up(at(t))) << "ends with the first ledger in time";
}

TEST(LedgerTracker, CatchingUpEndsWhenNothingMoreComes) {
    LedgerTracker tracker;
    live(tracker, 10, 3.0);
    publish(tracker, 11, 30, 200);
    EXPECT_TRUE(tracker.catching_up(at(229)));
    EXPECT_FALSE(tracker.catching_up(at(230)));
}

TEST(LedgerTracker, ALateLedgerIsStillRecognisedAfterDays) {
    LedgerTracker tracker;
    live(tracker, 100'000, 4.0);
    auto arrival = publish(tracker, 100'001, 400'000, 400'060);
    EXPECT_TRUE(arrival.late);
    EXPECT_NEAR(to_seconds(arrival.late_by), 60.0, drift);
}

TEST(LedgerTracker, ClocksThatDriftApartMakeNoLedgerLate) {
    LedgerTracker tracker;
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        double t = 4.0 * i;  // four days; ours is 50 ppm fast against the network's
        ASSERT_FALSE(publish(tracker, 1 + i, t * (1.0 - 50e-6), t).late) << i;
    }
}

// --- behind from the start ---------------------------------------------------------------------

TEST(LedgerTracker, ANodeThatIsBehindFromTheStartIsLate) {
    LedgerTracker tracker;
    tracker.subscribed(ledger(100, 0), at(600));
    tracker.server_info(info(100, 600), at(600.1));
    EXPECT_NEAR(to_seconds(*tracker.age(at(601))), 601.0, 1.0);
    for (std::uint32_t i = 1; i < 20; ++i) {
        const double closed = 4.0 * i;
        const auto arrival = publish(tracker, 100 + i, closed, closed + 600);
        EXPECT_TRUE(arrival.late) << i;
        EXPECT_NEAR(to_seconds(arrival.late_by), 600.0, 1.0) << i;
        EXPECT_TRUE(tracker.catching_up(at(closed + 600)));
        EXPECT_NEAR(to_seconds(*tracker.age(at(closed + 600))), 600.0, 1.0) << i;
        tracker.server_info(info(100 + i, 600), at(closed + 600.5));
    }
}

TEST(LedgerTracker, TheFirstEventOfANodeThatIsBehindDoesNotHideIt) {
    LedgerTracker tracker;
    publish(tracker, 100, 0, 600);
    EXPECT_EQ(tracker.age(at(600)), Duration{0}) << "nothing tells it yet";
    tracker.server_info(info(100, 600), at(600.5));
    EXPECT_NEAR(to_seconds(*tracker.age(at(601))), 601.0, 1.0);
}

TEST(LedgerTracker, ANodeWhoseClockIsAheadIsNotBehind) {
    LedgerTracker tracker;
    tracker.server_info(info(1, 600), at(0));
    tracker.subscribed(ledger(1, 0), at(0.1));
    tracker.server_info(info(1, 601), at(0.9));
    EXPECT_LT(*tracker.age(at(1)), Duration{1'500}) << "ours tells better";
    for (std::uint32_t i = 1; i < 20; ++i) {
        const double t = 4.0 * i;
        tracker.server_info(info(1 + i, 600), at(t - 0.1));  // before its event
        EXPECT_LE(*tracker.age(at(t)), Duration{4'500}) << i;
        EXPECT_FALSE(publish(tracker, 1 + i, t, t).late) << i;
        tracker.server_info(info(1 + i, 601), at(t + 1));
        EXPECT_LE(*tracker.age(at(t + 1)), Duration{5'500}) << i;
    }
}

TEST(LedgerTracker, OurClockAheadMakesNoNodeLate) {
    LedgerTracker tracker;
    for (std::uint32_t i = 0; i < 20; ++i) {
        const double t = 4.0 * i;
        EXPECT_FALSE(tracker.ledger_closed(ledger(1 + i, t), at(t, 600)).late) << i;
        tracker.server_info(info(1 + i, 1.0), at(t + 1, 600));
        EXPECT_EQ(tracker.age(at(t + 1, 600)), Duration{1'000}) << i;
    }
}

TEST(LedgerTracker, ClocksThatAreSetRightAreBelievedAgain) {
    LedgerTracker tracker;
    // Node and nodewatch on one host whose clock is ahead at first: both witnesses are wrong.
    publish(tracker, 1, 0, 0);
    tracker.server_info(info(1, 600), at(0.5, 600));
    EXPECT_TRUE(publish(tracker, 2, 4, 4).late);
    tracker.server_info(info(2, 0.5), at(4.5));
    EXPECT_FALSE(publish(tracker, 3, 8, 8).late);
    EXPECT_EQ(tracker.age(at(9)), Duration{1'000});
}

// --- restart of nodewatch ----------------------------------------------------------------------

TEST(LedgerTracker, LedgersThatPassedDuringOurAbsenceAreUnseen) {
    LedgerTracker before;
    live(before, 10, 4.0);  // until ledger 10 at 36 s
    LedgerTracker tracker;
    tracker.restore(*before.last_event());
    EXPECT_EQ(tracker.last_event()->sequence, 10U) << "a second restart before any event";
    publish(tracker, 160, 636, 636);
    EXPECT_EQ(tracker.unseen_total(), 149U);
    publish(tracker, 161, 640, 640);
    EXPECT_EQ(tracker.unseen_total(), 149U);
}

TEST(LedgerTracker, AnotherChainAfterARestartHasNoUnseenLedgers) {
    for (const std::uint32_t sequence : {5U, 90'000'000U}) {
        LedgerTracker tracker;
        tracker.restore({1'000, script::start});
        publish(tracker, sequence, 600, 600);
        EXPECT_EQ(tracker.unseen_total(), 0U) << sequence;
    }
}

// --- rates -------------------------------------------------------------------------------------

TEST(LedgerTracker, RatesUseArrivalsAndSeveralLedgers) {
    LedgerTracker tracker;
    // Close times step by 1 s and by 9 s while ledgers come every 4 s.
    const double close_times[] = {0, 1, 10, 11, 20, 21};
    for (std::uint32_t i = 0; i < 6; ++i)
        publish(tracker, 1 + i, close_times[i], 4.0 * i, 80.0);
    EXPECT_NEAR(*tracker.close_interval_seconds(at(20)), 4.0, 1e-9);
    EXPECT_NEAR(*tracker.transaction_rate(at(20)), 5 * 80.0 / 20.0, 1e-9);
}

TEST(LedgerTracker, RatesForgetOldLedgers) {
    LedgerTracker tracker;
    live(tracker, 20, 10.0, 1000.0);
    for (std::uint32_t i = 0; i < 17; ++i)
        publish(tracker, 21 + i, 200 + 3.0 * i, 200 + 3.0 * i, 30.0);
    EXPECT_NEAR(*tracker.close_interval_seconds(at(248)), 3.0, 1e-9);
    EXPECT_NEAR(*tracker.transaction_rate(at(248)), 10.0, 1e-9);
}

TEST(LedgerTracker, RatesFallInAStall) {
    LedgerTracker tracker;
    live(tracker, 11, 4.0, 40.0);  // 400 transactions in 40 s
    EXPECT_NEAR(*tracker.transaction_rate(at(44)), 10.0, 1e-9);
    EXPECT_NEAR(*tracker.transaction_rate(at(48)), 10.0, 1e-9);
    EXPECT_NEAR(*tracker.transaction_rate(at(40 + 168)), 2.0, 1e-9);
    EXPECT_NEAR(*tracker.close_interval_seconds(at(40 + 168)), 20.0, 1e-9);
}

TEST(LedgerTracker, RatesBeginAnewAfterAGap) {
    LedgerTracker tracker;
    live(tracker, 10, 4.0, 40.0);
    publish(tracker, 30, 120, 120, 40.0);
    EXPECT_EQ(tracker.transaction_rate(at(120)), std::nullopt);
    publish(tracker, 31, 124, 124, 20.0);
    EXPECT_NEAR(*tracker.transaction_rate(at(124)), 5.0, 1e-9);
}

TEST(LedgerTracker, AnUnknownTransactionCountIsNotZero) {
    LedgerTracker tracker;
    publish(tracker, 1, 0, 0, 40.0);
    tracker.ledger_closed(ledger(2, 4, std::nullopt), at(4));
    EXPECT_EQ(tracker.transaction_rate(at(4)), std::nullopt);
    EXPECT_NE(tracker.close_interval_seconds(at(4)), std::nullopt);
}

TEST(LedgerTracker, LedgersHeldUpOnTheirWayTimeNothing) {
    LedgerTracker tracker;
    live(tracker, 11, 4.0, 40.0);  // until 40 s; then we, or the node, stand still for 15 s
    for (std::uint32_t i = 0; i < 3; ++i)
        publish(tracker, 12 + i, 44 + 4.0 * i, 55.0 + 0.002 * i, 40.0);
    EXPECT_EQ(tracker.transaction_rate(at(55.1)), std::nullopt);
    EXPECT_EQ(tracker.close_interval_seconds(at(55.1)), std::nullopt);
    publish(tracker, 15, 56, 56, 40.0);
    EXPECT_EQ(tracker.transaction_rate(at(56)), std::nullopt) << "its predecessor came late";
    publish(tracker, 16, 60, 60, 40.0);
    EXPECT_NEAR(*tracker.transaction_rate(at(60)), 10.0, 1e-9);
    EXPECT_NEAR(*tracker.close_interval_seconds(at(60)), 4.0, 1e-9);
}

TEST(LedgerTracker, TwoLedgersAtOneInstantGiveNoRate) {
    LedgerTracker tracker;
    publish(tracker, 1, 0, 0, 40.0);
    publish(tracker, 2, 1, 0, 40.0);
    EXPECT_EQ(tracker.transaction_rate(at(0)), std::nullopt);
}

// --- server_info -------------------------------------------------------------------------------

TEST(LedgerTracker, ServerInfoServesWithoutStream) {
    LedgerTracker tracker;
    tracker.server_info(info(100, 2.5), at(10));
    EXPECT_EQ(tracker.sequence(), 100U);
    EXPECT_EQ(tracker.age(at(10)), Duration{2'500});
    EXPECT_EQ(tracker.published_sequence(), std::nullopt);
    tracker.server_info(info(100, 3.5), at(11));
    EXPECT_EQ(tracker.age(at(11)), Duration{3'500});
    tracker.server_info(ServerInfo{}, at(12));
    EXPECT_EQ(tracker.age(at(12)), Duration{4'500}) << "an answer without ledger says nothing";
}

TEST(LedgerTracker, TellsHowFarPublishingLagsBehind) {
    LedgerTracker tracker;
    live(tracker, 10, 3.0);
    EXPECT_EQ(tracker.unpublished(), 0U);
    tracker.server_info(info(65, 3.0), at(200));
    EXPECT_EQ(tracker.unpublished(), 55U);
    EXPECT_EQ(tracker.sequence(), 65U);
    publish(tracker, 11, 30, 200);
    EXPECT_EQ(tracker.unpublished(), 54U);
    EXPECT_EQ(tracker.age(at(201)), Duration{4'000}) << "of the newest validated ledger";
}

TEST(LedgerTracker, TheEventIsMoreExactThanServerInfo) {
    LedgerTracker tracker;
    live(tracker, 2, 4.0);
    tracker.server_info(info(2, 6.0), at(5));
    EXPECT_EQ(tracker.age(at(5)), Duration{1'000});
    tracker.server_info(info(2, 365.0 * 86'400.0), at(6));
    EXPECT_EQ(tracker.age(at(6)), Duration{2'000}) << "the node's clock was set";
    tracker.server_info(info(1, 1.0), at(7));
    EXPECT_EQ(tracker.sequence(), 2U) << "an older answer";
}

TEST(LedgerTracker, AChainThatBeginsAnewIsFollowedByAnswersAlone) {
    LedgerTracker tracker;
    tracker.server_info(info(90'000, 2.0), at(10));
    // The network is reset, and back after a minute. Ledger 5 closed at 68 s, 6 at 71 s.
    tracker.server_info(info(5, 2.0), at(70));
    tracker.server_info(info(5, 3.0), at(71));
    EXPECT_EQ(tracker.sequence(), 90'000U) << "may be another server for once";
    tracker.server_info(info(6, 1.0), at(72));
    EXPECT_EQ(tracker.sequence(), 6U);
    EXPECT_EQ(tracker.age(at(73)), Duration{2'000});
    EXPECT_EQ(tracker.restarts_total(), 1U);
    EXPECT_EQ(tracker.gaps_total(), 0U);
}

TEST(LedgerTracker, AServerThatLagsBehindIsNoChainThatBeginsAnew) {
    LedgerTracker tracker;
    for (int i = 0; i < 60; ++i) {
        // Two servers behind one address: one at the newest ledger, one 9 s behind it.
        const auto sequence = static_cast<std::uint32_t>(100 + i);
        tracker.server_info(info(sequence, 1.0), at(3.0 * i));
        for (int poll = 0; poll < 4; ++poll)
            tracker.server_info(info(sequence - 3, 10.0), at(3.0 * i + 0.5 * poll));
        EXPECT_EQ(tracker.sequence(), sequence);
    }
    // The network stands still; what is too old for an age is told with 0.
    for (int i = 0; i < 10; ++i)
        tracker.server_info(info(20, 0.0), at(1'000.0 + i));
    EXPECT_EQ(tracker.sequence(), 159U);
    EXPECT_EQ(tracker.restarts_total(), 0U);
}

TEST(LedgerTracker, TheLedgerOfASubscriptionMayBeOld) {
    LedgerTracker tracker;
    tracker.subscribed(ledger(100), at(300));  // quorum was lost long before we came
    tracker.server_info(info(100, 290.0), at(300.5));
    EXPECT_EQ(tracker.age(at(301)), Duration{290'500});
}

TEST(LedgerTracker, FeesAreKeptUntilNewOnesCome) {
    LedgerTracker tracker;
    LedgerClosed with_fees = ledger(1);
    with_fees.base_fee_drops = 10;
    with_fees.reserve_base_drops = 1'000'000;
    with_fees.reserve_increment_drops = 200'000;
    tracker.subscribed(with_fees, at(0));
    tracker.ledger_closed(ledger(2, 4), at(4));
    EXPECT_EQ(tracker.fees().base_drops, 10);
    with_fees = ledger(3, 8);
    with_fees.base_fee_drops = 12;
    tracker.ledger_closed(with_fees, at(8));
    EXPECT_EQ(tracker.fees().base_drops, 12);
    EXPECT_EQ(tracker.fees().reserve_base_drops, 1'000'000);
}

TEST(LedgerTracker, HostileNumbersDoNoHarm) {
    LedgerTracker tracker;
    LedgerClosed strange = ledger(4'294'967'295);
    strange.close_time = INT64_MAX;
    strange.hash = "";
    tracker.ledger_closed(strange, at(0));
    strange.sequence = 0;
    strange.close_time = INT64_MIN;
    tracker.ledger_closed(strange, at(1));
    tracker.server_info(info(4'294'967'295, 1e300), at(2));
    tracker.server_info(info(4'294'967'295, -1e300), at(2));
    EXPECT_EQ(tracker.sequence(), 4'294'967'295U);
    EXPECT_TRUE(tracker.age(at(3)));
}

}  // namespace
}  // namespace nodewatch::xrpl
