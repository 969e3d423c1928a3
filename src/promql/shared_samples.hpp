#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace nodewatch::promql {

/// Bounds what all queries hold in memory together, in samples. Thread-safe.
class SharedSamples {
public:
    explicit SharedSamples(std::size_t max) : max_(max) {}
    SharedSamples(const SharedSamples&) = delete;
    SharedSamples& operator=(const SharedSamples&) = delete;

    /// False, and counted, when that would be too many.
    [[nodiscard]] bool take(std::size_t samples) {
        std::size_t held = held_.load(std::memory_order_relaxed);
        do {
            if (samples > max_ - held) {
                refusals_.fetch_add(1, std::memory_order_relaxed);
                return false;
            }
        } while (!held_.compare_exchange_weak(held, held + samples, std::memory_order_relaxed));
        return true;
    }
    void give_back(std::size_t samples) { held_.fetch_sub(samples, std::memory_order_relaxed); }

    std::size_t held() const { return held_.load(std::memory_order_relaxed); }
    std::uint64_t refusals() const { return refusals_.load(std::memory_order_relaxed); }

private:
    const std::size_t max_;
    std::atomic<std::size_t> held_ = 0;
    std::atomic<std::uint64_t> refusals_ = 0;
};

}  // namespace nodewatch::promql
