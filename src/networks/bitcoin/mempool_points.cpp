#include "networks/bitcoin/mempool_points.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "networks/bitcoin/measurements_mempool.hpp"

namespace nodewatch::bitcoin {
namespace {

double vbytes(std::uint64_t weight) {
    return static_cast<double>(weight) / weight_per_vbyte;
}

std::string projected_row(const ProjectedBlock& block, std::size_t index) {
    JsonWriter json;
    json.begin_object().member("index", std::uint64_t{index});
    json.member_if("tx", block.transactions).member("vsize", vbytes(block.weight));
    json.member("weight", block.weight).member("fees", block.fees);
    json.member("median", block.median).key("rates").begin_array();
    for (const double rate : block.rates)
        json.value(rate);
    json.end_array();
    if (block.last) json.member("last", true);
    return json.end_object().take();
}

}  // namespace

std::vector<Point> band_points(const FeeBands& bands, Stamp stamp) {
    const auto& m = mempool_band_measurement;
    std::vector<Point> points;
    points.reserve(bands.size());
    for (std::size_t i = 0; i < bands.size(); ++i) {
        std::vector<std::string> tags = {fmt::format("{}", band_edges[i])};
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::move(tags));
        point.set(m.vsize, vbytes(bands[i].weight));
        point.set(m.transactions, bands[i].transactions);
    }
    return points;
}

Point projected_point(const MempoolPicture& picture, std::uint64_t left_out, Stamp stamp) {
    const auto& m = mempool_projected_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.blocks_to_clear, picture.blocks_to_clear);
    point.set(m.left_out, left_out);
    for (std::size_t i = 0; i < picture.blocks.size(); ++i)
        point.set(m.medians[i], picture.blocks[i].median);
    return point;
}

Point recommended_point(const RecommendedFees& fees, Stamp stamp) {
    const auto& m = fee_recommended_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.fastest, fees.fastest);
    point.set(m.half_hour, fees.half_hour);
    point.set(m.hour, fees.hour);
    point.set(m.economy, fees.economy);
    point.set(m.minimum, fees.minimum);
    return point;
}

ProjectedTable::ProjectedTable(LiveBoard* board, const Target& target)
    : board_(board), topic_(live_topic({"table", target.network, target.node, "projected"})) {}

void ProjectedTable::show(const std::vector<ProjectedBlock>& blocks) {
    if (board_ == nullptr) return;
    for (std::size_t i = 0; i < blocks.size(); ++i)
        board_->put(topic_, std::to_string(i), projected_row(blocks[i], i));
    for (std::size_t i = blocks.size(); i < shown_; ++i)
        board_->remove(topic_, std::to_string(i));
    shown_ = blocks.size();
}

}  // namespace nodewatch::bitcoin
