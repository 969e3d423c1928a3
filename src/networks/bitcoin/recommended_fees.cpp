#include <algorithm>
#include <cmath>
#include <optional>

#include "networks/bitcoin/mempool_picture.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Half a block, and a block nearly full: virtual bytes.
constexpr double too_empty = 500'000, full_enough = 950'000;

/// What gets into this block; the recommendation for the one before smoothes it.
double fee_for(const std::vector<ProjectedBlock>& blocks, std::size_t place,
               std::optional<double> before, double minimum) {
    if (place >= blocks.size()) return minimum;
    const ProjectedBlock& block = blocks[place];
    const double rate = before ? (block.median + *before) / 2 : block.median;
    const double vsize = static_cast<double>(block.weight) / weight_per_vbyte;
    if (vsize <= too_empty || block.median < minimum) return minimum;
    const bool is_last = place + 1 == blocks.size();
    if (vsize <= full_enough && is_last)
        return std::max(std::round(rate * (vsize - too_empty) / too_empty), minimum);
    return std::max(std::ceil(rate), minimum);
}

}  // namespace

RecommendedFees recommended_fees(const std::vector<ProjectedBlock>& blocks, double min_fee) {
    RecommendedFees fees;
    fees.minimum = std::max(std::ceil(min_fee), 1.0);
    const double first = fee_for(blocks, 0, std::nullopt, fees.minimum);
    const double second = fee_for(blocks, 1, first, fees.minimum);
    const double third = fee_for(blocks, 2, second, fees.minimum);
    fees.economy = std::max(fees.minimum, std::min(2 * fees.minimum, third));
    fees.hour = std::max(third, fees.economy);
    fees.half_hour = std::max(second, fees.hour);
    fees.fastest = std::max(first, fees.half_hour);
    return fees;
}

}  // namespace nodewatch::bitcoin
