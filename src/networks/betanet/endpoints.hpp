#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "networks/betanet/endpoint_state.hpp"
#include "networks/betanet/values.hpp"

namespace nodewatch::betanet {

/// The endpoints of a service in one dialect, and what they tell together. Pure.
class Endpoints {
public:
    /// Those that the options name; those asked by default when they name none.
    Endpoints(Dialect dialect, const TargetOptions& options);

    Dialect dialect() const { return dialect_; }
    std::vector<EndpointState>& list() { return list_; }
    const std::vector<EndpointState>& list() const { return list_; }

    /// After new outcomes: decides who tells the counters that nobody told before. The first of a
    /// counter's endpoints that answers with it does, once those before it were asked. True when
    /// something was decided.
    bool choose_sources();

    /// A value, and when it was answered.
    struct Told {
        double value;
        SteadyTime answered;
    };
    /// What is believed of one of values(). Absent when it is too old or was never told.
    std::optional<Told> believed(std::size_t value, SteadyTime now) const;
    /// All of values() that are believed, put together.
    Answer believed(SteadyTime now) const;

    /// The answer that tells what one endpoint alone tells.
    const Answer* shown(bool (*is_told)(const Answer&), SteadyTime now) const;
    /// Age of the oldest answer that is shown.
    std::optional<Duration> oldest_shown(SteadyTime now) const;

    /// Whether any answered when it was asked last; absent before the first outcome.
    std::optional<bool> any_answers() const;
    /// How many answered when they were asked last, are not there (HTTP 404), and answered what is
    /// none of Betanet.
    std::size_t answering() const;
    std::size_t not_there() const;
    std::size_t not_understood() const;
    /// The first error there is; one that says more than that a path is not there, if there is one.
    std::optional<Error> error() const;
    std::vector<std::string> failing() const;
    /// Of the first endpoint that is asked again after a failure; those that are known to fail do
    /// not count. Null: there is none.
    const Retry* retry() const;
    std::optional<SteadyTime> last_success() const;

private:
    const EndpointState* find(std::string_view name) const;
    std::optional<Told> told_by(const EndpointState& endpoint, const Value& value,
                                SteadyTime now) const;

    Dialect dialect_;
    std::vector<EndpointState> list_;
    /// Of each of values() that is a counter: the name of the endpoint that tells it; empty until
    /// decided.
    std::vector<std::string_view> sources_;
};

}  // namespace nodewatch::betanet
