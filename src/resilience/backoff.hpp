#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/time.hpp"

namespace nodewatch {

/// Uniform in [0, 1). Injected, so that jitter is tested with known numbers.
using Random = std::function<double()>;

/// A generator of its own, seeded by the operating system.
Random system_random();

/// How long to wait before trying again. The n-th wait has a ceiling; full jitter draws it
/// uniformly from [0, ceiling), which spreads the clients of a server that comes back
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
struct BackoffPolicy {
    enum class Jitter : std::uint8_t { none, full };

    Duration base{1'000};  ///< first ceiling; each further one doubles
    Duration cap{60'000};  ///< largest ceiling
    Jitter jitter = Jitter::full;
    std::vector<Duration> schedule = {};  ///< ceilings in place of doubling; the last one repeats

    /// Ceiling of the wait after `failures` failures in a row (1 or more).
    Duration ceiling(unsigned failures) const;
};

/// The waits of one client.
class Backoff {
public:
    Backoff(BackoffPolicy policy, Random random);

    /// The wait after one more failure.
    Duration next();
    /// After a success: begins again with the first wait.
    void reset() { failures_ = 0; }
    /// Failures since the last reset.
    unsigned failures() const { return failures_; }

private:
    BackoffPolicy policy_;
    Random random_;
    unsigned failures_ = 0;
};

}  // namespace nodewatch
