#include "sim/xrpl/network.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sim/xrpl/identity.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::size_t kept_ledgers = 1'000;
constexpr Duration time_step{100};

/// Lengths of the rounds in turn, as a real network of five shows them.
constexpr std::array<Duration, 7> round_lengths = {
    Duration{3'000}, Duration{3'010}, Duration{3'900}, Duration{3'000},
    Duration{3'460}, Duration{2'980}, Duration{4'050}};
/// From the start of a round to the end of its open phase.
constexpr Duration open_time{1'000};
/// The validations come within this time before the ledger is accepted.
constexpr Duration validation_spread{900};

Validator make_validator(std::size_t number) {
    Validator v;
    v.name = fmt::format("v{}", number);
    v.signing_key = node_public_key(v.name + " signing 1");
    v.cookie = number_of(v.name + " cookie");
    // Every fifth one signs with a plain seed, as some real ones still do.
    if (number % 5 != 0) {
        v.master_key = master_public_key(v.name);
        v.domain = v.name + ".validator.test";
    }
    return v;
}

std::int64_t unix_seconds(WallTime t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

}  // namespace

Network::Network(NetworkOptions options, Now now) : options_(options) {
    for (std::size_t i = 1; i <= options_.validators; ++i)
        validators_.push_back(make_validator(i));
    Ledger first;
    first.sequence = options_.first_sequence;
    first.hash = hash_of(fmt::format("ledger {}", first.sequence));
    first.parent_hash = hash_of(fmt::format("ledger {}", first.sequence - 1));
    first.close_time = unix_seconds(now.wall);
    ledgers_.push_back(first);
    validated_sequence_ = first.sequence;
    plan_round(now.steady);
}

void Network::add(NetworkListener& listener) {
    listeners_.push_back(&listener);
}

void Network::remove(NetworkListener& listener) {
    std::erase(listeners_, &listener);
}

Task<void> Network::run(Clock& clock) {
    while (true) {
        advance(clock.now());
        co_await clock.sleep_for(std::max(time_step / options_.pace, Duration{1}));
    }
}

void Network::advance(Now now) {
    while (steps_.front().time <= now.steady) {
        const Step step = steps_.front();
        steps_.pop_front();
        const WallTime wall = now.wall - elapsed(step.time, now.steady);
        perform(step, Now{wall, step.time});
    }
    for (NetworkListener* listener : listeners_)
        listener->on_time(now);
}

void Network::plan_round(SteadyTime start) {
    const Duration length = round_lengths[round_++ % round_lengths.size()] / options_.pace;
    last_round_ = length;
    steps_.push_back({start + open_time / options_.pace, Step::Kind::establish});
    for (std::size_t i = 0; i < validators_.size(); ++i) {
        const auto place = static_cast<std::int64_t>(i + 1);
        const auto count = static_cast<std::int64_t>(validators_.size());
        const Duration spread = validation_spread / options_.pace;
        const Duration before = spread - spread * place / count;
        steps_.push_back({start + length - before, Step::Kind::validation, i});
    }
    steps_.push_back({start + length, Step::Kind::accept});
}

void Network::perform(const Step& step, Now now) {
    switch (step.kind) {
        case Step::Kind::establish:
            close_ledger(now);
            break;
        case Step::Kind::validation:
            validate(step.validator, now);
            break;
        case Step::Kind::accept:
            accept(now);
            plan_round(step.time);
            break;
    }
}

void Network::close_ledger(Now now) {
    Ledger ledger;
    ledger.sequence = closed().sequence + 1;
    ledger.hash = hash_of(fmt::format("ledger {}", ledger.sequence));
    ledger.parent_hash = closed().hash;
    ledger.close_time = unix_seconds(now.wall);
    ledger.transactions =
        options_.transactions_per_ledger == 0
            ? 0
            : static_cast<std::uint32_t>(number_of(ledger.hash) % options_.transactions_per_ledger);
    next_ = ledger;
    phase_ = "establish";
    for (NetworkListener* listener : listeners_)
        listener->on_phase(phase_, now);
}

void Network::validate(std::size_t index, Now now) {
    const Validator& validator = validators_[index];
    if (!validator.online || validator.revoked || !next_) return;
    Validation validation;
    validation.validator = &validator;
    validation.sequence = next_->sequence;
    validation.hash = validator.forked
                          ? hash_of(fmt::format("fork of {} {}", validator.name, next_->sequence))
                          : next_->hash;
    validation.validated_hash = validated().hash;
    validation.signing_time = unix_seconds(now.wall);
    validation.cookie = validator.cookie;
    for (NetworkListener* listener : listeners_)
        listener->on_validation(validation, now);
    if (!validator.duplicated) return;
    validation.cookie = number_of(validator.name + " second cookie");
    for (NetworkListener* listener : listeners_)
        listener->on_validation(validation, now);
}

void Network::accept(Now now) {
    if (!next_) return;
    ledgers_.push_back(*next_);
    next_.reset();
    if (ledgers_.size() > kept_ledgers) ledgers_.pop_front();
    // A validated ledger validates all before it.
    if (signing() >= quorum()) validated_sequence_ = closed().sequence;
    for (const std::string_view phase : {"accepted", "open"}) {
        phase_ = phase;
        for (NetworkListener* listener : listeners_)
            listener->on_phase(phase, now);
        if (phase == "accepted") {
            for (NetworkListener* listener : listeners_)
                listener->on_ledger(closed(), now);
        }
    }
}

std::size_t Network::quorum() const {
    return (validators_.size() * 4 + 4) / 5;
}

std::size_t Network::signing() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        validators_, [](const Validator& v) { return v.online && !v.forked && !v.revoked; }));
}

void Network::set_quorum_lost(bool lost, std::size_t spared) {
    for (std::size_t i = validators_.size(); i-- > 0;) {
        if (!lost) validators_[i].online = true;
        if (lost && i != spared && signing() >= quorum()) validators_[i].online = false;
    }
}

void Network::set_revoked(std::size_t index, bool revoked, Now now) {
    validators_[index].revoked = revoked;
    for (NetworkListener* listener : listeners_)
        listener->on_manifest(validators_[index], now);
}

const Ledger& Network::validated() const {
    const Ledger* ledger = find(validated_sequence_);
    return ledger != nullptr ? *ledger : ledgers_.front();
}

const Ledger* Network::find(std::uint32_t sequence) const {
    const std::uint32_t first = ledgers_.front().sequence;
    if (sequence < first || sequence > closed().sequence) return nullptr;
    return &ledgers_[sequence - first];
}

}  // namespace nodewatch::sim::xrpl
