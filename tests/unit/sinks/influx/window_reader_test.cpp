#include "sinks/influx/window_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/store/temporary_store.hpp"

namespace nodewatch::influx {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t t0 = store::TestClock::start_ms;

struct PeersMeasurement : Measurement {
    PeersMeasurement() : Measurement("peers", "Peers", {"kind"}) {}
    Field inbound = gauge("in", "node_peers", "1", "Peers", {{"direction", "in"}});
    Field outbound = gauge("out", "node_peers", "1", "Peers", {{"direction", "out"}});
    Field oldest = age("oldest", "node_peer_age_seconds", "Since the first connected");
};
const PeersMeasurement peers;

struct LoadMeasurement : Measurement {
    LoadMeasurement() : Measurement("load", "Load") {}
    Field value = gauge("value", "node_load", "1", "Load");
};
const LoadMeasurement load;

class WindowReaderTest : public testing::Test {
protected:
    void SetUp() override { store.open(); }

    void publish(const SeriesGroup& group, std::int64_t time,
                 const std::vector<std::pair<Field, double>>& values) {
        Point point(*group.measurement, from_unix_milliseconds(time), Duration{0},
                    group.tag_values);
        for (const auto& [field, value] : values)
            point.set(field, value);
        store->points().accept(group, point);
    }
    std::vector<Batch> read(store::TimeRange window, BatchLimits limits = {}) {
        WindowReader reader(*store, measurements, window, limits);
        std::vector<Batch> batches;
        for (;;) {
            auto batch = reader.next();
            EXPECT_TRUE(batch);
            if (!batch || !*batch) return batches;
            batches.push_back(std::move(**batch));
        }
    }
    std::vector<std::string> lines(store::TimeRange window) {
        std::vector<std::string> all;
        for (const Batch& batch : read(window)) {
            std::size_t begin = 0;
            while (begin < batch.text.size()) {
                const auto end = batch.text.find('\n', begin);
                all.push_back(batch.text.substr(begin, end - begin));
                begin = end + 1;
            }
        }
        return all;
    }

    store::TemporaryStore store;
    const std::vector<StoredMeasurement> measurements = stored_measurements({&peers, &load});
    const SeriesGroup full{&peers, {"xrpl", "val 1"}, {"full"}, 0};
    const SeriesGroup light{&peers, {"xrpl", "val 1"}, {"light"}, 1};
    const SeriesGroup node{&load, {"xrpl", "val 1"}, {}, 2};
};

TEST_F(WindowReaderTest, MakesAPointOfItsSeriesAgain) {
    publish(full, t0, {{peers.inbound, 3}, {peers.outbound, 8}});
    publish(node, t0 + 1, {{load.value, 0.5}});
    EXPECT_THAT(lines({t0, t0 + 1}),
                UnorderedElementsAre(
                    "peers,kind=full,network=xrpl,node=val\\ 1 in=3,out=8 " + std::to_string(t0),
                    "load,network=xrpl,node=val\\ 1 value=0.5 " + std::to_string(t0 + 1)));
}

TEST_F(WindowReaderTest, HasBothEndsOfTheWindowAndNothingBeyond) {
    for (const std::int64_t time : {t0, t0 + 1, t0 + 2, t0 + 3})
        publish(node, time, {{load.value, 1}});
    const std::string line = "load,network=xrpl,node=val\\ 1 value=1 ";
    EXPECT_THAT(lines({t0 + 1, t0 + 2}),
                ElementsAre(line + std::to_string(t0 + 1), line + std::to_string(t0 + 2)));
}

TEST_F(WindowReaderTest, LeavesOutWhatAPointDoesNotHave) {
    publish(full, t0, {{peers.inbound, 3}, {peers.outbound, 8}});
    publish(full, t0 + 1, {{peers.outbound, 9}});  // the store ends the other one
    publish(full, t0 + 2, {});
    EXPECT_THAT(
        lines({t0 + 1, t0 + 2}),
        ElementsAre("peers,kind=full,network=xrpl,node=val\\ 1 out=9 " + std::to_string(t0 + 1)));
}

TEST_F(WindowReaderTest, TellsAnAgeInSeconds) {
    publish(full, t0, {{peers.oldest, static_cast<double>(t0) / 1000 - 90}});
    EXPECT_THAT(
        lines({t0, t0}),
        ElementsAre("peers,kind=full,network=xrpl,node=val\\ 1 oldest=90 " + std::to_string(t0)));
}

TEST_F(WindowReaderTest, ReadsMemoryAndFileAlike) {
    publish(full, t0, {{peers.inbound, 3}});
    publish(light, t0, {{peers.inbound, 4}});
    publish(node, t0, {{load.value, 1}});
    const auto before = lines({t0, t0});
    EXPECT_EQ(before.size(), 3U);
    store.open();
    EXPECT_EQ(lines({t0, t0}), before);
}

TEST_F(WindowReaderTest, LeavesOutSeriesThatNobodyDeclares) {
    store.import({{"__name__", "node_load"}, {"instance", "other"}}, {{t0, 1}});
    store.import({{"__name__", "foreign"}, {"network", "xrpl"}, {"node", "val 1"}}, {{t0, 1}});
    EXPECT_THAT(lines({t0, t0}), ElementsAre());
}

TEST_F(WindowReaderTest, CutsBatchesAtTheirBounds) {
    for (std::int64_t i = 0; i < 7; ++i)
        publish(node, t0 + i, {{load.value, 1}});
    std::vector<std::size_t> sizes;
    for (const Batch& batch : read({t0, t0 + 6}, {.lines = 3}))
        sizes.push_back(batch.lines);
    EXPECT_THAT(sizes, ElementsAre(3, 3, 1));

    const std::size_t line = read({t0, t0}).front().text.size();
    sizes.clear();
    for (const Batch& batch : read({t0, t0 + 6}, {.lines = 100, .bytes = 2 * line + 1})) {
        EXPECT_LE(batch.text.size(), 2 * line + 1);
        sizes.push_back(batch.lines);
    }
    EXPECT_THAT(sizes, ElementsAre(2, 2, 2, 1));
    // A line that is too large is sent all the same: the server has the word.
    EXPECT_EQ(read({t0, t0 + 6}, {.lines = 100, .bytes = 1}).size(), 7U);
}

}  // namespace
}  // namespace nodewatch::influx
