#include "networks/bitcoin/mempool_points.hpp"

#include <gmock/gmock.h>

#include "base/clock.hpp"
#include "networks/bitcoin/measurements_mempool.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Stamp stamp{WallTime{1'700'000'000s}, Duration{30s}};

TEST(MempoolPoints, BandsAreNamedByTheirLowerEdge) {
    PictureBuilder builder;
    builder.add({0.1, 800, 20, 2});
    const auto points = band_points(builder.finish().bands, stamp);
    ASSERT_EQ(points.size(), band_edges.size());
    ASSERT_LE(points.size(), 48U);
    const auto& m = mempool_band_measurement;
    EXPECT_EQ(points[0].tag_values()[0], "0");
    EXPECT_EQ(points[0].get(m.vsize), 0.0) << "known to be empty";
    EXPECT_EQ(points[1].tag_values()[0], "0.1");
    EXPECT_EQ(points[1].get(m.vsize), 200.0);
    EXPECT_EQ(points[1].get(m.transactions), 2.0);
    EXPECT_EQ(points.back().tag_values()[0], "2000");
}

TEST(MempoolPoints, WhatADiagramDoesNotTellIsAbsent) {
    const auto picture = picture_of(std::vector<DiagramStep>{{400, 1'000}});
    EXPECT_FALSE(band_points(picture.bands, stamp)[0].has(mempool_band_measurement.transactions));
    const Point projected = projected_point(picture, 3, stamp);
    const auto& m = mempool_projected_measurement;
    EXPECT_EQ(projected.get(m.blocks_to_clear), 1.0);
    EXPECT_EQ(projected.get(m.left_out), 3.0);
    EXPECT_TRUE(projected.has(m.medians[0]));
    EXPECT_FALSE(projected.has(m.medians[1])) << "there is no second block";
}

TEST(MempoolPoints, RowsOfTheProjectedBlocks) {
    ManualClock clock;
    LiveBoard board(clock);
    ProjectedTable table(&board, {"bitcoin", "main-1"});
    LiveReader reader(board, {LivePattern::parse("table/bitcoin/main-1/projected").value()});
    PictureBuilder builder;
    for (int i = 0; i < 8; ++i)
        builder.add({8.0 - i, 3'992'000, 1'000, 5});
    table.show(builder.finish().blocks);
    const std::string rows = reader.next(clock.now().wall)->json;
    EXPECT_THAT(rows, HasSubstr(R"("0",{"index":0,"tx":5,"vsize":998000,"weight":3992000,)"
                                R"("fees":1000,"median":8,"rates":[8,8,8,8,8,8,8]})"));
    EXPECT_THAT(rows, HasSubstr(R"("rates":[1,1,1,1,1,1,1],"last":true})"));
    table.show({});
    const std::string gone = reader.next(clock.now().wall)->json;
    EXPECT_THAT(gone, HasSubstr("\"7\"]"));
    EXPECT_EQ(board.size(), 0U);
}

TEST(MempoolPoints, RowsOfADiagramHaveNoCount) {
    ManualClock clock;
    LiveBoard board(clock);
    ProjectedTable table(&board, {"bitcoin", "main-1"});
    table.show(picture_of(std::vector<DiagramStep>{{400, 1'000}}).blocks);
    LiveReader reader(board, {LivePattern::parse("table/bitcoin/main-1/projected").value()});
    EXPECT_THAT(reader.next(clock.now().wall)->json, Not(HasSubstr("\"tx\"")));
}

}  // namespace
}  // namespace nodewatch::bitcoin
