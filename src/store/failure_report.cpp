#include "store/failure_report.hpp"

#include <fmt/format.h>

#include <utility>

namespace nodewatch::store {

std::optional<std::string> FailureReport::failed(const std::string& message, SteadyTime now) {
    ++tries_;
    if (last_told_ && elapsed(*last_told_, now) < interval) return std::nullopt;
    is_told_ = true;
    last_told_ = now;
    std::string text = message + "; new samples are kept in memory, and writing is tried again";
    if (tries_ > 1) text += fmt::format(" ({} tries failed so far)", tries_);
    return text;
}

std::optional<std::string> FailureReport::succeeded() {
    const std::uint64_t tries = std::exchange(tries_, 0);
    if (!std::exchange(is_told_, false)) return std::nullopt;
    return fmt::format("the history is written again, after {} failed {}", tries,
                       tries == 1 ? "try" : "tries");
}

}  // namespace nodewatch::store
