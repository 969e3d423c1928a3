#include "store/failure_report.hpp"

#include <fmt/format.h>

#include <utility>

namespace nodewatch::store {

std::optional<std::string> FailureReport::failed(const std::string& message, SteadyTime now) {
    ++tries_;
    if (last_told_ && elapsed(*last_told_, now) < interval) return std::nullopt;
    is_told_ = true;
    last_told_ = now;
    return fmt::format(
        "{}; new samples are kept in memory, and writing is tried again ({} tries "
        "failed so far)",
        message, tries_);
}

std::optional<std::string> FailureReport::succeeded() {
    const std::uint64_t tries = std::exchange(tries_, 0);
    if (!std::exchange(is_told_, false)) return std::nullopt;
    return fmt::format("the history is written again, after {} tries that failed", tries);
}

}  // namespace nodewatch::store
