#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace nodewatch::api {

/// Bounds the guessing of credentials: counts by address, of IPv6 by network (its first 64 bits),
/// how often they were wrong. Warns in the log when one reaches the bound.
class GuessLimit {
public:
    /// So many wrong tries of an address within a window; then no more until that is over.
    static constexpr int max_failures = 10;
    static constexpr Duration window{60'000};
    /// So many addresses are told apart; those above count as one.
    static constexpr std::size_t max_addresses = 1'000;

    /// The clock outlives this.
    explicit GuessLimit(const Clock& clock) : clock_(clock) {}

    bool is_reached(std::string_view address) const;
    void count_failure(std::string_view address);

private:
    bool is_over() const { return clock_.now().steady - window_start_ >= window; }

    const Clock& clock_;
    SteadyTime window_start_{};
    std::map<std::string, int, std::less<>>
        failures_;  ///< by address; "" for those above the bound
};

}  // namespace nodewatch::api
