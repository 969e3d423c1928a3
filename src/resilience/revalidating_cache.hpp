#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "resilience/stale_cache.hpp"

namespace nodewatch {

/// A stale cache of which one refresh at a time is under way (single flight). Nobody waits for it:
/// who asks meanwhile has what is there (stale-while-revalidate, RFC 5861), and so has who finds
/// that the refresh failed (stale-if-error); neither beyond the maximum age. Pure.
///     if (cache.ask(now) == Freshness::refresh) ...begin a refresh, then put() or give_up()...
///     const auto entry = cache.get(now);
template <typename T>
class RevalidatingCache {
public:
    enum class Freshness : std::uint8_t {
        fresh,      ///< no refresh is needed
        refresh,    ///< the caller begins one, and tells how it ended
        under_way,  ///< somebody else's is not over
    };

    RevalidatingCache(Duration fresh_for, Duration max_age) : stored_(fresh_for, max_age) {}

    Freshness ask(SteadyTime now) {
        const auto entry = stored_.get(now);
        if (entry && entry->fresh) {
            ++hits_;
            return Freshness::fresh;
        }
        if (refreshing_) return Freshness::under_way;
        refreshing_ = true;
        return Freshness::refresh;
    }

    /// A refresh ended with a value.
    void put(T value, SteadyTime now) {
        stored_.put(std::move(value), now);
        refreshing_ = false;
    }
    /// A refresh ended without one, or was not begun after all: the next who asks tries again.
    void give_up() { refreshing_ = false; }

    std::optional<typename StaleCache<T>::Entry> get(SteadyTime now) const {
        return stored_.get(now);
    }
    /// Times that somebody asked and the value was fresh.
    std::uint64_t hits() const { return hits_; }

private:
    StaleCache<T> stored_;
    bool refreshing_ = false;
    std::uint64_t hits_ = 0;
};

}  // namespace nodewatch
