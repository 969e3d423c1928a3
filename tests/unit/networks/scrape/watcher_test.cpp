#include "networks/scrape/watcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/recording_consumer.hpp"

namespace nodewatch::scrape {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class ScrapeWatcherTest : public ::testing::Test {
protected:
    ScrapeWatcherTest() {
        hub_.add(seen_);
        options_.job = "node";
        options_.instance = "127.0.0.1:9100";
        options_.labels = {{"job", "node"}, {"instance", "127.0.0.1:9100"}};
        options_.url = {"http", "127.0.0.1", 9100, "/metrics?token=x", "me", "topsecret"};
        options_.interval = 1s;
        watcher_ = std::make_unique<ScrapeWatcher>(Publisher(hub_, target_of(options_)), nullptr,
                                                   options_, now_);
        watcher_->start(now_);
    }

    void scrape(ScrapeOutcome outcome, std::uint64_t skipped = 0) {
        now_.wall += 1s;
        now_.steady += 1s;
        ScrapeReport report{std::move(outcome), 100, 1500us, now_.wall, skipped};
        if (report.outcome.failure) report.body_bytes.reset();
        watcher_->on_scrape(report, now_);
    }
    static ScrapeOutcome good() { return {.failure = {}, .samples = 5, .kept = 4, .added = 3}; }
    static ScrapeOutcome bad(ScrapeFailure reason) {
        return {.failure = ScrapeOutcome::Failure{reason, {ErrorKind::parse, "what is wrong"}}};
    }
    std::vector<std::string> codes() const {
        std::vector<std::string> codes;
        for (const StatusReason& reason : watcher_->status(now_).reasons)
            codes.push_back(reason.code);
        return codes;
    }

    Hub hub_;
    testing::RecordingConsumer seen_;
    ScrapeOptions options_;
    Now now_{from_unix_seconds(1'763'700'000), SteadyTime{1h}};
    std::unique_ptr<ScrapeWatcher> watcher_;
};

TEST_F(ScrapeWatcherTest, TellsWhatAScrapeBrought) {
    EXPECT_EQ(watcher_->status(now_).state, TargetState::starting);
    EXPECT_EQ(seen_.value("nodewatch_scrape_state"), 1);
    EXPECT_EQ(seen_.value("nodewatch_scrape_up"), std::nullopt);
    scrape(good());
    EXPECT_EQ(watcher_->status(now_).state, TargetState::ok);
    EXPECT_EQ(seen_.value("nodewatch_scrape_up"), 1);
    EXPECT_EQ(seen_.value("nodewatch_scrape_state"), 2);
    EXPECT_EQ(seen_.value("nodewatch_scrape_duration_seconds"), 0.0015);
    EXPECT_EQ(seen_.value("nodewatch_scrape_samples"), 5);
    EXPECT_EQ(seen_.value("nodewatch_scrape_samples_kept"), 4);
    EXPECT_EQ(seen_.value("nodewatch_scrape_series_added"), 3);
    EXPECT_EQ(seen_.value("nodewatch_scrape_body_bytes"), 100);
    EXPECT_EQ(seen_.value("nodewatch_scrapes_total"), 1);
}

TEST_F(ScrapeWatcherTest, CountsEachScrapeThatMayChangeItsStatus) {
    EXPECT_EQ(watcher_->scrapes(), 0U);
    scrape(good());
    EXPECT_EQ(watcher_->scrapes(), 1U);
    scrape(bad(ScrapeFailure::connect));
    EXPECT_EQ(watcher_->scrapes(), 2U);
}

TEST_F(ScrapeWatcherTest, NamesWhatIsWrong) {
    scrape(bad(ScrapeFailure::connect));
    EXPECT_EQ(watcher_->status(now_).state, TargetState::failed);
    EXPECT_THAT(codes(), ::testing::ElementsAre("target_down"));
    EXPECT_EQ(seen_.value("nodewatch_scrape_up"), 0);
    EXPECT_EQ(seen_.value("nodewatch_scrape_body_bytes"), std::nullopt);
    scrape(bad(ScrapeFailure::not_asked));
    EXPECT_THAT(codes(), ::testing::ElementsAre("not_asked"));
    scrape(bad(ScrapeFailure::parse));
    EXPECT_THAT(codes(), ::testing::ElementsAre("target_answers_wrongly"));
    scrape(bad(ScrapeFailure::sample_limit));
    EXPECT_THAT(codes(), ::testing::ElementsAre("limit_exceeded"));
    auto refused = good();
    refused.refused[static_cast<std::size_t>(SampleRefusal::duplicate)] = 2;
    scrape(refused);
    EXPECT_EQ(watcher_->status(now_).state, TargetState::degraded);
    EXPECT_THAT(codes(), ::testing::ElementsAre("samples_refused"));
    refused = good();
    refused.metadata_refused = 7;
    scrape(refused);
    EXPECT_THAT(codes(), IsEmpty());
    EXPECT_EQ(seen_.value("nodewatch_scrape_metadata_refused_total"), 7);
    EXPECT_EQ(seen_.value("nodewatch_scrapes_total"), 6);
}

TEST_F(ScrapeWatcherTest, CallsATargetSlowUntilItWasInTimeForAWhile) {
    scrape(good(), 0);
    scrape(good(), 1);
    EXPECT_THAT(codes(), ::testing::ElementsAre("scrape_slow"));
    for (int i = 0; i < 8; ++i)
        scrape(good(), 1);
    EXPECT_THAT(codes(), ::testing::ElementsAre("scrape_slow"));
    for (int i = 0; i < 4; ++i)
        scrape(good(), 1);
    EXPECT_THAT(codes(), IsEmpty());
    EXPECT_EQ(seen_.value("nodewatch_scrapes_skipped_total"), 1);
}

TEST_F(ScrapeWatcherTest, ShowsTheAddressWithoutItsSecrets) {
    EXPECT_EQ(watcher_->status(now_).address, "http://127.0.0.1:9100/metrics");
}

}  // namespace
}  // namespace nodewatch::scrape
