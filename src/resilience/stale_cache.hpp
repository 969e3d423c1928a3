#pragma once

#include <optional>
#include <utility>

#include "base/time.hpp"

namespace nodewatch {

/// The last good value. Fresh at first, then stale but still shown with its age, and gone after
/// `max_age`: a source that is down for long must not look fine. Pure.
template <typename T>
class StaleCache {
public:
    struct Entry {
        const T* value;  ///< valid until the next put
        Duration age;
        bool fresh;
    };

    StaleCache(Duration fresh_for, Duration max_age) : fresh_for_(fresh_for), max_age_(max_age) {}

    void put(T value, SteadyTime now) { stored_.emplace(std::move(value), now); }

    /// Nothing when nothing was put yet or it is older than the maximum age.
    std::optional<Entry> get(SteadyTime now) const {
        const auto current = age(now);
        if (!current || *current > max_age_) return std::nullopt;
        return Entry{&stored_->first, *current, *current < fresh_for_};
    }

    /// Time since the last put, beyond the maximum age too.
    std::optional<Duration> age(SteadyTime now) const {
        if (!stored_) return std::nullopt;
        return elapsed(stored_->second, now);
    }

private:
    Duration fresh_for_;
    Duration max_age_;
    std::optional<std::pair<T, SteadyTime>> stored_;
};

}  // namespace nodewatch
