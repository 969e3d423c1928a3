#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::bitcoin {

/// Whether there is an answer, whatever it holds.
template <typename T>
Result<> outcome_of(const Result<T>& answer) {
    if (!answer) return failure(answer.error());
    return {};
}

/// How the requests of each method have fared. Pure.
class Requests {
public:
    /// A method that the node refuses or does not know is asked for again after this time.
    static constexpr Duration refused_interval{300'000};

    explicit Requests(std::string component) : component_(std::move(component)) {}

    /// `interval` is the time between two requests; absent for those asked for with each block.
    void plan(const std::string& method, std::optional<Duration> interval);
    bool may_ask(const std::string& method, SteadyTime now) const;
    /// Logs the first failure after a success, and the recovery.
    void note(const std::string& method, const Result<>& outcome, Now now);
    /// A node that was away may know and allow more.
    void node_was_away();

    std::vector<ActivityStatus> activities() const;
    void publish(Publisher& publisher, Now now) const;

private:
    struct Method {
        ActivityStatus status;
        unsigned failures = 0;  ///< in a row
        std::optional<SteadyTime> refused;
    };
    std::string component_;
    std::map<std::string, Method> methods_;
};

}  // namespace nodewatch::bitcoin
