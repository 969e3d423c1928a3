#include "store/selection.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "temporary_store.hpp"

namespace nodewatch::store {
namespace {

constexpr std::int64_t t0 = TestClock::start_ms / day_ms * day_ms;
constexpr int names = 3;

/// Series of one group over two days and into memory; each misses other rows.
class SelectionTest : public testing::Test {
protected:
    void fill() {
        store.open();
        const auto importer = store->importer();
        std::vector<Head::Sample> first;
        std::vector<Head::Sample> rest;
        for (int name = 0; name < names; ++name) {
            const auto series = importer->series({{"__name__", "m" + std::to_string(name)}});
            ASSERT_TRUE(series);
            for (int row = 0; row < 20'000; ++row) {
                if (row % (7 + name) == 0) continue;
                const Head::Sample sample{*series, t0 + row * 8'000 + row % 3,
                                          std::sqrt(row) + name};
                (row < 15'000 ? first : rest).push_back(sample);
                expected[name].times.push_back(sample.time);
                expected[name].values.push_back(sample.value);
            }
        }
        std::ranges::sort(first, {}, &Head::Sample::time);
        std::ranges::sort(rest, {}, &Head::Sample::time);
        ASSERT_TRUE(importer->append(first));
        ASSERT_TRUE(store->compact());
        ASSERT_TRUE(importer->append(rest));
    }

    /// In parts of `span` ms.
    Samples read(const Selection& selection, std::size_t series, std::int64_t span) {
        Samples samples;
        for (std::int64_t from = t0; from <= end; from += span) {
            const auto read =
                selection.read(series, {from, std::min(from + span - 1, end)}, samples);
            EXPECT_TRUE(read);
        }
        return samples;
    }

    void expect_all(std::int64_t span) {
        const auto selection = store->select({}, {t0, end}, 10);
        ASSERT_TRUE(selection);
        ASSERT_EQ((*selection)->size(), std::size_t{names});
        for (std::size_t series = 0; series < names; ++series) {
            const Samples samples = read(**selection, series, span);
            EXPECT_EQ(samples.times, expected[series].times);
            EXPECT_EQ(samples.values, expected[series].values);
        }
    }

    static constexpr std::int64_t end = t0 + 20'000 * 8'000;
    TemporaryStore store;
    Samples expected[names];
};

TEST_F(SelectionTest, ReadsTheSameAsAWholeAndInParts) {
    fill();
    for (const std::int64_t span : {end - t0 + 1, day_ms, std::int64_t{7'777'777}})
        expect_all(span);
}

TEST_F(SelectionTest, ReadsOverlappingRangesInAnyOrder) {
    fill();
    const auto selection = store->select({}, {t0, end}, 10);
    ASSERT_TRUE(selection);
    for (const std::int64_t hour : {30, 2, 29, 3, 0, 44}) {
        for (std::size_t series = 0; series < names; ++series) {
            const TimeRange range{t0 + hour * hour_ms, t0 + (hour + 5) * hour_ms};
            const TimeRange inside{range.from, std::min(range.to, end)};
            Samples samples;
            ASSERT_TRUE((*selection)->read(series, inside, samples));
            const auto& times = expected[series].times;
            const auto first = std::ranges::lower_bound(times, inside.from);
            const auto last = std::ranges::upper_bound(times, inside.to);
            EXPECT_EQ(samples.times, std::vector(first, last)) << "hour " << hour;
        }
    }
}

TEST_F(SelectionTest, ReadsTheSameWithoutMemoryToKeepChunksIn) {
    store.options.query_cache_bytes = 0;
    fill();
    expect_all(day_ms);
}

TEST_F(SelectionTest, ReadsTheSameWhenTheMemoryRunsOut) {
    store.options.query_cache_bytes = 64 << 10;
    fill();
    expect_all(day_ms / 4);
    expect_all(day_ms / 4);
}

}  // namespace
}  // namespace nodewatch::store
