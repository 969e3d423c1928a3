#include "store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec_columns.hpp"
#include "support/sanitizer.hpp"
#include "temporary_store.hpp"

namespace nodewatch::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t t0 = TestClock::start_ms;

struct NodeMeasurement : Measurement {
    NodeMeasurement() : Measurement("node", "A node", {"role"}) {}
    Field load = gauge("load", "node_load", "1", "Load");
    Field peers = gauge("peers", "node_peers", "1", "Peers");
    Field age = this->Measurement::age("age", "node_ledger_age_seconds", "Since the last ledger");
    Field expires = countdown("expires", "node_list_expires_seconds", "Until the list expires");
};
const NodeMeasurement node_measurement;

class StoreTest : public testing::Test {
protected:
    void SetUp() override { store.open(); }

    Point point(std::int64_t time, double load) {
        Point p(node_measurement, from_unix_milliseconds(time), std::chrono::seconds{5}, {"main"});
        p.set(node_measurement.load, load);
        return p;
    }

    TemporaryStore store;
    const SeriesGroup group{&node_measurement, {"xrpl", "val-1"}, {"main"}, 0};
};

TEST_F(StoreTest, ShowsAPointAtOnce) {
    store->points().accept(group, point(t0, 1.5));
    EXPECT_THAT(store.read("node_load").values, ElementsAre(1.5));
    EXPECT_THAT(store.read("node_load").times, ElementsAre(t0));
}

TEST_F(StoreTest, GivesAPointTheLabelsOfItsTarget) {
    store->points().accept(group, point(t0, 1));
    std::vector<std::string> labels;
    ASSERT_TRUE(store->for_each_series({}, {0, max_time}, [&](const Labels& l) {
        labels.push_back(to_string(l));
        return true;
    }));
    EXPECT_THAT(labels, ElementsAre(R"(node_load{network="xrpl",node="val-1",role="main"})"));
}

TEST_F(StoreTest, KeepsAnAgeAsItWasAtItsPoint) {
    Point p = point(t0, 1);
    p.set(node_measurement.age, static_cast<double>(t0) / 1000 - 3.5);
    store->points().accept(group, p);
    p = point(t0 + 1000, 1);
    p.set(node_measurement.age, static_cast<double>(t0) / 1000 + 60);  // of a clock ahead of ours
    store->points().accept(group, p);
    EXPECT_THAT(store.read("node_ledger_age_seconds").values, ElementsAre(3.5, 0.0));
}

TEST_F(StoreTest, KeepsACountdownAsItWasAtItsPoint) {
    for (const std::int64_t later : {0, 90'000}) {
        Point p = point(t0 + later, 1);
        p.set(node_measurement.expires, static_cast<double>(t0) / 1000 + 60);
        store->points().accept(group, p);
    }
    EXPECT_THAT(store.read("node_list_expires_seconds").values, ElementsAre(60.0, -30.0));
}

TEST_F(StoreTest, EndsAFieldThatAPointLeavesOut) {
    Point both = point(t0, 1);
    both.set(node_measurement.peers, 20);
    store->points().accept(group, both);
    store->points().accept(group, point(t0 + 5000, 2));
    store->points().accept(group, point(t0 + 10'000, 3));
    const Samples peers = store.read("node_peers");
    ASSERT_EQ(peers.size(), 2U);
    EXPECT_EQ(peers.times[1], t0 + 5000);
    EXPECT_TRUE(is_stale_marker(peers.values[1]));
}

TEST_F(StoreTest, EndsARetiredGroup) {
    store->points().accept(group, point(t0, 1));
    store->points().retire(group, from_unix_milliseconds(t0));
    const Samples load = store.read("node_load");
    // The last value stays: the marker comes behind it.
    EXPECT_THAT(load.times, ElementsAre(t0, t0 + 1));
    EXPECT_TRUE(is_stale_marker(load.values[1]));
}

TEST_F(StoreTest, EndsAGroupAfterThreeSilentIntervals) {
    store->points().accept(group, point(t0, 1));
    store.clock.advance(std::chrono::seconds{15});
    store->points().end_silent_groups();
    EXPECT_EQ(store.read("node_load").size(), 1U);
    store.clock.advance(std::chrono::milliseconds{1});
    store->points().end_silent_groups();
    store->points().end_silent_groups();
    const Samples load = store.read("node_load");
    EXPECT_THAT(load.times, ElementsAre(t0, t0 + 15'000));
    EXPECT_TRUE(is_stale_marker(load.values[1]));
}

TEST_F(StoreTest, KeepsEveryDoubleThroughMemoryLogAndChunk) {
    const auto columns = difficult_columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        std::vector<std::pair<std::int64_t, double>> samples;
        for (std::size_t row = 0; row < columns[i].values.size(); ++row)
            samples.emplace_back(t0 + static_cast<std::int64_t>(row), columns[i].values[row]);
        store.import({{"__name__", "m" + std::to_string(i)}}, samples);
    }
    const auto check = [&](const char* where) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            EXPECT_EQ(bits_of(store.read("m" + std::to_string(i)).values),
                      bits_of(columns[i].values))
                << columns[i].name << " " << where;
        }
    };
    check("in memory");
    ASSERT_TRUE(store->flush());
    check("after the flush");
    store.close();
    store.open();
    check("after a restart");
}

TEST_F(StoreTest, RemembersOpenRowsAfterARestart) {
    for (int i = 0; i < 10; ++i)
        store->points().accept(group, point(t0 + i * 5000, i));
    store.close();
    store.open();
    EXPECT_EQ(store.read("node_load").size(), 10U);
    store->points().accept(group, point(t0 + 50'000, 10));
    EXPECT_EQ(store.read("node_load").size(), 11U);
    EXPECT_EQ(store->status().series, 1U);
}

TEST_F(StoreTest, ReadsAcrossChunksAndMemory) {
    for (int i = 0; i < 3000; ++i) {
        store->points().accept(group, point(t0 + i * 1000, i));
        if (i % 700 == 0) ASSERT_TRUE(store->flush());
    }
    const Samples all = store.read("node_load");
    ASSERT_EQ(all.size(), 3000U);
    for (int i = 0; i < 3000; ++i)
        EXPECT_EQ(all.values[static_cast<std::size_t>(i)], i);
    const Samples part = store.read("node_load", {t0 + 500'000, t0 + 503'000});
    EXPECT_THAT(part.values, ElementsAre(500, 501, 502, 503));
}

TEST_F(StoreTest, ASelectionDoesNotSeeWhatComesLater) {
    store->points().accept(group, point(t0, 1));
    const auto selection = store->select({}, {0, max_time}, 10);
    ASSERT_TRUE(selection);
    for (int i = 1; i < 2000; ++i)
        store->points().accept(group, point(t0 + i * 1000, 2));
    ASSERT_TRUE(store->flush());
    Samples samples;
    ASSERT_TRUE((*selection)->read(0, {0, max_time}, samples));
    EXPECT_THAT(samples.times, ElementsAre(t0));
}

TEST_F(StoreTest, TakesLateSamplesWithinTheWindowAndRefusesOlderOnes) {
    store.clock.advance(std::chrono::hours{1});
    const Labels labels{{"__name__", "late"}};
    store.import(labels, {{t0 + 3'600'000, 1}});
    store.import(labels, {{t0 + 3'600'000 - 599'000, 2}, {t0 + 3'600'000 - 601'000, 3}});
    EXPECT_THAT(store.read("late").times, ElementsAre(t0 + 3'001'000, t0 + 3'600'000));
    EXPECT_EQ(store->status().refused_old, 1U);
}

TEST_F(StoreTest, OrdersLateSamplesOnDiskToo) {
    const Labels labels{{"__name__", "late"}};
    std::vector<std::pair<std::int64_t, double>> samples;
    for (int i = 0; i < 2000; ++i)
        samples.emplace_back(t0 + (i ^ 1) * 100, i ^ 1);
    store.import(labels, samples);
    ASSERT_TRUE(store->flush());
    const Samples read = store.read("late");
    ASSERT_EQ(read.size(), 2000U);
    EXPECT_TRUE(std::ranges::is_sorted(read.times));
    EXPECT_TRUE(std::ranges::is_sorted(read.values));
}

TEST_F(StoreTest, OfTwoSamplesForOneTimeTheLaterCounts) {
    const Labels labels{{"__name__", "twice"}};
    store.import(labels, {{t0, 1}});
    ASSERT_TRUE(store->flush());
    store.import(labels, {{t0, 2}});
    EXPECT_THAT(store.read("twice").values, ElementsAre(2));
}

TEST_F(StoreTest, GoesOnAfterAClockThatWasAYearAhead) {
    store.clock.step_wall(std::chrono::days{365});
    const std::int64_t ahead = t0 + 365 * std::int64_t{86'400'000};
    store->points().accept(group, point(ahead, 1));
    store.clock.step_wall(-std::chrono::days{365});
    store->points().accept(group, point(t0, 2));
    store->points().accept(group, point(t0 + 5000, 3));
    EXPECT_THAT(store.read("node_load").values, ElementsAre(2, 3, 1));
    EXPECT_EQ(store->status().refused_old, 0U);
}

TEST_F(StoreTest, RefusesTimesThatNobodyMeans) {
    store.import({{"__name__", "m"}}, {{-1, 1}, {max_time + 1, 1}, {max_time, 1}});
    EXPECT_EQ(store->status().refused_time, 2U);
    EXPECT_EQ(store.read("m").size(), 1U);
}

TEST_F(StoreTest, RefusesSeriesAboveTheLimitAndSaysWhatToDo) {
    store.options.max_series = 1000;
    store.open();
    const auto importer = store->importer();
    std::size_t refused = 0;
    std::string message;
    const int asked = sanitizer::rounds(1'000'000);
    for (int i = 0; i < asked; ++i) {
        const auto series = importer->series({{"__name__", "m"}, {"i", std::to_string(i)}});
        if (series) continue;
        ++refused;
        message = series.error().message;
    }
    EXPECT_EQ(refused, static_cast<std::size_t>(asked - 1000));
    EXPECT_EQ(store->status().refused_limit, refused);
    EXPECT_THAT(message, HasSubstr("1000 series"));
}

TEST_F(StoreTest, SelectsInOrderOfLabels) {
    for (const char* node : {"b", "a", "c"})
        store.import({{"__name__", "m"}, {"node", node}}, {{t0, 1}});
    const auto selection = store->select({}, {0, max_time}, 3);
    ASSERT_TRUE(selection);
    std::vector<std::string> nodes;
    for (std::size_t i = 0; i < (*selection)->size(); ++i)
        nodes.emplace_back((*selection)->labels(i).get("node"));
    EXPECT_THAT(nodes, ElementsAre("a", "b", "c"));
    const auto too_many = store->select({}, {0, max_time}, 2);
    ASSERT_FALSE(too_many);
    EXPECT_EQ(too_many.error().kind, ErrorKind::too_large);
}

TEST_F(StoreTest, SplitsSeriesOfDifferentRhythms) {
    const auto importer = store->importer();
    const auto fast = importer->series({{"__name__", "fast"}, {"node", "a"}});
    const auto slow = importer->series({{"__name__", "slow"}, {"node", "a"}});
    // The first batch brings both with the same time: they seem to belong together.
    for (int i = 0; i < 4000; ++i) {
        std::vector<Head::Sample> batch{{*fast, t0 + i * 1000, 1.0 * i}};
        if (i % 5 == 0) batch.push_back({*slow, t0 + i * 1000, 2.0 * i});
        ASSERT_TRUE(importer->append(batch));
        if (i % 1000 == 999) ASSERT_TRUE(store->flush());
    }
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(store.read("fast").size(), 4000U);
    const Samples read = store.read("slow");
    ASSERT_EQ(read.size(), 800U);
    EXPECT_EQ(read.values[799], 2.0 * 3995);
    store.close();
    store.open();
    EXPECT_EQ(store.read("slow").values, read.values);
    EXPECT_EQ(store.read("slow").times, read.times);
}

TEST_F(StoreTest, KeepsDocuments) {
    const std::string document("a\0b", 3);
    const auto none = store->load_document("xrpl/val-1/agreement");
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    ASSERT_TRUE(store->save_document("xrpl/val-1/agreement", "old"));
    ASSERT_TRUE(store->save_document("xrpl/val-1/agreement", document));
    store.close();
    store.open();
    const auto loaded = store->load_document("xrpl/val-1/agreement");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(**loaded, document);
}

}  // namespace
}  // namespace nodewatch::store
