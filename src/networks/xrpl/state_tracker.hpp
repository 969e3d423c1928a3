#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "networks/xrpl/messages.hpp"

namespace nodewatch::xrpl {

/// The state of a node from its two voices. Answers to server_info say proposing and validating,
/// once a poll; events of the stream come at once, but say "full" of a proposing validator, and do
/// not come at all when it begins or ceases to propose. So "full" in an event does not take back
/// what an answer said.
class StateTracker {
public:
    /// An answer: the state, and how long the node has been in it.
    void polled(ServerState state, std::optional<double> duration_seconds, Now now);
    /// An event of the stream, or the answer to subscribe.
    void announced(ServerState state, Now now);
    /// The node is not reachable.
    void down(Now now);
    /// Whether it runs is not known any more.
    void lost();
    /// It is reachable and tells no state, as Clio does.
    void reached();
    /// Time since the process started; a fall is a restart.
    void uptime(double seconds);

    std::optional<ServerState> state() const { return state_; }
    /// When it entered the state. States above tracking count as one: the node tells their time
    /// together.
    std::optional<SteadyTime> since() const { return since_; }
    std::uint64_t changes() const { return changes_; }
    std::uint64_t restarts() const { return restarts_; }
    /// Totals of an earlier run.
    void restore(std::uint64_t changes, std::uint64_t restarts);

private:
    struct Announcement {
        ServerState state;
        SteadyTime at;
    };
    bool is_overtaken(ServerState state, std::optional<SteadyTime> began, Now now) const;
    void enter(ServerState state, SteadyTime since);

    std::optional<ServerState> state_;
    std::optional<SteadyTime> since_;
    std::optional<Announcement> last_announcement_;
    std::optional<double> uptime_;
    std::uint64_t changes_ = 0;
    std::uint64_t restarts_ = 0;
};

}  // namespace nodewatch::xrpl
