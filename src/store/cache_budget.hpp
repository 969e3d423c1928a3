#pragma once

#include <atomic>
#include <cstddef>

namespace nodewatch::store {

/// Memory in which all queries together may keep chunks for the next series. Thread-safe.
class CacheBudget {
public:
    explicit CacheBudget(std::size_t bytes) : left_(bytes) {}

    /// False, and nothing taken, when less is left.
    bool take(std::size_t bytes) {
        std::size_t left = left_;
        while (left >= bytes) {
            if (left_.compare_exchange_weak(left, left - bytes)) return true;
        }
        return false;
    }
    void give_back(std::size_t bytes) { left_ += bytes; }

private:
    std::atomic<std::size_t> left_;
};

}  // namespace nodewatch::store
