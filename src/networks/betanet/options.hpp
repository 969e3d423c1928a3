#pragma once

#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "resilience/circuit_breaker.hpp"
#include "resilience/retry.hpp"

namespace nodewatch::betanet {

/// One entry of `targets` with `network: betanet`. The defaults are those of the exporter that this
/// takes the place of.
struct TargetOptions {
    std::string name;
    net::Url http;  ///< user and password in it when there are any
    net::TlsClientOptions tls;
    /// Names of those to ask; empty: those that are asked by default.
    std::vector<std::string> endpoints;
    Duration interval{15'000};   ///< between two rounds
    Duration fresh_for{10'000};  ///< an answer this young is not asked for again
    Duration max_age{300'000};   ///< an older one is shown no more
    /// `attempt_time` is the time limit of one request. `total_time` is that of all attempts and
    /// the longest waits: rounds go on meanwhile without the endpoint that is waited for.
    RetryPolicy retry{.total_time = Duration{27'000}, .max_retry_after = Duration{300'000}};
    /// Tokens of the retry budget of each endpoint. A failed request takes one, and below half of
    /// them nothing is tried again: so many let it fail four times in a row before that.
    double retry_budget = 10;
    BreakerPolicy breaker{.jitter = 0.1};
};

}  // namespace nodewatch::betanet
