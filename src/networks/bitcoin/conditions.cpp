#include "networks/bitcoin/conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "networks/bitcoin/reply.hpp"
#include "networks/bitcoin/wording.hpp"

namespace nodewatch::bitcoin {
namespace {

// In the order of Condition.
constexpr std::array<ConditionTrait, condition_count> traits = {{
    {"node_down", Duration{4'000}, true},
    {"node_frozen", Duration{0}, true},
    {"node_address_wrong", Duration{4'000}, true},
    {"node_refuses", Duration{0}, true},
    {"node_answers_wrongly", Duration{4'000}, true},
    {"node_overloaded", Duration{10'000}, false},
    {"warming_up", Duration{0}, false},
    {"initial_block_download", Duration{0}, false},
    {"behind_headers", Duration{60'000}, false},
    // A node that just started has none: with the two tellings it takes, more than two slow rounds.
    {"no_peers", Duration{35'000}, true},
    {"no_outbound_peers", Duration{300'000}, true},
    // A peer that left is replaced within some minutes.
    {"few_outbound_peers", Duration{600'000}, false},
    {"network_inactive", Duration{0}, true},
    // A node that was away needs a moment for the blocks that it missed.
    {"tip_stale", Duration{300'000}, true},
    {"invalid_chain_longer", Duration{0}, true},
    {"deep_reorganisation", Duration{0}, false},
    {"node_warning", Duration{0}, false},
    {"disk_full", Duration{60'000}, true},
    {"disk_almost_full", Duration{60'000}, false},
    {"indexer_down", Duration{0}, false},
    // A block takes an indexer a moment, and the node may be asked just before it.
    {"indexer_behind", Duration{180'000}, false},
    // Blocks are seen by polling meanwhile.
    {"zmq_disconnected", Duration{60'000}, false},
    // A poll may be before the message that tells of the same.
    {"zmq_silent", Duration{30'000}, false},
}};

/// Which condition an error is a sign of.
Condition cause(const Error& error) {
    switch (error.kind) {
        case ErrorKind::unavailable:
            return Condition::warming_up;
        case ErrorKind::timeout:
            return Condition::node_frozen;
        case ErrorKind::dns:
        case ErrorKind::tls:
            return Condition::node_address_wrong;
        case ErrorKind::permission:
            return Condition::node_refuses;
        case ErrorKind::server:
            return is_overload(error) ? Condition::node_overloaded
                                      : Condition::node_answers_wrongly;
        case ErrorKind::http_status:
        case ErrorKind::parse:
        case ErrorKind::protocol:
        case ErrorKind::too_large:
            return Condition::node_answers_wrongly;
        default:
            return Condition::node_down;
    }
}

template <typename T, typename Test>
std::optional<bool> test(const std::optional<T>& value, Test&& holds) {
    return value ? std::optional<bool>(holds(*value)) : std::nullopt;
}

constexpr double gigabyte = 1e9;
constexpr double full_below = gigabyte;  ///< a node stops at 50 MB

bool is_full(const NodeDisk& disk) {
    return disk.free_bytes < full_below;
}

/// A chain grows by some 0.2 GB a day, the chain state of a node that deletes old blocks by some GB
/// a year; where the node has its log alone, it needs little.
double almost_full_below(const NodeDisk& disk, double blocks_may_grow) {
    if (!disk.holds_data) blocks_may_grow = 0;
    const double of_the_disk = std::min(0.05 * disk.bytes, 50 * gigabyte);
    return std::min(std::max(10 * gigabyte, of_the_disk), 2 * gigabyte + blocks_may_grow);
}

bool is_almost_full(const NodeDisk& disk, const std::optional<double>& blocks_may_grow) {
    return blocks_may_grow && !is_full(disk) &&
           disk.free_bytes < almost_full_below(disk, *blocks_may_grow);
}

std::string gigabytes(double bytes) {
    return fmt::format("{:.1f} GB", bytes / gigabyte);
}

bool is_reach(Condition condition) {
    return condition <= Condition::warming_up;
}

}  // namespace

std::string_view to_string(Condition condition) {
    return traits[static_cast<std::size_t>(condition)].code;
}

Conditions::Conditions() : ConditionSet(traits) {}

void Conditions::update(ConditionInputs inputs, Now now) {
    inputs_ = std::move(inputs);
    judge_all([&](Condition condition) { return signs(condition, now); }, now);
}

/// Absent where it cannot be judged.
std::optional<bool> Conditions::signs(Condition condition, Now now) const {
    const ConditionInputs& in = inputs_;
    if (is_reach(condition))
        return test(in.answers, [&](bool answers) {
            if (answers || !in.error || cause(*in.error) != condition) return false;
            return condition != Condition::node_frozen || in.timeouts >= frozen_timeouts;
        });
    switch (condition) {
        case Condition::initial_block_download:
            return in.initial_download;
        case Condition::behind_headers:
            if (!in.blocks || !in.headers || in.initial_download != false) return std::nullopt;
            return *in.headers > *in.blocks + usual_lag;
        case Condition::no_peers:
            return test(in.connections, [](double count) { return count == 0; });
        case Condition::no_outbound_peers:
        case Condition::few_outbound_peers:
            // Without any connection, or with its network off, that is what is wrong.
            if (in.min_outbound == 0 || in.network_active != true || in.connections == 0.0)
                return std::nullopt;
            return test(in.outbound, [&](std::size_t count) {
                if (condition == Condition::no_outbound_peers) return count == 0;
                return count > 0 && count < in.min_outbound;
            });
        case Condition::network_inactive:
            return test(in.network_active, [](bool active) { return !active; });
        case Condition::tip_stale:
            if (!in.tip_age || !in.stale_after || in.initial_download != false) return std::nullopt;
            return *in.tip_age >= *in.stale_after;
        case Condition::invalid_chain_longer:
            if (!in.blocks || !in.invalid_height) return std::nullopt;
            return *in.invalid_height > *in.blocks;
        case Condition::deep_reorganisation:
            if (in.last_reorganisation && in.last_reorganisation->depth() >= deep &&
                elapsed(in.last_reorganisation->at.steady, now.steady) < event_shown)
                return true;
            return in.chain_explained ? std::optional(false) : std::nullopt;
        case Condition::node_warning:
            return test(in.warnings, [](const auto& warnings) { return !warnings.empty(); });
        case Condition::disk_full:
            return test(in.surroundings.disks,
                        [](const auto& disks) { return std::ranges::any_of(disks, is_full); });
        case Condition::disk_almost_full:
            if (!in.blocks_may_grow) return std::nullopt;
            return test(in.surroundings.disks, [&](const auto& disks) {
                return std::ranges::any_of(disks, [&](const NodeDisk& disk) {
                    return is_almost_full(disk, in.blocks_may_grow);
                });
            });
        case Condition::indexer_down:
            return test(in.surroundings.indexers_down,
                        [](const auto& sentences) { return !sentences.empty(); });
        case Condition::indexer_behind:
            return test(in.surroundings.indexers_behind,
                        [](const auto& sentences) { return !sentences.empty(); });
        case Condition::zmq_disconnected:
            return test(in.zmq, [](const auto& zmq) { return !zmq.disconnected.empty(); });
        case Condition::zmq_silent:
            return test(in.zmq, [](const auto& zmq) { return !zmq.silent.empty(); });
        default:
            return std::nullopt;
    }
}

bool Conditions::node_gone() const {
    return active(Condition::node_down) || active(Condition::node_frozen) ||
           active(Condition::node_address_wrong) || active(Condition::node_refuses) ||
           active(Condition::node_answers_wrongly);
}

std::vector<StatusReason> Conditions::reasons() const {
    return reasons_by([this](Condition condition) { return describe(condition); });
}

std::string Conditions::describe(Condition condition) const {
    const ConditionInputs& in = inputs_;
    const std::string error = in.error ? in.error->message : "no error is known";
    switch (condition) {
        case Condition::node_down:
            return fmt::format(
                "Nobody answers at the node's address ({}). Check whether bitcoind "
                "runs, and its rpcbind and rpcport.",
                error);
        case Condition::node_frozen:
            return fmt::format(
                "The node has answered nothing for {} ({}). It may be busy with a "
                "long request or a full disk: look at its debug.log.",
                format_duration(in.silent), error);
        case Condition::node_address_wrong:
            return fmt::format("The node's address cannot be used: {}.", error);
        case Condition::node_refuses:
            return fmt::format("The node answers, but not to us: {}.", error);
        case Condition::node_answers_wrongly:
            return fmt::format(
                "Something answers at the node's address, but not as a Bitcoin node "
                "does: {}.",
                error);
        case Condition::node_overloaded:
            return fmt::format("The node turns requests away: {}.", error);
        case Condition::warming_up:
            return fmt::format("The node is not ready yet: {}.", error);
        case Condition::initial_block_download:
            return fmt::format("The node downloads the chain: it has block {} of {} ({}).",
                               or_unknown(in.blocks), or_unknown(in.headers),
                               percent_or_unknown(in.progress));
        case Condition::behind_headers:
            return fmt::format(
                "The node has block {} and knows headers up to {}: it waits for "
                "blocks of its peers, or is slow to check them.",
                or_unknown(in.blocks), or_unknown(in.headers));
        case Condition::no_peers:
            return "The node has no connections: it hears of no blocks and no transactions. Check "
                   "its network and its firewall.";
        case Condition::no_outbound_peers:
            return "The node has no outbound peers: all that it hears comes from peers that chose "
                   "it, who may keep blocks from it. Check whether it may connect to others "
                   "(firewall, onlynet, proxy); for a node that shall not, set "
                   "min_outbound_peers: 0.";
        case Condition::few_outbound_peers:
            return fmt::format(
                "The node has {} outbound peers; {} are wanted. Check whether it may connect to "
                "others (firewall, onlynet, proxy); where fewer are meant, set min_outbound_peers.",
                or_unknown(in.outbound), in.min_outbound);
        case Condition::network_inactive:
            return "The network of the node is switched off: `bitcoin-cli setnetworkactive true` "
                   "switches it on.";
        case Condition::tip_stale:
            return fmt::format(
                "The newest block is {} old; one comes every 10 minutes on average. "
                "The node may be cut off from its network: compare its height with "
                "others.",
                format_duration(in.tip_age.value_or(Duration{0})));
        case Condition::invalid_chain_longer:
            return fmt::format(
                "A branch up to height {} is longer than the node's chain (height "
                "{}), which holds it for invalid: the node is too old for the rules "
                "of the network, or its data is damaged.",
                or_unknown(in.invalid_height), or_unknown(in.blocks));
        case Condition::deep_reorganisation:
            return fmt::format(
                "{} blocks after height {} fell out of the chain: payments in them "
                "may be undone.",
                in.last_reorganisation->depth(), in.last_reorganisation->ancestor.height);
        case Condition::node_warning:
            return fmt::format("The node warns: {}",
                               fmt::join(in.warnings.value_or(std::vector<std::string>{}), " "));
        case Condition::disk_full: {
            const auto disk = std::ranges::find_if(*in.surroundings.disks, is_full);
            return fmt::format(
                "{} are left where {} is: the node stops when nothing is left. Make room now.",
                gigabytes(disk->free_bytes), disk->path);
        }
        case Condition::disk_almost_full: {
            const auto disk = std::ranges::find_if(
                *in.surroundings.disks,
                [&](const NodeDisk& one) { return is_almost_full(one, in.blocks_may_grow); });
            return fmt::format(
                "{} of {} are left where {} is: make room, or let the node delete old blocks "
                "(prune).",
                gigabytes(disk->free_bytes), gigabytes(disk->bytes), disk->path);
        }
        case Condition::indexer_down:
            return fmt::format("{} Its clients are without service: look at its log.",
                               fmt::join(*in.surroundings.indexers_down, " "));
        case Condition::indexer_behind:
            return fmt::format("{} What its clients see is old: look at its log.",
                               fmt::join(*in.surroundings.indexers_behind, " "));
        case Condition::zmq_disconnected:
            return fmt::format(
                "The node publishes over ZMQ what does not reach us: {}. Blocks are seen by "
                "polling meanwhile. Check the address and the firewall.",
                fmt::join(in.zmq.value_or(ZmqHealth{}).disconnected, "; "));
        case Condition::zmq_silent:
            return fmt::format(
                "Polling sees what ZMQ does not tell, though it is connected: {}. Check whether "
                "the address is that of this node.",
                fmt::join(in.zmq.value_or(ZmqHealth{}).silent, "; "));
    }
    return {};
}

}  // namespace nodewatch::bitcoin
