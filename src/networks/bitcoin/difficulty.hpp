#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::bitcoin {

/// Blocks between two changes of the difficulty (Bitcoin Core, src/kernel/chainparams.cpp).
inline constexpr std::uint64_t epoch_blocks = 2016;

/// The first block of the epoch that the block of this height is in.
constexpr std::uint64_t epoch_start(std::uint64_t height) {
    return height - height % epoch_blocks;
}

/// Whether blocks of the chain ("main", "test", ...) adjust the difficulty. Those of regtest do
/// not.
bool has_difficulty_epochs(std::string_view chain);

struct DifficultyForecast {
    double progress = 0;            ///< 0 to 1
    std::uint64_t blocks_left = 0;  ///< up to the first block of the next epoch, it included
    /// Of the difficulty: 0.05 is 5 % more. Between -0.75 and 3, as the rules have it.
    std::optional<double> change;
    std::optional<double> retarget;  ///< unix seconds
};

/// What the difficulty will be if blocks go on to come as since the first block of the epoch.
/// Times are unix seconds, by the clocks of the miners: of that first block, and of the tip.
DifficultyForecast forecast_difficulty(std::uint64_t height, std::optional<std::int64_t> first_time,
                                       std::optional<std::int64_t> tip_time);

/// Blocks to come up to the first with half the subsidy, it included.
std::uint64_t halving_blocks_left(std::uint64_t height, std::string_view chain);

/// `first_time` and `tip_time` as above; of a chain without epochs the halving alone.
Point difficulty_point(std::uint64_t height, std::string_view chain,
                       std::optional<std::int64_t> first_time, std::optional<std::int64_t> tip_time,
                       Stamp stamp);

}  // namespace nodewatch::bitcoin
