#include "store/chunk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codec_columns.hpp"

namespace nodewatch::store {
namespace {

using testing::ElementsAre;

Column column(std::uint64_t key, std::vector<double> values) {
    return Column{key, std::move(values), {}};
}

/// Every third row misses the columns of odd keys.
Rows mixed_rows() {
    Rows rows;
    for (std::int64_t i = 0; i < 200; ++i)
        rows.times.push_back(1'763'700'000'000 + i * 5000 + i % 3);
    for (std::uint64_t key = 3; key < 9; ++key) {
        Column& column = rows.columns.emplace_back();
        column.key = key;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const bool there = key % 2 == 0 || row % 3 != 0;
            column.values.push_back(there ? static_cast<double>(row * key) : 0.0);
            column.presence.set(row, there, rows.size());
        }
    }
    return rows;
}

void expect_same(const Rows& a, const Rows& b) {
    EXPECT_EQ(a.times, b.times);
    ASSERT_EQ(a.columns.size(), b.columns.size());
    for (std::size_t i = 0; i < a.columns.size(); ++i) {
        EXPECT_EQ(a.columns[i].key, b.columns[i].key);
        EXPECT_EQ(bits_of(a.columns[i].values), bits_of(b.columns[i].values));
        for (std::size_t row = 0; row < a.size(); ++row)
            EXPECT_EQ(a.columns[i].presence.at(row), b.columns[i].presence.at(row)) << row;
    }
}

TEST(Chunk, ComesBackWithGaps) {
    Bytes blob;
    encode_chunk(mixed_rows(), Effort::small, blob);
    const auto rows = decode_chunk(blob);
    ASSERT_TRUE(rows);
    expect_same(*rows, mixed_rows());
}

/// Polls on time, late by a little, some of them missed, and events without a rhythm.
std::vector<std::vector<std::int64_t>> rhythms() {
    std::mt19937_64 random(3);
    std::vector<std::vector<std::int64_t>> columns(4);
    for (std::int64_t i = 0; i < 3000; ++i) {
        const auto late = static_cast<std::int64_t>(random() % 9);
        const std::int64_t tick = 1'763'700'000'000 + i * 5000;
        columns[0].push_back(tick);
        columns[1].push_back(tick + late);
        if (random() % 10 != 0) columns[2].push_back(tick + late);
        columns[3].push_back((i == 0 ? 0 : columns[3].back()) + 1 + late * late * late);
    }
    columns.push_back({7});
    return columns;
}

TEST(Chunk, GivesTheTimesOfARange) {
    for (const std::vector<std::int64_t>& times : rhythms()) {
        const Rows rows{times, {column(0, std::vector<double>(times.size(), 1.0))}};
        Bytes blob;
        encode_chunk(rows, Effort::small, blob);
        const auto view = ChunkView::parse(blob);
        ASSERT_TRUE(view);
        const std::int64_t first = times.front();
        const std::int64_t last = times.back();
        const std::int64_t later = last + 1000;
        const std::int64_t middle = times[times.size() / 2];
        for (const TimeRange range : {TimeRange{0, later},
                                      {first, last},
                                      {middle, middle},
                                      {middle + 1, last - 1},
                                      {first + 1, middle},
                                      {last, later},
                                      {0, first},
                                      {middle + 1, middle}}) {
            const auto from = std::ranges::lower_bound(times, range.from);
            const auto to = std::max(from, std::ranges::upper_bound(times, range.to));
            RowTimes part;
            ASSERT_TRUE(view->times(range, part));
            EXPECT_EQ(part.times, std::vector(from, to)) << range.from << " to " << range.to;
            EXPECT_EQ(part.first, static_cast<std::size_t>(from - times.begin()));
        }
    }
}

TEST(Chunk, RefusesAPartOfTimesThatDoNotAscend) {
    Rows rows = mixed_rows();
    std::swap(rows.times[100], rows.times[101]);
    Bytes blob;
    encode_chunk(rows, Effort::fast, blob);
    const auto view = ChunkView::parse(blob);
    ASSERT_TRUE(view);
    RowTimes part;
    EXPECT_FALSE(view->times({rows.times[90], rows.times[110]}, part));
}

TEST(Chunk, KeepsDifficultColumnsBitForBit) {
    for (const NamedColumn& named : difficult_columns()) {
        Rows rows;
        for (std::size_t i = 0; i < named.values.size(); ++i)
            rows.times.push_back(static_cast<std::int64_t>(i * i));
        rows.columns = {column(0, named.values)};
        Bytes blob;
        encode_chunk(rows, Effort::fast, blob);
        const auto decoded = decode_chunk(blob);
        ASSERT_TRUE(decoded) << named.name;
        expect_same(*decoded, rows);
    }
}

TEST(Chunk, LeavesOutColumnsWithoutValues) {
    Rows rows;
    rows.times = {1, 2};
    rows.columns = {column(1, {1, 2}), column(2, {0, 0})};
    rows.columns[1].presence.set(0, false, 2);
    rows.columns[1].presence.set(1, false, 2);
    Bytes blob;
    encode_chunk(rows, Effort::fast, blob);
    const auto view = ChunkView::parse(blob);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->columns(), 1U);
    EXPECT_TRUE(view->find(1));
    EXPECT_FALSE(view->find(2));
}

TEST(Chunk, OneDamagedColumnCostsThatColumn) {
    Bytes blob;
    encode_chunk(mixed_rows(), Effort::fast, blob);
    blob[blob.size() - 6] ^= 1U;  // the last column's section
    const auto view = ChunkView::parse(blob);
    ASSERT_TRUE(view);
    Column read;
    EXPECT_TRUE(view->column(0, read));
    EXPECT_FALSE(view->column(view->columns() - 1, read));
}

TEST(Chunk, NoFlippedBitGoesUnnoticed) {
    Bytes blob;
    encode_chunk(mixed_rows(), Effort::small, blob);
    for (std::size_t bit = 0; bit < blob.size() * 8; ++bit) {
        blob[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        EXPECT_FALSE(decode_chunk(blob)) << "bit " << bit;
        blob[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
}

TEST(Chunk, IsRefusedWhenCutShort) {
    Bytes blob;
    encode_chunk(mixed_rows(), Effort::small, blob);
    for (std::size_t size = 0; size < blob.size(); ++size)
        EXPECT_FALSE(decode_chunk(ByteView(blob).first(size))) << size;
}

TEST(Chunk, TellsWhereItEnds) {
    Bytes blob;
    encode_chunk(mixed_rows(), Effort::fast, blob);
    const std::size_t size = blob.size();
    encode_chunk(mixed_rows(), Effort::fast, blob);
    const auto view = ChunkView::parse(blob);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->bytes(), size);
}

TEST(Rows, OfOneTimeBecomeOne) {
    Rows rows;
    rows.times = {10, 30, 20, 30};
    rows.columns = {column(1, {1, 3, 2, 4}), column(2, {5, 6, 0, 0})};
    rows.columns[1].presence.set(2, false, 4);
    rows.columns[1].presence.set(3, false, 4);
    sort_rows(rows);
    EXPECT_THAT(rows.times, ElementsAre(10, 20, 30));
    EXPECT_THAT(rows.columns[0].values, ElementsAre(1, 2, 4));
    EXPECT_TRUE(rows.columns[1].presence.at(0));
    EXPECT_FALSE(rows.columns[1].presence.at(1));
    EXPECT_EQ(rows.columns[1].values[2], 6);
}

}  // namespace
}  // namespace nodewatch::store
