#pragma once

#include <list>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "net/http_client.hpp"
#include "networks/kept_state.hpp"
#include "networks/network.hpp"
#include "networks/xrpl/polls.hpp"
#include "networks/xrpl/stream_session.hpp"
#include "networks/xrpl/target_options.hpp"
#include "networks/xrpl/watcher.hpp"
#include "resilience/circuit_breaker.hpp"
#include "resilience/heartbeat.hpp"
#include "resilience/supervisor.hpp"

namespace nodewatch::xrpl {

/// Watches one XRPL server: keeps the stream connected and subscribed, asks the polls, and hands
/// everything to the Watcher.
class XrplSource final : public Source {
public:
    XrplSource(TargetOptions options, SourceContext context);
    ~XrplSource() override;

    const Target& target() const override { return target_; }
    Task<void> run() override;
    TargetStatus status(Now now) const override;

private:
    static constexpr std::string_view stream_prefix = "stream ";

    // --- stream (source_stream.cpp) ---
    Task<void> watch_stream();
    Task<Result<>> one_session();
    Task<Error> connect_and_read();
    Task<void> start_session(TaskGroup& tasks, Error& ended);
    Task<void> read_session(Error& ended, TaskGroup& tasks);
    void take(const StreamMessage& message);
    void take_fault(const Error& fault);
    Task<void> subscribe_all();
    void note_subscription(ActivityStatus& stream, const std::string& name,
                           const Result<>& outcome);
    Task<void> beat();
    StreamHealth stream_health() const;

    // --- polls (source_polls.cpp) ---
    void plan_polls();
    template <typename Answer>
    void plan_rpc(std::string method, Duration interval, Result<Answer> (*decode)(std::string_view),
                  void (Watcher::*deliver)(const Result<Answer>&, Now));
    void plan(std::string name, Duration interval, std::function<Task<Result<>>()> ask);
    template <typename Answer>
    Task<Result<>> ask_and_deliver(std::string method, Result<Answer> (*decode)(std::string_view),
                                   void (Watcher::*deliver)(const Result<Answer>&, Now));
    Task<Result<std::string>> ask(std::string method);
    std::optional<CircuitBreaker::Permit> permit_for(std::string_view method);
    std::vector<std::string> process_names() const;
    Task<Result<>> ask_crawl();
    Task<Result<>> ask_certificates();
    Task<Result<>> ask_process();
    Task<Result<>> ask_database();
    Task<Result<>> probe_permission();

    Task<void> start(TaskGroup& tasks);
    Task<void> tick();
    std::vector<std::string> notices() const;
    Task<void> publish_resilience();
    Task<void> publish_history();
    Task<void> keep_state();
    Task<void> catch_up_with_history();
    Task<void> save_state();

    TargetOptions options_;
    SourceContext context_;
    Target target_;
    std::string component_;  ///< for the log: "xrpl/val-1"
    std::string address_;
    Publisher publisher_;
    Watcher watcher_;
    KeptState kept_state_;
    net::HttpClient http_;
    net::HttpClient crawl_http_;  ///< the peer port's certificate is self-signed
    std::shared_ptr<RpcChannel> http_channel_;
    CircuitBreaker rpc_breaker_;
    std::shared_ptr<StreamSession> session_;  ///< while connected; polls under way share it

    std::list<Poll> polls_;  ///< list: running polls hold references
    std::vector<ActivityStatus> streams_;
    ActivityStatus connection_;
    Supervisor stream_supervisor_;
    Heartbeat heartbeat_;
    std::uint64_t messages_ = 0;
    std::uint64_t undecodable_messages_ = 0;
    std::optional<SteadyTime> last_message_;
    std::optional<bool> is_admin_;          ///< as ping says; unknown until asked
    std::set<std::string> logged_notices_;  ///< each is logged once
    bool message_fault_logged_ = false;
    TargetState state_ = TargetState::starting;
    WallTime state_since_;
};

}  // namespace nodewatch::xrpl
