#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/xrpl/backend.hpp"
#include "sim/xrpl/network.hpp"

namespace nodewatch {
class JsonWriter;
}

namespace nodewatch::sim::xrpl {

/// The validator list of a node, which its quorum depends on.
enum class ListState : std::uint8_t { active, missing, expired };

/// What the operating mode of a server can be; a validator that is full says "proposing".
enum class Mode : std::uint8_t { disconnected, connected, syncing, tracking, full };
std::string_view to_string(Mode mode);

struct ModelOptions {
    std::string name = "n1";
    std::optional<std::size_t> validator;  ///< index in the network; absent: a stock node
    std::string build_version = "3.1.1";   ///< what server_info says
    std::string product = "rippled";       ///< or "xrpld": in the Server header and to peers
    bool clio = false;
    bool synced = true;  ///< in sync at the start; otherwise it starts as after a restart
    std::string publisher_uri = "file:///etc/opt/ripple/validator-list.json";
};

/// A node of the scripted network: its mode, its ledgers, and every answer and message that
/// depends on them. Pure: the time comes with each call.
class NodeModel final : public Backend, private NetworkListener {
public:
    NodeModel(ModelOptions options, Network& network, EventSink& sink, Now now);
    ~NodeModel() override;
    NodeModel(const NodeModel&) = delete;
    NodeModel& operator=(const NodeModel&) = delete;

    Answer answer(std::string_view method, Caller caller, Now now) override;
    std::string subscribed(const std::vector<std::string>& streams, Caller caller,
                           Now now) override;
    std::string crawl(Now now) override;
    bool clio() const override { return options_.clio; }
    std::string product() const override { return options_.product + "-" + options_.build_version; }

    /// The process begins anew: nothing is known, uptime is 0.
    void restart(Now now);
    /// While true the process does not exist: it hears nothing.
    void set_stopped(bool stopped) { stopped_ = stopped; }
    void set_isolated(bool isolated, Now now);
    void set_validator_list(ListState state, Now now);
    void set_amendment_blocked(bool blocked, Now now);
    void set_amendment_soon(bool soon) { amendment_soon_ = soon; }
    /// Connected to peers but never in sync.
    void set_unsynced(bool unsynced, Now now);
    void set_clio(bool clio) { options_.clio = clio; }
    /// What server_info shows, as a multiplier; messages go out when it changes.
    void set_load_factor(int multiplier);

    const ModelOptions& options() const { return options_; }

private:
    struct Accounting {
        Duration duration{0};
        std::uint32_t transitions = 0;
    };

    void on_phase(std::string_view phase, Now now) override;
    void on_validation(const Validation& validation, Now now) override;
    void on_ledger(const Ledger& ledger, Now now) override;
    void on_manifest(const Validator& validator, Now now) override;
    void on_time(Now now) override;

    bool hears_network() const;
    Mode highest_mode() const;
    void enter(Mode mode, Now now);
    void publish_ledgers();

    // model_info.cpp
    std::string server_info(Caller caller, Now now) const;
    std::string server_state(Caller caller, Now now) const;
    std::string clio_info(Now now) const;
    void write_common(JsonWriter& json, Caller caller, Now now) const;
    void write_accounting(JsonWriter& json, Now now) const;
    void write_warnings(JsonWriter& json, Caller caller, Now now) const;

    // model_answers.cpp
    std::string peers(Now now) const;
    std::string validators() const;
    std::string validator_list_sites(Now now) const;
    std::string validator_info() const;
    std::string feature(Caller caller) const;
    std::string fee() const;
    std::string get_counts(Now now) const;
    std::string consensus_info() const;
    std::string ping(Caller caller) const;

    std::string_view shown_mode(Caller caller) const;
    std::string complete_ledgers() const;
    std::size_t peer_count() const;
    std::uint64_t quorum() const;
    WallTime list_expiration() const;
    /// What the node knows as validated; nothing before it is in sync.
    const Ledger* validated() const;
    const Validator* own_validator() const;

    ModelOptions options_;
    Network& network_;
    EventSink& sink_;

    SteadyTime started_;
    WallTime started_wall_;
    SteadyTime progress_since_;  ///< the time in sync counts from here
    Mode mode_ = Mode::disconnected;
    SteadyTime mode_since_;
    std::array<Accounting, 5> accounting_{};
    std::optional<Duration> initial_sync_;
    std::uint32_t first_ledger_ = 0;  ///< 0: none yet
    std::uint32_t published_ = 0;

    bool stopped_ = false;
    bool isolated_ = false;
    bool unsynced_ = false;
    ListState list_ = ListState::active;
    bool amendment_blocked_ = false;
    bool amendment_soon_ = false;
    int load_factor_ = 1;
};

}  // namespace nodewatch::sim::xrpl
