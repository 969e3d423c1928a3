#include "networks/betanet/dialect_choice.hpp"

#include <utility>

namespace nodewatch::betanet {
namespace {

enum class Presence : std::uint8_t { nowhere, in_part, everywhere };

/// Whether something is there at its paths, be it well or not.
Presence presence(const Endpoints& endpoints) {
    if (endpoints.not_there() == 0) return Presence::everywhere;
    return endpoints.not_there() == endpoints.list().size() ? Presence::nowhere : Presence::in_part;
}

/// Whether the service rather speaks the second. Of one that was never asked nothing is known.
bool is_likelier(const Endpoints& first, const Endpoints& second) {
    if (!second.any_answers()) return false;
    if (first.answering() != second.answering()) return second.answering() > first.answering();
    return second.answering() == 0 && presence(second) > presence(first);
}

}  // namespace

DialectChoice::DialectChoice(const TargetOptions& options)
    : both_{Endpoints(Dialect::api_v1, options), Endpoints(Dialect::server, options)},
      current_(both_[0].list().empty() ? 1 : 0) {}

Endpoints* DialectChoice::to_try(SteadyTime now) {
    const bool has_reason =
        current().not_there() > 0 ||
        (!is_known() && current().answering() == 0 && current().not_understood() > 0);
    Endpoints& other = both_[1 - current_];
    if (!has_reason || other.list().empty()) return nullptr;
    const bool has_haste = current().answering() == 0;
    if (!has_haste && looked_ && elapsed(*looked_, now) < look_again) return nullptr;
    looked_ = now;
    return &other;
}

const Endpoints& DialectChoice::likelier() const {
    const Endpoints& other = both_[1 - current_];
    return is_likelier(current(), other) ? other : current();
}

bool DialectChoice::choose(SteadyTime now) {
    const Endpoints& better = likelier();
    if (&better == &current()) return false;
    if (better.answering() == 0 && current().oldest_shown(now)) return false;
    current_ = 1 - current_;
    return true;
}

}  // namespace nodewatch::betanet
