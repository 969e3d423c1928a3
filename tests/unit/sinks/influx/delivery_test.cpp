#include "sinks/influx/delivery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nodewatch::influx {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::SizeIs;

const Verdict written{.outcome = Outcome::written};
const Verdict refused{.outcome = Outcome::refused, .kind = FailureKind::refused};
const Verdict too_large{.outcome = Outcome::too_large, .kind = FailureKind::too_large};
const Verdict unavailable{.outcome = Outcome::retry, .kind = FailureKind::unavailable};

class DeliveryTest : public testing::Test {
protected:
    void begin(std::size_t lines) {
        Batch batch;
        for (std::size_t i = 0; i < lines; ++i)
            batch.text += "m v=" + std::to_string(i) + " 1\n";
        batch.lines = lines;
        delivery.begin(std::move(batch));
    }
    /// A server that refuses requests with a bad line, or with more than `max_lines`.
    std::vector<std::string> run(const std::string& bad, std::size_t max_lines) {
        std::vector<std::string> accepted;
        while (!delivery.done()) {
            const auto piece = delivery.piece();
            Verdict verdict = written;
            if (piece->text.contains(bad)) verdict = refused;
            if (piece->lines > max_lines) verdict = too_large;
            if (verdict.outcome == Outcome::written) accepted.push_back(piece->text);
            EXPECT_EQ(delivery.answered(verdict), Duration{0});
        }
        return accepted;
    }
    std::uint64_t failures(FailureKind kind) const {
        return delivery.totals().failures[static_cast<std::size_t>(kind)];
    }

    Delivery delivery{[] { return 0.5; }};
};

TEST_F(DeliveryTest, CountsWhatWasWritten) {
    begin(3);
    EXPECT_EQ(delivery.answered(written), Duration{0});
    EXPECT_TRUE(delivery.done());
    EXPECT_EQ(delivery.totals().lines, 3U);
    EXPECT_EQ(delivery.totals().batches, 1U);
}

TEST_F(DeliveryTest, SendsABatchThatIsTooLargeInHalvesAndInOrder) {
    begin(5);
    EXPECT_THAT(run("none", 2),
                ElementsAre("m v=0 1\nm v=1 1\n", "m v=2 1\n", "m v=3 1\nm v=4 1\n"));
    EXPECT_EQ(delivery.totals().lines, 5U);
    EXPECT_EQ(delivery.totals().dropped_refused, 0U);
    EXPECT_EQ(failures(FailureKind::too_large), 2U);
}

TEST_F(DeliveryTest, DropsALineThatIsTooLargeAlone) {
    begin(2);
    EXPECT_THAT(run("none", 0), SizeIs(0));
    EXPECT_EQ(delivery.totals().dropped_refused, 2U);
}

TEST_F(DeliveryTest, FindsTheOneLineThatIsRefused) {
    begin(1'000);
    run("v=617 ", 1'000);
    EXPECT_EQ(delivery.totals().lines, 999U);
    EXPECT_EQ(delivery.totals().dropped_refused, 1U);
    EXPECT_THAT(failures(FailureKind::refused), Le(11U));
}

TEST_F(DeliveryTest, DoesNotAskLineByLineAServerThatRefusesEverything) {
    begin(100'000);
    run("m ", 100'000);
    EXPECT_EQ(delivery.totals().dropped_refused, 100'000U);
    EXPECT_THAT(failures(FailureKind::refused), Le(2 * Delivery::max_refused_splits + 1));
}

TEST_F(DeliveryTest, GoesOnAfterAPartialWrite) {
    begin(6);
    EXPECT_EQ(delivery.answered(
                  {.outcome = Outcome::partly_written, .kind = FailureKind::partial, .dropped = 4}),
              Duration{0});
    EXPECT_TRUE(delivery.done());
    EXPECT_EQ(delivery.totals().lines, 2U);
    EXPECT_EQ(delivery.totals().dropped_partial, 4U);
}

TEST_F(DeliveryTest, KeepsTheBatchAndWaitsLongerEachTime) {
    begin(1);
    std::vector<Duration> waits;
    for (int i = 0; i < 8; ++i)
        waits.push_back(delivery.answered(unavailable));
    // Half of the ceilings 1, 2, 4 ... 60 s, for that is what the random numbers say.
    EXPECT_THAT(waits, ElementsAre(Duration{500}, seconds{1}, seconds{2}, seconds{4}, seconds{8},
                                   seconds{16}, seconds{30}, seconds{30}));
    EXPECT_EQ(failures(FailureKind::unavailable), 8U);
    EXPECT_FALSE(delivery.done());

    delivery.answered(written);
    begin(1);
    EXPECT_EQ(delivery.answered(unavailable), Duration{500});
}

TEST_F(DeliveryTest, WaitsLongerForTheHistoryThoughSomeOfItIsWritten) {
    std::vector<Duration> waits;
    for (int i = 0; i < 4; ++i) {
        begin(1);
        delivery.answered(written);
        waits.push_back(delivery.read_failed());
    }
    EXPECT_THAT(waits, ElementsAre(Duration{500}, seconds{1}, seconds{2}, seconds{4}));
    EXPECT_EQ(failures(FailureKind::history), 4U);
    delivery.read_succeeded();
    EXPECT_EQ(delivery.read_failed(), Duration{500});
}

TEST_F(DeliveryTest, WaitsNoShorterThanTheServerAsks) {
    begin(1);
    Verdict busy = unavailable;
    busy.retry_after = seconds{23};
    EXPECT_EQ(delivery.answered(busy), seconds{23});
}

TEST_F(DeliveryTest, RetriesSlowlyWhatAnOperatorHasToEnd) {
    begin(1);
    const Verdict unauthorized{.outcome = Outcome::retry_slowly, .kind = FailureKind::unauthorized};
    EXPECT_EQ(delivery.answered(unauthorized), Delivery::slow_retry);
    EXPECT_FALSE(delivery.done());
    EXPECT_EQ(failures(FailureKind::unauthorized), 1U);
}

}  // namespace
}  // namespace nodewatch::influx
