#include "networks/xrpl/agreement_state.hpp"

#include <gtest/gtest.h>

#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

using namespace script;

/// 7 agreed, 1 missed, 1 disagreed, 1 repaired, all judged at 400 s.
class Restart : public testing::Test {
protected:
    Restart() {
        before.set_own_keys({std::string(own_master), std::string(own_signing)}, at(-100));
        before.start_watching(at(-100));
        for (std::uint32_t i = 0; i < 10; ++i) {
            double t = 4.0 * i;
            before.ledger_closed(ledger(1000 + i), at(t));
            if (i == 4) before.validation(Validation(1000 + i).of_hash(1), at(t + 0.1));
            if (i != 3 && i != 4 && i != 5) before.validation(Validation(1000 + i), at(t + 0.1));
            before.tick(at(t + 1));
            before.tick(at(t + 3));
        }
        for (double t = 38; t <= 400; t += 1.0) {
            if (t == 60) before.validation(Validation(1005), at(t));
            before.stream_alive(at(t));
            before.tick(at(t));
        }
    }
    AgreementTracker restored(const std::string& document, Now now) {
        AgreementTracker tracker;
        auto result = tracker.restore(document, now);
        EXPECT_TRUE(result) << result.error().message;
        tracker.set_own_keys({std::string(own_master)}, now);
        return tracker;
    }
    AgreementTracker before;
};

void expect_equal(const AgreementTotals& a, const AgreementTotals& b) {
    EXPECT_EQ(a.agreements, b.agreements);
    EXPECT_EQ(a.missed, b.missed);
    EXPECT_EQ(a.ours, b.ours);
    EXPECT_EQ(a.partial, b.partial);
    EXPECT_EQ(a.checked, b.checked);
    EXPECT_EQ(a.repaired, b.repaired);
    EXPECT_EQ(a.duplicates, b.duplicates);
    EXPECT_EQ(a.evicted, b.evicted);
}

TEST_F(Restart, KeepsTotalsAndWindows) {
    AgreementTracker after = restored(before.save(at(400)), at(430));
    expect_equal(after.totals(), before.totals());
    AgreementWindow w = after.window_1h(at(430));
    EXPECT_EQ(w.agreed, 8U);
    EXPECT_EQ(w.missed, 2U);
    EXPECT_EQ(w.disagreed, 1U);
    EXPECT_EQ(w.repaired, 1U);
    EXPECT_EQ(w.percent, 80.0);
}

TEST_F(Restart, TheTimeBetweenIsNotWatched) {
    AgreementTracker after = restored(before.save(at(400)), at(430));
    EXPECT_NEAR(after.window_1h(at(430)).coverage, 500.0 / 3600.0, 1e-6);
    after.start_watching(at(431));
    EXPECT_NEAR(after.window_1h(at(441)).coverage, 510.0 / 3600.0, 1e-6);
    EXPECT_TRUE(after.window_1h(at(431 + 3599)).incomplete);
    EXPECT_FALSE(after.window_1h(at(431 + 3600)).incomplete);
    EXPECT_TRUE(after.window_24h(at(431 + 3600)).incomplete);
}

TEST_F(Restart, WindowsMoveOnByTheTimeBetween) {
    // The process was away for 55 minutes; its steady clock starts anywhere.
    Now later{at(400).wall + Duration{55 * 60'000}, SteadyTime{std::chrono::seconds{5}}};
    AgreementTracker after = restored(before.save(at(400)), later);
    EXPECT_EQ(after.window_1h(later).agreed, 0U) << "more than an hour ago";
    EXPECT_EQ(after.window_1h(later).percent, std::nullopt);
    EXPECT_EQ(after.window_24h(later).agreed, 8U);
    EXPECT_EQ(after.totals().agreements, 7U);
}

TEST_F(Restart, AfterMoreThanADayOnlyTotalsAreLeft) {
    Now later{at(400).wall + Duration{86'400'000LL * 400}, at(0).steady};
    AgreementTracker after = restored(before.save(at(400)), later);
    EXPECT_EQ(after.window_24h(later).percent, std::nullopt);
    EXPECT_EQ(after.window_24h(later).coverage, 0.0);
    EXPECT_EQ(after.totals().agreements, 7U);
}

TEST_F(Restart, AWallClockSetBackCountsAsNoTime) {
    Now earlier{at(400).wall - Duration{86'400'000LL * 365}, at(500).steady};
    AgreementTracker after = restored(before.save(at(400)), earlier);
    EXPECT_EQ(after.window_1h(earlier).agreed, 8U);
}

TEST_F(Restart, ALedgerJudgedBeforeIsNotJudgedAgain) {
    AgreementTracker after = restored(before.save(at(400)), at(402));
    after.start_watching(at(402));
    after.ledger_closed(ledger(1009), at(402));  // the answer to subscribe repeats it
    after.validation(Validation(1009), at(403));
    EXPECT_EQ(after.window_1h(at(403)).agreed, 8U);
    EXPECT_EQ(after.totals().agreements, 7U);
}

TEST_F(Restart, OpenLedgersAreLeftOutWithTheirTime) {
    for (double t = 401; t < 410; t += 1.0)
        before.tick(at(t));
    before.ledger_closed(ledger(1010), at(410));
    before.stream_alive(at(412));
    AgreementTracker after = restored(before.save(at(412)), at(413));
    EXPECT_EQ(after.window_1h(at(413)).agreed + after.window_1h(at(413)).missed, 10U);
    EXPECT_NEAR(after.window_1h(at(413)).coverage, 510.0 / 3600.0, 1e-6);
}

TEST_F(Restart, AnotherKeyBeginsAnew) {
    AgreementTracker after;
    ASSERT_TRUE(after.restore(before.save(at(400)), at(410)));
    after.set_own_keys({std::string(other_master)}, at(410));
    EXPECT_EQ(after.window_24h(at(410)).percent, std::nullopt);
    EXPECT_EQ(after.window_24h(at(410)).coverage, 0.0);
    EXPECT_EQ(after.totals().agreements, 7U) << "totals never fall";
}

TEST_F(Restart, SavingTwiceGivesTheSame) {
    std::string document = before.save(at(400));
    EXPECT_EQ(restored(document, at(400)).save(at(400)), document);
}

TEST_F(Restart, ADayOfLedgersIsSmall) {
    AgreementTracker full;
    full.set_own_keys({std::string(own_master)}, at(0));
    full.start_watching(at(0));
    for (std::uint32_t i = 0; i < 24'686; ++i) {
        full.ledger_closed(ledger(100'000'000 + i), at(3.5 * i));
        full.validation(Validation(100'000'000 + i), at(3.5 * i));
        if (i % 50 == 0) full.tick(at(3.5 * i));
    }
    std::string document = full.save(at(86'399));
    EXPECT_LT(document.size(), 52'000U);
    EXPECT_EQ(restored(document, at(86'399)).window_24h(at(86'399)).agreed, 24'686U);
}

// --- the document ------------------------------------------------------------------------------

constexpr std::string_view example =
    "nodewatch-xrpl-agreement 1\n"
    "saved 1763700000123\n"
    "keys nHmaster n9signing\n"
    "totals 1 2 3 4 5 6 7 8\n"
    "watched 5000-1000 900-0\n"
    "ledgers 100 @7a0m4d3@20r0u10\n";

TEST(AgreementDocument, ReadsWhatItDescribes) {
    auto saved = parse_agreement(example);
    ASSERT_TRUE(saved) << saved.error().message;
    EXPECT_EQ(saved->at, from_unix_milliseconds(1'763'700'000'123));
    EXPECT_EQ(saved->keys, (std::vector<std::string>{"nHmaster", "n9signing"}));
    EXPECT_EQ(saved->totals.agreements, 1U);
    EXPECT_EQ(saved->totals.evicted, 8U);
    ASSERT_EQ(saved->watched.size(), 2U);
    EXPECT_EQ(saved->watched[0].from_ago, Duration{5000});
    EXPECT_EQ(saved->watched[1].to_ago, Duration{0});
    ASSERT_EQ(saved->ledgers.size(), 5U);
    EXPECT_EQ(saved->ledgers[0].sequence, 7U);
    EXPECT_EQ(saved->ledgers[0].ago, Duration{100'000});
    EXPECT_EQ(saved->ledgers[1].sequence, 8U);
    EXPECT_EQ(saved->ledgers[1].ago, Duration{96'000});
    EXPECT_EQ(saved->ledgers[1].classified, AgreementClass::missed);
    EXPECT_EQ(saved->ledgers[2].classified, AgreementClass::disagreed);
    EXPECT_EQ(saved->ledgers[3].sequence, 20U);
    EXPECT_EQ(saved->ledgers[3].classified, AgreementClass::repaired);
    EXPECT_EQ(saved->ledgers[4].ago, Duration{83'000});
    EXPECT_EQ(format_agreement(*saved), example);
}

TEST(AgreementDocument, ATrackerThatSawNothingCanBeSaved) {
    AgreementTracker fresh;
    AgreementTracker after;
    EXPECT_TRUE(after.restore(fresh.save(at(0)), at(1)));
}

/// The example with one piece replaced.
std::string with(std::string_view piece, std::string_view replacement) {
    std::string document(example);
    document.replace(document.find(piece), piece.size(), replacement);
    return document;
}

TEST(AgreementDocument, DamagedOrForeignIsAnErrorAndStartsEmpty) {
    const std::vector<std::string> documents = {
        "",
        "\n\n\n\n\n\n",
        "{\"version\": 1}",
        with("agreement 1", "agreement 2"),
        with("saved 1763700000123", "saved yesterday"),
        with("saved 1763700000123", "saved -5"),
        with("saved", "kept"),
        with("nHmaster", std::string(129, 'n')),
        with("nHmaster ", "nHmaster  "),
        with("1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7"),
        with("1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 8 9"),
        with("1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 99999999999999999999"),
        with("5000-1000", "5000"),
        with("5000-1000", "1000-5000"),
        with("5000-1000", "99999999999-1000"),
        with("900-0", "1500-0"),
        with("ledgers 100", "ledgers 900000"),
        with("ledgers 100 ", "ledgers "),
        with("@7a0", "@a0"),
        with("@7a0", "@4294967296a0"),
        with("m4", "x4"),
        with("m4", "?4"),
        with("m4", "m"),
        with("m4", "m-4"),
        with("u10", "u94"),
        with("u10", "u"),
        std::string(example) + "more\n",
        std::string(example.substr(0, example.size() - 1)),
    };
    for (const std::string& document : documents) {
        AgreementTracker tracker;
        auto result = tracker.restore(document, at(0));
        ASSERT_FALSE(result) << document;
        EXPECT_EQ(result.error().kind, ErrorKind::parse);
        expect_equal(tracker.totals(), AgreementTotals{});
        EXPECT_EQ(tracker.window_24h(at(0)).coverage, 0.0);
    }
}

TEST(AgreementDocument, EveryCutIsRefused) {
    for (std::size_t length = 0; length < example.size(); ++length)
        EXPECT_FALSE(parse_agreement(example.substr(0, length))) << length;
}

TEST(AgreementDocument, TooManyLedgersAreRefused) {
    std::string many(example.substr(0, example.size() - 1));
    for (std::size_t i = 0; i <= AgreementTable::max_entries; ++i)
        many += "a0";
    EXPECT_FALSE(parse_agreement(many + "\n"));
}

}  // namespace
}  // namespace nodewatch::xrpl
