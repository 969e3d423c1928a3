#include "networks/bitcoin/mempool_picture.hpp"

#include <algorithm>
#include <cmath>

namespace nodewatch::bitcoin {
namespace {

/// Bitcoin Core, consensus/consensus.h.
constexpr std::uint64_t full_block_weight = 4'000'000;
/// A block is given up as full as Bitcoin Core's BlockAssembler does: when so many in a row found
/// no room, or one that would end in its last weight units.
constexpr unsigned most_refusals = 1'000;
constexpr std::uint64_t nearly_full = 4'000;
constexpr std::array<double, 5> percentiles = {10, 25, 50, 75, 90};

}  // namespace

bool PictureBuilder::has_room(Block& block, std::uint64_t weight) {
    if (block.closed) return false;
    if (block.weight + weight <= block_weight) {
        block.refusals = 0;
        return true;
    }
    block.closed = ++block.refusals >= most_refusals || block.weight + nearly_full > block_weight;
    return false;
}

std::size_t PictureBuilder::add(const Package& package, std::size_t earliest) {
    std::size_t place = std::min(earliest, max_blocks - 1);
    while (place + 1 < max_blocks && !has_room(blocks_[place], package.weight))
        ++place;
    Block& block = blocks_[place];
    block.shares.push_back({package.rate, package.weight});
    block.weight += package.weight;
    block.fees += package.fee;
    block.transactions += package.transactions.value_or(0);

    const auto edge = std::ranges::upper_bound(band_edges, package.rate);
    FeeBand& band = bands_[static_cast<std::size_t>(
        std::max<std::ptrdiff_t>(edge - band_edges.begin() - 1, 0))];
    band.weight += package.weight;
    if (package.transactions)
        *band.transactions += *package.transactions;
    else
        counts_transactions_ = false;
    return place;
}

ProjectedBlock PictureBuilder::describe(Block& block) const {
    ProjectedBlock told;
    told.weight = block.weight;
    told.fees = block.fees;
    if (counts_transactions_) told.transactions = block.transactions;
    told.last = &block == &blocks_.back();
    std::ranges::sort(block.shares, {}, &Share::rate);
    told.rates.front() = block.shares.front().rate;
    told.rates.back() = block.shares.back().rate;

    // The last one may be larger than a block: then the middle of what it holds.
    const auto whole = static_cast<double>(std::max(block.weight, full_block_weight));
    const double left = std::floor(whole / 2 - whole / 800);
    const double right = std::ceil(whole / 2 + whole / 800);
    double at = whole - static_cast<double>(block.weight);
    double counted = 0, sum = 0, below = 0;
    std::size_t next = 0;
    for (const Share& share : block.shares) {
        const auto weight = static_cast<double>(share.weight);
        const double common = std::min(at + weight, right) - std::max(at, left);
        if (common > 0) {
            sum += share.rate * common;
            counted += common;
        }
        at += weight;
        below += weight;
        while (next < percentiles.size() &&
               below >= percentiles[next] / 100 * static_cast<double>(block.weight))
            told.rates[++next] = share.rate;
    }
    told.median = counted > 0 ? sum / counted : 0;
    return told;
}

MempoolPicture PictureBuilder::finish() {
    MempoolPicture picture;
    picture.bands = bands_;
    if (!counts_transactions_)
        for (FeeBand& band : picture.bands)
            band.transactions.reset();
    std::uint64_t weight = 0;
    for (Block& block : blocks_) {
        weight += block.weight;
        if (!block.shares.empty()) picture.blocks.push_back(describe(block));
    }
    picture.blocks_to_clear = (weight + block_weight - 1) / block_weight;
    return picture;
}

MempoolPicture picture_of(const std::vector<DiagramStep>& steps) {
    PictureBuilder builder;
    for (const DiagramStep& step : steps) {
        const double rate =
            static_cast<double>(step.fee) * weight_per_vbyte / static_cast<double>(step.weight);
        builder.add({rate, step.weight, step.fee, {}});
    }
    return builder.finish();
}

}  // namespace nodewatch::bitcoin
