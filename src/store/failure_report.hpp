#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace nodewatch::store {

/// When to log a failure that comes again with every try: at once, then with the number of tries,
/// and when it is over; but never again within five minutes, however often the words change or it
/// comes and goes.
class FailureReport {
public:
    static constexpr Duration interval = std::chrono::minutes{5};

    /// What to log, if it is time.
    std::optional<std::string> failed(const std::string& message, SteadyTime now);
    std::optional<std::string> succeeded();

private:
    std::uint64_t tries_ = 0;  ///< that failed in a row
    bool is_told_ = false;     ///< of those
    std::optional<SteadyTime> last_told_;
};

}  // namespace nodewatch::store
