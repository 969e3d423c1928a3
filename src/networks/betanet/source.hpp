#pragma once

#include <string>
#include <vector>

#include "networks/betanet/client.hpp"
#include "networks/betanet/options.hpp"
#include "networks/betanet/watcher.hpp"
#include "networks/network.hpp"
#include "resilience/circuit_breaker.hpp"
#include "resilience/retry.hpp"

namespace nodewatch::betanet {

/// Watches one Betanet service. A round asks the endpoints whose answers are not fresh, all at
/// once, each with retries; the round as a whole is one call for the circuit breaker, as in the
/// seed. The next round begins when it is due: what is still waited for is not asked again by it.
/// Loop thread only.
class BetanetSource final : public Source {
public:
    BetanetSource(TargetOptions options, SourceContext context);

    const Target& target() const override { return target_; }
    Task<void> run() override;
    TargetStatus status(Now now) const override;
    /// Requests whose answer is waited for now.
    std::size_t requests_under_way() const { return client_.under_way(); }

private:
    Task<void> start(TaskGroup& tasks);
    void begin_round(TaskGroup& tasks);
    Task<void> round(std::vector<std::size_t> to_ask, CircuitBreaker::Permit permit);
    Task<void> ask_all(Endpoints& endpoints, std::vector<std::size_t> to_ask, RetryPlan plan);
    Task<void> ask(Endpoints& endpoints, std::size_t index, RetryPlan plan);
    Task<Attempt<Answer>> attempt(EndpointState& endpoint, SteadyTime deadline);
    Task<std::vector<std::size_t>> ask_others(const Endpoints& tried, RetryPolicy policy,
                                              SteadyTime began);
    void judge(CircuitBreaker::Permit permit, const std::vector<std::size_t>& asked,
               const Endpoints& endpoints, Now now);
    void end_round(const std::vector<std::size_t>& asked, Now now);
    void log_no_request(Turn why, Now now);
    void log_round(const Endpoints& endpoints, Now now);
    void log_nothing_known(const Endpoints& endpoints);
    void log_end_of_stale(const Endpoints& endpoints, Now now);
    void note_breaker(BreakerState before, Now now);
    void publish_exporter(Now now);
    Task<void> tick();

    TargetOptions options_;
    SourceContext context_;
    Target target_;
    std::string component_;  ///< for the log: "betanet/main-1"
    std::string address_;
    Publisher publisher_;
    Watcher watcher_;
    Client client_;
    Random random_;
    CircuitBreaker breaker_;
    std::optional<Duration> last_round_;
    // What the log was told already of this trouble.
    bool told_open_ = false, told_stale_ = false, told_nothing_ = false;
    TargetState state_ = TargetState::starting;
    WallTime state_since_;
};

}  // namespace nodewatch::betanet
