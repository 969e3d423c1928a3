#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "networks/bitcoin/mempool_picture.hpp"
#include "networks/stamp.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

/// From a picture of the mempool to points and rows.
namespace nodewatch::bitcoin {

/// One for each band, "0.1" for that from 0.1 satoshi a virtual byte on.
std::vector<Point> band_points(const FeeBands& bands, Stamp stamp);
Point projected_point(const MempoolPicture& picture, std::uint64_t left_out, Stamp stamp);
Point recommended_point(const RecommendedFees& fees, Stamp stamp);

/// The projected blocks as rows of table/bitcoin/<node>/projected (docs/api.md).
class ProjectedTable {
public:
    /// `board` outlives this; null: nobody looks.
    ProjectedTable(LiveBoard* board, const Target& target);
    /// None: all rows go.
    void show(const std::vector<ProjectedBlock>& blocks);

private:
    LiveBoard* board_;
    std::string topic_;
    std::size_t shown_ = 0;
};

}  // namespace nodewatch::bitcoin
