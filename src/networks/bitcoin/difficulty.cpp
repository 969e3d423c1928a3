#include "networks/bitcoin/difficulty.hpp"

#include <algorithm>

#include "networks/bitcoin/measurements_outlook.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double target_spacing_seconds = 600;
/// Blocks with the same subsidy; regtest has its own number.
constexpr std::uint64_t halving_blocks = 210'000, regtest_halving_blocks = 150;
/// No change is more than fourfold.
constexpr double max_factor = 4;

}  // namespace

bool has_difficulty_epochs(std::string_view chain) {
    return chain == "main" || chain == "test" || chain == "testnet4" || chain == "signet";
}

DifficultyForecast forecast_difficulty(std::uint64_t height, std::optional<std::int64_t> first_time,
                                       std::optional<std::int64_t> tip_time) {
    const std::uint64_t done = height % epoch_blocks;
    DifficultyForecast forecast;
    forecast.progress = static_cast<double>(done) / static_cast<double>(epoch_blocks);
    forecast.blocks_left = epoch_blocks - done;
    if (done == 0 || !first_time || !tip_time || *tip_time <= *first_time) return forecast;
    const double spacing = static_cast<double>(*tip_time - *first_time) / static_cast<double>(done);
    // The rules measure from the first to the last block of the epoch: one spacing less than they
    // compare it with (Bitcoin Core, src/pow.cpp).
    const double measured = spacing * static_cast<double>(epoch_blocks - 1);
    const double wanted = target_spacing_seconds * static_cast<double>(epoch_blocks);
    forecast.change = std::clamp(wanted / measured, 1 / max_factor, max_factor) - 1;
    forecast.retarget =
        static_cast<double>(*tip_time) + spacing * static_cast<double>(forecast.blocks_left);
    return forecast;
}

std::uint64_t halving_blocks_left(std::uint64_t height, std::string_view chain) {
    const std::uint64_t interval = chain == "regtest" ? regtest_halving_blocks : halving_blocks;
    return interval - height % interval;
}

Point difficulty_point(std::uint64_t height, std::string_view chain,
                       std::optional<std::int64_t> first_time, std::optional<std::int64_t> tip_time,
                       Stamp stamp) {
    const auto& m = difficulty_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.halving_blocks_left, halving_blocks_left(height, chain));
    if (!has_difficulty_epochs(chain)) return point;
    const DifficultyForecast forecast = forecast_difficulty(height, first_time, tip_time);
    point.set(m.progress, forecast.progress);
    point.set(m.blocks_left, forecast.blocks_left);
    point.set(m.change, forecast.change);
    point.set(m.retarget, forecast.retarget);
    return point;
}

}  // namespace nodewatch::bitcoin
