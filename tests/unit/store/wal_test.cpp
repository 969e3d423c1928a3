#include <gtest/gtest.h>

#include <random>

#include "store/file_lock.hpp"
#include "store/schema.hpp"
#include "support/sanitizer.hpp"
#include "temporary_store.hpp"

namespace nodewatch::store {
namespace {

/// What the write-ahead log holds on disk while somebody reads for long.
class WalTest : public testing::Test {
protected:
    static constexpr std::size_t series_count = 1'000;
    /// The writer takes it back above 4 MB; a commit may come on top, and the file keeps 8.
    static constexpr std::uint64_t bound = std::uint64_t{12} << 20U;

    void SetUp() override {
        store.open();
        importer = store->importer();
        for (std::size_t i = 0; i < series_count; ++i) {
            const auto id = importer->series({{"__name__", "m"}, {"node", std::to_string(i)}});
            ASSERT_TRUE(id);
            series.push_back(*id);
        }
        write(1);
    }

    /// Some MB: a row of noise for each series and flush.
    void write(int flushes) {
        for (int i = 0; i < flushes; ++i) {
            time += 1'000;
            std::vector<Head::Sample> batch;
            for (const SeriesId id : series)
                for (int part = 0; part < 10; ++part)
                    batch.push_back({id, time + part * 100, noise(random)});
            ASSERT_TRUE(importer->append(batch));
            ASSERT_TRUE(store->flush());
            largest = std::max(largest, wal_bytes());
        }
    }
    std::uint64_t wal_bytes() const { return bytes_of(store.options.path + "-wal"); }

    TemporaryStore store;
    std::unique_ptr<Importer> importer;
    std::vector<SeriesId> series;
    std::int64_t time = TestClock::start_ms;
    std::mt19937_64 random{1};
    std::uniform_real_distribution<double> noise;
    std::uint64_t largest = 0;
};

TEST_F(WalTest, AQueryThatTakesLongDoesNotLetItGrow) {
    if (sanitizer::on) GTEST_SKIP() << "many megabytes take minutes";
    const auto selection = store->select({}, {0, max_time}, series_count);
    ASSERT_TRUE(selection);
    Samples samples;
    ASSERT_TRUE((*selection)->read(0, {0, max_time}, samples));
    write(220);
    EXPECT_GT(bytes_of(store.options.path), bound) << "more was written than the log may hold";
    EXPECT_LT(largest, bound);
    EXPECT_TRUE((*selection)->read(1, {0, max_time}, samples)) << "and the query goes on";
}

TEST_F(WalTest, GrowsWhileAnotherProgramReadsAndIsTakenBackAfterwards) {
    if (sanitizer::on) GTEST_SKIP() << "many megabytes take minutes";
    {
        auto reader = open_for_reading(store.options.path);
        ASSERT_TRUE(reader);
        const auto transaction = sqlite::Transaction::begin_read(*reader);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(reader->query_integer("SELECT count(*) FROM series"));
        write(150);
        EXPECT_GT(largest, bound) << "its reader needs the old pages";
    }
    write(10);
    EXPECT_LT(wal_bytes(), bound);
}

}  // namespace
}  // namespace nodewatch::store
