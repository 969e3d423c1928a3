#include "resilience/backoff.hpp"

#include <algorithm>
#include <memory>
#include <random>

namespace nodewatch {

Random system_random() {
    auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
    return [engine] { return std::generate_canonical<double, 53>(*engine); };
}

Duration BackoffPolicy::ceiling(unsigned failures) const {
    const unsigned index = std::max(failures, 1U) - 1;
    if (!schedule.empty()) return schedule[std::min<std::size_t>(index, schedule.size() - 1)];
    Duration wait = std::min(base, cap);
    for (unsigned i = 0; i < index && wait < cap && wait > Duration::zero(); ++i)
        wait = wait > cap / 2 ? cap : wait * 2;
    return wait;
}

Backoff::Backoff(BackoffPolicy policy, Random random)
    : policy_(std::move(policy)), random_(std::move(random)) {}

Duration Backoff::next() {
    ++failures_;
    const Duration ceiling = policy_.ceiling(failures_);
    if (policy_.jitter == BackoffPolicy::Jitter::none) return ceiling;
    return Duration{static_cast<Duration::rep>(random_() * static_cast<double>(ceiling.count()))};
}

}  // namespace nodewatch
