#include "networks/xrpl/watcher.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <span>
#include <utility>

#include "base/strings.hpp"
#include "networks/xrpl/measurements_monitor.hpp"
#include "networks/xrpl/watcher_state.hpp"

namespace nodewatch::xrpl {
namespace {

/// First line of the saved document; the number is that of its format.
constexpr std::string_view document_head = "nodewatch xrpl watcher 1";
/// Between our totals and the agreement tracker's own document.
constexpr std::string_view agreement_mark = "agreement\n";

Error damaged_state(std::string_view what) {
    return Error{ErrorKind::parse, fmt::format("saved state: {}", what)};
}

/// Of a line "name value".
std::optional<std::uint64_t> value_of(std::string_view line, std::string_view name) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.substr(0, space) != name) return std::nullopt;
    return parse_uint(line.substr(space + 1));
}

/// Absent when none was seen before the state was saved.
std::optional<LedgerTracker::LastEvent> last_ledger(std::span<const std::string_view> lines) {
    if (lines.size() < 2) return std::nullopt;
    const auto sequence = value_of(lines[0], "last_ledger");
    const auto close_time = value_of(lines[1], "last_close");
    constexpr std::uint64_t largest = std::numeric_limits<std::uint32_t>::max();
    if (!sequence || !close_time || *sequence > largest || *close_time > 2 * largest)
        return std::nullopt;
    return LedgerTracker::LastEvent{static_cast<std::uint32_t>(*sequence),
                                    static_cast<std::int64_t>(*close_time)};
}

}  // namespace

Watcher::State::State(WatcherOptions o, Publisher p, Views views)
    : options(std::move(o)),
      publisher(p),
      agreement(AgreementOptions{options.agreement_grace, options.agreement_repair}),
      own(options.validator_public_key),
      conditions(options.not_synced_after),
      tables(views.board, publisher.target()),
      events(views.events) {}

void Watcher::State::begin(Now now) {
    if (started) return;
    started = now;
    learn_keys(now);
}

Watcher::Watcher(WatcherOptions options, Publisher publisher, Views views)
    : state_(std::make_unique<State>(std::move(options), publisher, views)) {}

Watcher::~Watcher() = default;

void Watcher::tick(const StreamHealth& stream, Now now) {
    State& s = *state_;
    s.begin(now);
    // Answers to heartbeats are no messages of ours, but show that the stream lives.
    if (stream.last_message && *stream.last_message > s.last_message) {
        s.last_message = *stream.last_message;
        const Duration ago = elapsed(s.last_message, now.steady);
        s.agreement.stream_alive(Now{now.wall - ago, s.last_message});
    }
    s.agreement.tick(now);
    s.publish_event_if_new();
    s.judge(now);
    s.publish_repeated(stream, now);
    s.tables.refresh(s.validations, s.agreement);
}

std::string Watcher::save_state(Now now) const {
    const State& s = *state_;
    const WatcherTotals& t = s.totals;
    const auto last = s.ledgers.last_event();
    const std::string last_ledger =
        last ? fmt::format("last_ledger {}\nlast_close {}\n", last->sequence, last->close_time)
             : "";
    return fmt::format(
        "{}\nchanges {}\nrestarts {}\nclosed {}\nlate {}\nunseen {}\ngaps {}\ntransactions {}\n"
        "revocations {}\n{}{}{}",
        document_head, s.node.changes(), s.node.restarts(), t.closed + s.ledgers.closed_total(),
        t.late + s.ledgers.late_total(), t.unseen + s.ledgers.unseen_total(), t.gaps,
        t.transactions, t.revocations, last_ledger, agreement_mark, s.agreement.save(now));
}

Result<> Watcher::restore_state(std::string_view document, Now now) {
    const std::size_t mark = document.find(agreement_mark);
    if (!document.starts_with(document_head) || mark == std::string_view::npos)
        return failure(damaged_state("not a document of this version"));

    WatcherTotals totals;
    std::uint64_t changes = 0;
    std::uint64_t restarts = 0;
    const std::array<std::pair<std::string_view, std::uint64_t*>, 8> wanted = {{
        {"changes", &changes},
        {"restarts", &restarts},
        {"closed", &totals.closed},
        {"late", &totals.late},
        {"unseen", &totals.unseen},
        {"gaps", &totals.gaps},
        {"transactions", &totals.transactions},
        {"revocations", &totals.revocations},
    }};
    const auto lines = split(document.substr(0, mark), '\n');
    if (lines.size() < wanted.size() + 1) return failure(damaged_state("totals are missing"));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto value = value_of(lines[i + 1], wanted[i].first);
        if (!value) return failure(damaged_state(fmt::format("no total '{}'", wanted[i].first)));
        *wanted[i].second = *value;
    }
    const auto last = last_ledger(std::span(lines).subspan(wanted.size() + 1));

    State& s = *state_;
    auto agreement = s.agreement.restore(document.substr(mark + agreement_mark.size()), now);
    if (!agreement) return agreement;
    s.totals = totals;
    s.node.restore(changes, restarts);
    if (last) {
        s.ledgers.restore(*last);
        ++s.totals.gaps;  // our own absence
    }
    return {};
}

void Watcher::state_saved(const Result<>& outcome, Now now) {
    State& s = *state_;
    if (!outcome) {
        ++s.save_failures;
        ++s.save_failures_in_a_row;
        return;
    }
    s.save_failures_in_a_row = 0;
    s.last_save = now.wall;
    if (!s.info) return;
    const auto backup = [&](const char* metric, const std::optional<double>& value) {
        Point point(state_backup_measurement, now.wall, Duration{0}, {metric});
        point.set(state_backup_measurement.value, value);
        s.publisher.publish(point);
    };
    backup("xrpl_jq_trans_overflow_total", s.info->job_queue_overflows);
    backup("xrpl_peer_disconnects_total", s.info->peer_disconnects);
    backup("xrpl_peer_disconnects_resources_total", s.info->peer_disconnects_resources);
}

std::vector<StatusReason> Watcher::reasons(Now) const {
    return state_->conditions.reasons();
}

TargetState Watcher::state(Now now) const {
    const State& s = *state_;
    if (s.conditions.node_gone() || s.conditions.node_unknown()) return TargetState::failed;
    if (!s.answers_are_recent(now) && !s.stream_lives(now))
        return s.was_known ? TargetState::failed : TargetState::starting;
    return s.conditions.any_active() ? TargetState::degraded : TargetState::ok;
}

std::uint64_t Watcher::gaps() const {
    return state_->totals.gaps;
}

std::uint64_t Watcher::unseen_ledgers() const {
    return state_->totals.unseen + state_->ledgers.unseen_total();
}

std::vector<std::string> Watcher::notices() const {
    if (!state_->own.watches_another()) return {};
    return {
        "validator_public_key is configured and the node has no validator key: the agreement is "
        "that of the configured validator, as this node hears it."};
}

std::optional<bool> Watcher::is_clio() const {
    return state_->info ? std::optional(state_->info->clio) : std::nullopt;
}

std::vector<std::string> Watcher::publisher_hosts() const {
    return state_->publisher_hosts;
}

std::string_view Watcher::process_name() const {
    if (!state_->version) return "";
    if (state_->version->starts_with("xrpld")) return "xrpld";
    if (state_->version->starts_with("rippled")) return "rippled";
    return "";  // both names give their number alone
}

}  // namespace nodewatch::xrpl
