#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace nodewatch::sim::xrpl {

struct Validator {
    std::string name;        ///< "v1"
    std::string master_key;  ///< empty: signs with a plain seed, without a manifest
    std::string signing_key;
    std::string domain;
    std::uint64_t cookie = 0;
    std::uint32_t manifest_sequence = 1;
    bool online = true;
    bool forked = false;      ///< signs ledgers that nobody else has
    bool duplicated = false;  ///< a second server signs with the same key
    bool revoked = false;

    /// The key it is known by: the master key, or the signing key where there is none.
    const std::string& identity() const { return master_key.empty() ? signing_key : master_key; }
};

struct Ledger {
    std::uint32_t sequence = 0;
    std::string hash;
    std::string parent_hash;
    std::int64_t close_time = 0;  ///< unix seconds
    std::uint32_t transactions = 0;
};

struct Validation {
    const Validator* validator = nullptr;
    std::uint32_t sequence = 0;
    std::string hash;
    std::string validated_hash;
    std::int64_t signing_time = 0;  ///< unix seconds
    std::uint64_t cookie = 0;
};

/// Hears what the network does.
class NetworkListener {
public:
    virtual ~NetworkListener() = default;
    /// "open", "establish", "accepted"
    virtual void on_phase(std::string_view phase, Now now) = 0;
    virtual void on_validation(const Validation& validation, Now now) = 0;
    /// Consensus made this ledger; whether it is validated tells Network::validated().
    virtual void on_ledger(const Ledger& ledger, Now now) = 0;
    virtual void on_manifest(const Validator& validator, Now now) = 0;
    /// After each advance.
    virtual void on_time(Now now) = 0;
};

struct NetworkOptions {
    std::size_t validators = 5;
    std::uint32_t network_id = 900;
    std::uint32_t first_sequence = 1'000;
    std::uint32_t transactions_per_ledger = 12;
    int pace = 1;  ///< rounds are so many times as short as real ones
};

/// A small scripted XRP Ledger network: validators with keys, a ledger every 3 to 4 seconds, and a
/// validation of each validator for each ledger. A ledger is validated when a quorum (80 %) signed
/// it; without quorum consensus goes on and nothing is validated. Pure: advance() does what is due.
class Network {
public:
    explicit Network(NetworkOptions options, Now now);

    void add(NetworkListener& listener);
    void remove(NetworkListener& listener);

    /// Does everything that is due until `now`.
    void advance(Now now);
    /// Advances with the clock until cancelled.
    Task<void> run(Clock& clock);

    const NetworkOptions& options() const { return options_; }
    std::vector<Validator>& validators() { return validators_; }
    const std::vector<Validator>& validators() const { return validators_; }
    std::size_t quorum() const;
    std::size_t signing() const;  ///< validators that sign the common ledger now

    /// Takes as many validators off as it needs to be one below the quorum, never `spared`; or
    /// brings all back.
    void set_quorum_lost(bool lost, std::size_t spared);
    /// The validator revokes its master key, or starts anew with the key it had.
    void set_revoked(std::size_t validator, bool revoked, Now now);

    const Ledger& closed() const { return ledgers_.back(); }
    const Ledger& validated() const;
    /// A ledger of the last thousand.
    const Ledger* find(std::uint32_t sequence) const;
    std::string_view phase() const { return phase_; }
    Duration last_round() const { return last_round_; }

private:
    struct Step {
        SteadyTime time;
        enum class Kind : std::uint8_t { establish, validation, accept } kind;
        std::size_t validator = 0;
    };
    void plan_round(SteadyTime start);
    void perform(const Step& step, Now now);
    void close_ledger(Now now);
    void validate(std::size_t index, Now now);
    void accept(Now now);

    NetworkOptions options_;
    std::vector<Validator> validators_;
    std::vector<NetworkListener*> listeners_;
    std::deque<Ledger> ledgers_;
    std::deque<Step> steps_;  ///< of the round under way, in the order of their times
    std::optional<Ledger> next_;
    std::uint32_t validated_sequence_ = 0;
    std::string_view phase_ = "open";
    std::size_t round_ = 0;
    Duration last_round_{3'000};
};

}  // namespace nodewatch::sim::xrpl
