#include "networks/scrape/target_series.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/temporary_store.hpp"

namespace nodewatch::scrape {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto text = ExpositionFormat::prometheus;

/// One target over a real store; scrapes are a second apart.
class TargetSeriesTest : public ::testing::Test {
protected:
    void SetUp() override {
        store_.open();
        options_.labels = {{"job", "j"}, {"instance", "i"}};
        begin();
    }
    void begin() {
        series_ = std::make_unique<TargetSeries>(options_, store_->target_writer(), metadata_);
    }

    ScrapeOutcome scrape(std::string_view body) {
        auto outcome = series_->take(body, text, now());
        return finish(std::move(outcome));
    }
    ScrapeOutcome fail(Error error) { return finish(series_->take(std::move(error))); }
    ScrapeOutcome finish(ScrapeOutcome outcome) {
        series_->store(outcome, 1500us, now());
        store_.clock.advance(1s);
        return outcome;
    }
    WallTime now() { return store_.clock.now().wall; }

    static std::size_t refused(const ScrapeOutcome& outcome, SampleRefusal reason) {
        return outcome.refused[static_cast<std::size_t>(reason)];
    }

    /// Seconds after the start, and the value; "stale" for a marker.
    std::vector<std::pair<double, std::string>> read(const std::string& metric) {
        const auto samples = store_.read(metric);
        std::vector<std::pair<double, std::string>> told;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double value = samples.values[i];
            const bool stale = store::is_stale_marker(value);
            told.emplace_back(
                static_cast<double>(samples.times[i] - store::TestClock::start_ms) / 1000,
                stale ? "stale" : fmt::format("{}", value));
        }
        return told;
    }

    store::TemporaryStore store_;
    ScrapeOptions options_;
    std::shared_ptr<TargetMetadata> metadata_ =
        std::make_shared<TargetMetadata>(LabelPairs{{"job", "j"}});
    std::unique_ptr<TargetSeries> series_;
};

TEST_F(TargetSeriesTest, StoresSamplesAndWhatTheScrapeTellsOfItself) {
    const auto outcome = scrape("# TYPE a gauge\na 1\nb{x=\"y\"} 2\n");
    EXPECT_FALSE(outcome.failure);
    EXPECT_EQ(outcome.samples, 2U);
    scrape("a 3\nb{x=\"y\"} 2\nc 1\n");
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "3")));
    EXPECT_THAT(read("b"), ElementsAre(Pair(0, "2"), Pair(1, "2")));
    EXPECT_THAT(read("up"), ElementsAre(Pair(0, "1"), Pair(1, "1")));
    EXPECT_THAT(read("scrape_duration_seconds"), ElementsAre(Pair(0, "0.0015"), Pair(1, "0.0015")));
    EXPECT_THAT(read("scrape_samples_scraped"), ElementsAre(Pair(0, "2"), Pair(1, "3")));
    EXPECT_THAT(read("scrape_series_added"), ElementsAre(Pair(0, "2"), Pair(1, "1")));
}

TEST_F(TargetSeriesTest, KeepsWhatTheTargetTellsOfItsMetricsWhateverBecomesOfTheScrape) {
    scrape("# TYPE a counter\n# HELP a As it\\nwas\na 1\n# HELP b Alone\n");
    EXPECT_EQ(metadata_->find("a"), (MetricMetadata{"counter", "As it\nwas", ""}));
    EXPECT_EQ(metadata_->find("b"), (MetricMetadata{"unknown", "Alone", ""}));
    EXPECT_TRUE(scrape("# HELP a New\noh no\n# HELP a Unread\n").failure);
    EXPECT_EQ(metadata_->find("a"), (MetricMetadata{"counter", "New", ""}));
}

TEST_F(TargetSeriesTest, ForgetsAMetricThatTenScrapesDoNotTell) {
    scrape("# TYPE a counter\na_total 1\n");
    for (int i = 0; i < 20; ++i) {
        fail({ErrorKind::refused, "nobody listens"});
        scrape("oh no\n");
        scrape("");
    }
    for (int i = 0; i < 10; ++i)
        scrape("b 1\n");
    EXPECT_TRUE(metadata_->find("a"));
    scrape("b 1\n");
    EXPECT_FALSE(metadata_->find("a"));
}

TEST_F(TargetSeriesTest, CountsWhatItTellsOfMetricsBeyondTheBound) {
    std::string body;
    for (std::size_t i = 0; i < TargetMetadata::max_families + 3; ++i)
        body += fmt::format("# HELP a{} x\n", i);
    const auto outcome = scrape(body);
    EXPECT_FALSE(outcome.failure);
    EXPECT_EQ(outcome.metadata_refused, 3U);
    EXPECT_EQ(metadata_->families().size(), TargetMetadata::max_families);
}

TEST_F(TargetSeriesTest, MarksSeriesThatGoAndCountsThemWhenTheyComeBack) {
    scrape("a 1\nb 1\n");
    scrape("a 2\n");
    EXPECT_EQ(scrape("a 3\nb 2\n").added, 1U);
    EXPECT_THAT(read("b"), ElementsAre(Pair(0, "1"), Pair(1, "stale"), Pair(2, "2")));
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "2"), Pair(2, "3")));
}

TEST_F(TargetSeriesTest, FindsEachSeriesWhateverTheOrderInWhichTheyAreTold) {
    scrape("a 1\nb 2\nc 3\nd 4\n");
    scrape("d 14\nc 13\nb 12\na 11\n");
    scrape("d 24\nb 22\na 21\n");
    scrape("c 33\nd 34\nb 32\nb 32\nb 32\nb 32\nb 32\na 31\n");
    EXPECT_TRUE(scrape("a 1\nno\n").failure);
    scrape("");
    EXPECT_EQ(scrape("c 63\nb 62\nd 64\ne 65\n").added, 1U);
    EXPECT_EQ(scrape("a 71\n").added, 0U) << "told in the same round, by the body that failed";
    EXPECT_EQ(scrape("a 81\nb 82\n").added, 1U);
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "11"), Pair(2, "21"), Pair(3, "31"),
                                       Pair(4, "stale"), Pair(7, "71"), Pair(8, "81")));
    EXPECT_THAT(read("b"),
                ElementsAre(Pair(0, "2"), Pair(1, "12"), Pair(2, "22"), Pair(3, "32"),
                            Pair(4, "stale"), Pair(6, "62"), Pair(7, "stale"), Pair(8, "82")));
    EXPECT_THAT(read("c"), ElementsAre(Pair(0, "3"), Pair(1, "13"), Pair(2, "stale"), Pair(3, "33"),
                                       Pair(4, "stale"), Pair(6, "63"), Pair(7, "stale")));
    EXPECT_THAT(read("d"), ElementsAre(Pair(0, "4"), Pair(1, "14"), Pair(2, "24"), Pair(3, "34"),
                                       Pair(4, "stale"), Pair(6, "64"), Pair(7, "stale")));
}

TEST_F(TargetSeriesTest, MarksAllWhenTheScrapeFailsOnce) {
    scrape("a 1\n");
    const auto down = fail({ErrorKind::refused, "nobody listens"});
    ASSERT_TRUE(down.failure);
    EXPECT_EQ(down.failure->reason, ScrapeFailure::connect);
    fail({ErrorKind::refused, "nobody listens"});
    EXPECT_EQ(scrape("a 2\n").added, 0U);  // as in Prometheus: it is still remembered
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "stale"), Pair(3, "2")));
    EXPECT_THAT(read("up"), ElementsAre(Pair(0, "1"), Pair(1, "0"), Pair(2, "0"), Pair(3, "1")));
}

TEST_F(TargetSeriesTest, StoresNothingOfABodyThatIsMalformedInTheMiddle) {
    scrape("a 1\nb 1\n");
    const auto outcome = scrape("a 2\nc 1\noh no\nb 2\n");
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.failure->reason, ScrapeFailure::parse);
    EXPECT_EQ(outcome.samples, 2U);
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "stale")));
    EXPECT_THAT(read("b"), ElementsAre(Pair(0, "1"), Pair(1, "stale")));
    EXPECT_THAT(read("c"), IsEmpty());
}

TEST_F(TargetSeriesTest, FailsAtTheSampleLimit) {
    options_.sample_limit = 2;
    options_.metric_relabel.push_back(*RelabelRule::make(
        {.action = RelabelAction::drop, .source_labels = {"__name__"}, .regex = "dropped"}));
    begin();
    EXPECT_FALSE(scrape("a 1\nb 1\ndropped 1\n").failure);
    const std::uint64_t series = store_->status().series;
    const auto outcome = scrape("a 1\nb 1\ndropped 1\nc 1\nd 1\n");
    ASSERT_TRUE(outcome.failure);
    EXPECT_EQ(outcome.failure->reason, ScrapeFailure::sample_limit);
    EXPECT_EQ(outcome.samples, 5U);
    EXPECT_EQ(outcome.kept, 4U);
    EXPECT_EQ(store_->status().series, series);
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "stale")));
}

TEST_F(TargetSeriesTest, TakesTheFirstOfDoubles) {
    const auto outcome = scrape("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\nb 1\nb 1\n");
    EXPECT_FALSE(outcome.failure);
    EXPECT_EQ(refused(outcome, SampleRefusal::duplicate), 1U);
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1")));
    EXPECT_THAT(read("b"), ElementsAre(Pair(0, "1")));
}

TEST_F(TargetSeriesTest, KeepsTimesOfTheExporterAndMarksTheirSeriesNever) {
    const auto line = [](std::int64_t after, int value) {
        return fmt::format("a {} {}\nb 1\n", value, store::TestClock::start_ms + after);
    };
    scrape(line(-500, 1));
    scrape(line(-500, 1));  // the same sample again
    auto outcome = scrape(line(-900, 7));
    EXPECT_EQ(refused(outcome, SampleRefusal::out_of_order), 1U);
    outcome = scrape(line(700'000, 7));
    EXPECT_EQ(refused(outcome, SampleRefusal::future), 1U);
    scrape(line(4'500, 2));
    scrape("");
    EXPECT_THAT(read("a"), ElementsAre(Pair(-0.5, "1"), Pair(4.5, "2")));
    EXPECT_EQ(read("b").back().second, "stale");
}

TEST_F(TargetSeriesTest, KnowsTheNewestTimeOfTheExporterAfterForgettingAndARestart) {
    const auto line = [](std::int64_t after, int value) {
        return fmt::format("a {} {}\n", value, store::TestClock::start_ms + after);
    };
    scrape(line(-500, 1));
    EXPECT_EQ(refused(scrape(line(-500, 2)), SampleRefusal::duplicate), 1U);
    scrape("b 1\n");  // the text of a is forgotten
    EXPECT_EQ(refused(scrape(line(-900, 3)), SampleRefusal::out_of_order), 1U);
    series_.reset();
    store_.close();
    store_.open();
    begin();
    EXPECT_EQ(refused(scrape(line(-900, 4)), SampleRefusal::out_of_order), 1U);
    EXPECT_EQ(refused(scrape(line(-500, 5)), SampleRefusal::duplicate), 1U);
    EXPECT_EQ(refused(scrape(line(-500, 1)), SampleRefusal::duplicate), 0U);
    scrape(line(-400, 6));
    EXPECT_THAT(read("a"), ElementsAre(Pair(-0.5, "1"), Pair(-0.4, "6")));
}

TEST_F(TargetSeriesTest, PassesOverTimesWhenToldTo) {
    options_.honor_timestamps = false;
    begin();
    scrape("a 1 1000\n");
    scrape("");
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "stale")));
}

TEST_F(TargetSeriesTest, ForgetsTextsThatDoNotComeBack) {
    for (int i = 0; i < 50; ++i) {
        std::string body;
        for (int series = 0; series < 100; ++series)
            body += fmt::format("a{{x=\"{}\"}} 1\n", i * 100 + series);
        scrape(body);
        EXPECT_EQ(series_->cached(), 100U);
    }
    for (int i = 0; i < 50; ++i) {
        std::string body;
        for (int series = 0; series < 100; ++series)
            body += fmt::format("b{{x=\"{}\"}} 1\n", i * 100 + series);
        EXPECT_TRUE(scrape(body + "oh no\n").failure);
        EXPECT_LE(series_->cached(), 1'400U);
    }
}

TEST_F(TargetSeriesTest, RefusesSeriesAboveTheLimitOfTheStoreAndGoesOn) {
    store_.close();
    store_.options.max_series = 7;
    store_.open();
    begin();
    EXPECT_FALSE(scrape("a 1\nb 1\nc 1\nd 1\n").failure);
    // `up` and its companions come first, then a and b.
    EXPECT_EQ(refused(scrape("a 1\nb 1\nc 1\nd 1\n"), SampleRefusal::series_limit), 2U);
    EXPECT_EQ(read("up").size(), 2U);
    EXPECT_EQ(read("b").size(), 2U);
    EXPECT_THAT(read("c"), IsEmpty());
    EXPECT_EQ(refused(scrape("e 1\n"), SampleRefusal::series_limit), 1U);
}

TEST_F(TargetSeriesTest, CountsWhatItCannotTellOfAScrapeInAFullStore) {
    store_.close();
    store_.options.max_series = 3;
    store_.open();
    begin();
    EXPECT_EQ(refused(scrape("a 1\n"), SampleRefusal::series_limit), 3U);
    EXPECT_EQ(refused(fail({ErrorKind::refused, "no"}), SampleRefusal::series_limit), 2U);
}

TEST_F(TargetSeriesTest, LetsAScrapeThatFailsLeaveNoSeries) {
    scrape("a 1\n");
    const std::uint64_t series = store_->status().series;
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(scrape(fmt::format("a 1\nb{{x=\"{}\"}} 1\noh no\n", i)).failure);
    EXPECT_EQ(store_->status().series, series);
    EXPECT_FALSE(scrape("a 1\nb{x=\"4\"} 1\n").failure);
    EXPECT_EQ(store_->status().series, series + 1);
    EXPECT_THAT(read("b"), ElementsAre(Pair(6, "1")));
}

TEST_F(TargetSeriesTest, CountsNoSampleOfAScrapeThatFailsAsRefused) {
    const std::string series = "long{x=\"" + std::string(20'000, 'v') + "\"} 1\n";
    EXPECT_EQ(refused(scrape(series), SampleRefusal::label_bounds), 1U);
    EXPECT_EQ(refused(scrape(series + "oh no\n"), SampleRefusal::label_bounds), 0U);
}

TEST_F(TargetSeriesTest, RefusesSeriesWithMoreOrLongerLabelsThanTheStoreTakes) {
    // Work that grows with the square of the labels would last for minutes.
    std::string body = "a 1\nmany{";
    for (int i = 400'000; i > 0; --i)
        body += fmt::format("x{}=\"1\",", i);
    body += "} 1\nlong{x=\"" + std::string(20'000, 'v') + "\"} 1\nb 1\n";
    for (int i = 0; i < 2; ++i) {
        const auto outcome = scrape(body);
        EXPECT_FALSE(outcome.failure);
        EXPECT_EQ(outcome.kept, 4U);
        EXPECT_EQ(refused(outcome, SampleRefusal::label_bounds), 2U);
    }
    EXPECT_THAT(read("a"), ElementsAre(Pair(0, "1"), Pair(1, "1")));
    EXPECT_THAT(read("b"), ElementsAre(Pair(0, "1"), Pair(1, "1")));
    EXPECT_THAT(read("up"), ElementsAre(Pair(0, "1"), Pair(1, "1")));
}

TEST_F(TargetSeriesTest, SharesTheTimesOfAScrape) {
    std::string body;
    for (int i = 0; i < 300; ++i)
        body += fmt::format("a{{x=\"{}\"}} {}\n", i, i);
    scrape("a 1\n");
    const std::uint64_t groups = store_->status().groups;
    scrape(body);
    EXPECT_EQ(store_->status().groups, groups);
    // The same after a restart.
    series_.reset();
    store_.close();
    store_.open();
    begin();
    scrape(body + "new 1\n");
    EXPECT_EQ(store_->status().groups, groups);
    EXPECT_THAT(read("new"), ElementsAre(Pair(2, "1")));
    EXPECT_EQ(read("up").size(), 3U);
}

TEST_F(TargetSeriesTest, FillsItsGroupsWithSeriesHoweverOftenTheyComeBack) {
    scrape("a 1\n");
    const std::uint64_t groups = store_->status().groups;
    for (int i = 0; i < 600; ++i)
        scrape(i % 2 == 0 ? "b 1\n" : "a 1\n");  // each time one is forgotten and comes back
    scrape("c 1\n");
    EXPECT_EQ(store_->status().groups, groups);
    // A group has 512 series at most, those of the runs before included.
    std::string body;
    for (int i = 0; i < 500; ++i)
        body += fmt::format("d{{x=\"{}\"}} 1\n", i);
    scrape(body);
    EXPECT_EQ(store_->status().groups, groups);
    series_.reset();
    store_.close();
    store_.open();
    begin();
    scrape("e 1\nf 1\ng 1\nh 1\ni 1\n");
    EXPECT_EQ(store_->status().groups, groups + 1);
}

}  // namespace
}  // namespace nodewatch::scrape
