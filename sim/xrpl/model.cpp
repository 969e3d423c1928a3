#include "sim/xrpl/model.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "sim/xrpl/events.hpp"

namespace nodewatch::sim::xrpl {

namespace {

/// How long after its start a node reaches each mode, when nothing holds it back.
constexpr std::array<Duration, 5> time_to_mode = {Duration{0}, Duration{1'000}, Duration{3'000},
                                                  Duration{8'000}, Duration{8'000}};
/// Uptime of a node that is in sync when the script begins.
constexpr std::chrono::hours uptime_at_start{30};
/// Ledgers it has then.
constexpr std::uint32_t history_at_start = 2'000;

std::size_t index_of(Mode mode) {
    return static_cast<std::size_t>(mode);
}

Mode mode_after(Duration in_progress) {
    Mode mode = Mode::disconnected;
    for (const Mode candidate : {Mode::connected, Mode::syncing, Mode::full})
        if (in_progress >= time_to_mode[index_of(candidate)]) mode = candidate;
    return mode;
}

}  // namespace

std::string_view to_string(Mode mode) {
    static constexpr std::array<std::string_view, 5> names = {"disconnected", "connected",
                                                              "syncing", "tracking", "full"};
    return names[index_of(mode)];
}

NodeModel::NodeModel(ModelOptions options, Network& network, EventSink& sink, Now now)
    : options_(std::move(options)), network_(network), sink_(sink) {
    restart(now);
    if (options_.synced) {
        started_ -= uptime_at_start;
        started_wall_ -= uptime_at_start;
        progress_since_ = mode_since_ = started_;
        for (const Mode mode : {Mode::connected, Mode::syncing, Mode::tracking, Mode::full})
            enter(mode, Now{now.wall, started_ + time_to_mode[index_of(mode)]});
        published_ = network_.validated().sequence;
        first_ledger_ = published_ > history_at_start ? published_ - history_at_start : 1;
    }
    network_.add(*this);
}

NodeModel::~NodeModel() {
    network_.remove(*this);
}

void NodeModel::restart(Now now) {
    started_ = progress_since_ = mode_since_ = now.steady;
    started_wall_ = now.wall;
    accounting_ = {};
    accounting_[index_of(Mode::disconnected)].transitions = 1;
    mode_ = Mode::disconnected;
    initial_sync_.reset();
    first_ledger_ = 0;
    published_ = 0;
}

void NodeModel::set_isolated(bool isolated, Now now) {
    isolated_ = isolated;
    on_time(now);
}

void NodeModel::set_validator_list(ListState state, Now now) {
    list_ = state;
    on_time(now);
}

void NodeModel::set_amendment_blocked(bool blocked, Now now) {
    amendment_blocked_ = blocked;
    on_time(now);
}

void NodeModel::set_unsynced(bool unsynced, Now now) {
    unsynced_ = unsynced;
    on_time(now);
}

void NodeModel::set_load_factor(int multiplier) {
    load_factor_ = multiplier;
    sink_.push(server_status(to_string(mode_), load_factor_ * load_base));
}

Mode NodeModel::highest_mode() const {
    if (isolated_) return Mode::disconnected;
    if (unsynced_ || amendment_blocked_ || list_ != ListState::active) return Mode::connected;
    return Mode::full;
}

void NodeModel::on_time(Now now) {
    if (stopped_) return;
    Mode mode = mode_after(elapsed(progress_since_, now.steady));
    if (mode > highest_mode()) {
        // What holds it back holds the clock too: afterwards it goes on from there.
        mode = highest_mode();
        progress_since_ = now.steady - time_to_mode[index_of(mode)];
    }
    if (mode == mode_) return;
    if (mode == Mode::full) enter(Mode::tracking, now);
    enter(mode, now);
}

void NodeModel::enter(Mode mode, Now now) {
    Accounting& left = accounting_[index_of(mode_)];
    left.duration += elapsed(mode_since_, now.steady);
    mode_ = mode;
    mode_since_ = now.steady;
    ++accounting_[index_of(mode)].transitions;
    if (mode == Mode::full && !initial_sync_) initial_sync_ = elapsed(started_, now.steady);
    sink_.push(server_status(to_string(mode), load_factor_ * load_base));
}

bool NodeModel::hears_network() const {
    return !stopped_ && mode_ != Mode::disconnected && !isolated_;
}

void NodeModel::on_phase(std::string_view phase, Now now) {
    if (!hears_network() || options_.clio) return;
    sink_.push(consensus_phase(phase));
    if (phase == "open") return;
    PeerStatus status;
    status.action = phase == "establish" ? "CLOSING_LEDGER" : "ACCEPTED_LEDGER";
    status.ledger = &network_.closed();
    status.first_ledger = network_.options().first_sequence;
    status.time = std::chrono::floor<std::chrono::seconds>(now.wall).time_since_epoch().count();
    for (std::size_t i = 0; i < peer_count(); ++i)
        sink_.push(peer_status_change(status));
}

void NodeModel::on_validation(const Validation& validation, Now) {
    if (hears_network()) sink_.push(validation_received(validation, network_.options().network_id));
}

void NodeModel::on_manifest(const Validator& validator, Now) {
    if (hears_network() && !validator.master_key.empty()) sink_.push(manifest_received(validator));
}

void NodeModel::on_ledger(const Ledger&, Now now) {
    on_time(now);
    // Without a usable list nothing can be validated.
    if (!hears_network() || mode_ < Mode::syncing) return;
    if (first_ledger_ == 0) {
        first_ledger_ = network_.validated().sequence;
        published_ = first_ledger_ - 1;
    }
    publish_ledgers();
}

void NodeModel::publish_ledgers() {
    // Missed ledgers come late and in pairs.
    constexpr std::uint32_t at_once = 2;
    const std::uint32_t newest = network_.validated().sequence;
    for (std::uint32_t i = 0; i < at_once && published_ < newest; ++i) {
        const Ledger* ledger = network_.find(++published_);
        if (ledger == nullptr) continue;
        sink_.push(ledger_closed(*ledger, network_.options().network_id, complete_ledgers()));
    }
}

const Ledger* NodeModel::validated() const {
    if (first_ledger_ == 0 || list_ != ListState::active) return nullptr;
    // Out of sync it stays at what it published last.
    if (mode_ < Mode::syncing) return network_.find(published_);
    return &network_.validated();
}

const Validator* NodeModel::own_validator() const {
    return options_.validator ? &network_.validators()[*options_.validator] : nullptr;
}

std::string_view NodeModel::shown_mode(Caller caller) const {
    const Validator* own = own_validator();
    const bool proposes = mode_ == Mode::full && own != nullptr && !own->revoked;
    return proposes && caller.admin ? "proposing" : to_string(mode_);
}

std::string NodeModel::complete_ledgers() const {
    if (first_ledger_ == 0) return "empty";
    if (published_ <= first_ledger_) return std::to_string(first_ledger_);
    return fmt::format("{}-{}", first_ledger_, published_);
}

std::size_t NodeModel::peer_count() const {
    constexpr std::size_t most_peers = 20;
    if (isolated_ || mode_ == Mode::disconnected) return 0;
    return std::min(network_.validators().size(), most_peers);
}

std::uint64_t NodeModel::quorum() const {
    constexpr std::uint64_t unreachable = 4'294'967'295;
    return list_ == ListState::active ? network_.quorum() : unreachable;
}

WallTime NodeModel::list_expiration() const {
    const std::chrono::days until(list_ == ListState::expired ? -1 : 60);
    return started_wall_ + until;
}

}  // namespace nodewatch::sim::xrpl
