#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "networks/bitcoin/mempool.hpp"

/// What a mempool means for fees: how much waits at which rate, and the blocks that it would fill.
/// Rates are satoshi a virtual byte, which are 4 weight units. Pure.
namespace nodewatch::bitcoin {

inline constexpr double weight_per_vbyte = 4;

/// Transactions that are mined together, at the rate that they have together.
struct Package {
    double rate = 0;
    std::uint64_t weight = 0;
    std::int64_t fee = 0;  ///< satoshi
    std::optional<std::uint64_t> transactions;
};

inline constexpr std::array<double, 41> band_edges = {
    0,   0.1, 0.2, 0.5, 1,   2,   3,   4,   5,    6,    8,    10,   12,  15,
    20,  30,  40,  50,  60,  70,  80,  90,  100,  125,  150,  175,  200, 250,
    300, 350, 400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 2000};

struct FeeBand {
    std::uint64_t weight = 0;
    std::optional<std::uint64_t> transactions = 0;  ///< absent where the source counts none
};
/// One for each edge, up to the next one.
using FeeBands = std::array<FeeBand, band_edges.size()>;

struct ProjectedBlock {
    std::optional<std::uint64_t> transactions;
    std::uint64_t weight = 0;
    std::int64_t fees = 0;  ///< satoshi
    /// Mean rate of the middle 0.25 % of a full block by weight, what is empty counting as the
    /// lowest: the definition of mempool.space.
    double median = 0;
    std::array<double, 7> rates{};  ///< least, 10, 25, 50, 75, 90 % of the weight, greatest
    bool last = false;              ///< it holds all the rest, and may be larger than a block
};

struct MempoolPicture {
    FeeBands bands;
    std::vector<ProjectedBlock> blocks;  ///< the next one first; none of an empty mempool
    std::uint64_t blocks_to_clear = 0;
};

/// Puts packages, told in the order of mining, into bands and blocks.
class PictureBuilder {
public:
    static constexpr std::size_t max_blocks = 8;
    /// Of a block, less what Bitcoin Core keeps free for header and coinbase.
    static constexpr std::uint64_t block_weight = 4'000'000 - 8'000;

    /// Into the first block from `earliest` on that has room. Returns which.
    std::size_t add(const Package& package, std::size_t earliest = 0);
    MempoolPicture finish();

private:
    struct Share {
        double rate;
        std::uint64_t weight;
    };
    struct Block {
        std::vector<Share> shares;
        std::uint64_t weight = 0, transactions = 0;
        std::int64_t fees = 0;
        unsigned refusals = 0;  ///< in a row
        bool closed = false;
    };
    bool has_room(Block& block, std::uint64_t weight);
    ProjectedBlock describe(Block& block) const;

    FeeBands bands_;
    std::array<Block, max_blocks> blocks_;
    bool counts_transactions_ = true;
};

/// By the fee rates of packages: a transaction with the ancestors that it needs, the best first, as
/// Bitcoin Core up to version 30 makes blocks; where all have a chunk of version 31, just read, by
/// these. ErrorKind::too_large when its relations are beyond what any node admits.
Result<MempoolPicture> picture_of(const Mempool& mempool);

/// A point of `getmempoolfeeratediagram`: weight and fee (satoshi) from the point before.
struct DiagramStep {
    std::uint64_t weight = 0;
    std::int64_t fee = 0;
};
MempoolPicture picture_of(const std::vector<DiagramStep>& steps);

/// Satoshi a virtual byte, whole numbers; as mempool.space recommends them.
struct RecommendedFees {
    double fastest = 0, half_hour = 0, hour = 0, economy = 0, minimum = 0;
};
/// `min_fee` is the rate below which the mempool takes nothing (getmempoolinfo).
RecommendedFees recommended_fees(const std::vector<ProjectedBlock>& blocks, double min_fee);

}  // namespace nodewatch::bitcoin
