#pragma once

#include <array>

#include "networks/betanet/endpoints.hpp"

namespace nodewatch::betanet {

/// Which of the two dialects a service speaks. How the endpoints of both fared is kept, whichever
/// is spoken. Pure.
class DialectChoice {
public:
    explicit DialectChoice(const TargetOptions& options);

    /// Those of the dialect that the service speaks, or of the one that is thought likelier.
    Endpoints& current() { return both_[current_]; }
    const Endpoints& current() const { return both_[current_]; }
    /// Whether the service ever answered in this dialect.
    bool is_known() const { return current().last_success().has_value(); }

    /// After the current ones were asked: those of the other dialect if there is reason to ask them
    /// too. One of the current ones is not there (404), or, while no dialect is known, what answers
    /// is none of Betanet. Where others of the current ones answer, that is no haste: at most once
    /// in look_again.
    Endpoints* to_try(SteadyTime now);
    /// After both were asked: changes to the dialect of which more endpoints answer. Of two that do
    /// not answer, one that fails otherwise is likelier than one whose paths are not there, as long
    /// as nothing is shown. True when it changed.
    bool choose(SteadyTime now);
    /// Whichever of the two the failures of the service are to be judged by.
    const Endpoints& likelier() const;

    static constexpr Duration look_again{60'000};

private:
    std::array<Endpoints, 2> both_;  ///< in the order of Dialect
    std::size_t current_;
    std::optional<SteadyTime> looked_;
};

}  // namespace nodewatch::betanet
