#include <fmt/format.h>

#include <algorithm>

#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/measurements_monitor.hpp"
#include "networks/xrpl/measurements_network.hpp"
#include "networks/xrpl/measurements_realtime.hpp"
#include "networks/xrpl/measurements_server.hpp"
#include "networks/xrpl/values.hpp"
#include "networks/xrpl/watcher_state.hpp"

namespace nodewatch::xrpl {
namespace {

/// A ledger closes every few seconds, so a judgement is due as often.
constexpr Duration event_interval{5'000};
constexpr std::uint64_t saves_failed = 3;

}  // namespace

void Watcher::State::publish_repeated(const StreamHealth& stream, Now now) {
    if (repeated_at && elapsed(*repeated_at, now.steady) < repeat_interval) return;
    repeated_at = now.steady;
    publish_state(now);
    publish_ledger(now);
    publish_stream(stream, now);
    publish_conditions(now);
    if (!options.has_stream) return;
    publish_validations(now);
    publish_trust(now);
    publish_monitor(now);
}

void Watcher::State::publish_state(Now now) {
    if (!is_known(now)) return;
    const auto state = node.state();
    const auto& m = state_measurement;
    Point point(m, now.wall, repeat_interval);
    point.set(m.up, state != ServerState::down);
    if (state) point.set(m.value, static_cast<int>(*state));
    if (node.since()) point.set(m.since, unix_time_of(*node.since(), now));
    point.set(m.changes, node.changes());
    point.set(m.restarts, node.restarts());
    point.set(m.validator, own.is_validator());
    if (info && !info->clio) point.set(m.admin, info->is_validator.has_value());
    publisher.publish(point);
    if (options.realtime_names && state)
        publisher.publish(realtime_state_point(*state, {now.wall, repeat_interval}));
}

void Watcher::State::publish_ledger(Now now) {
    const auto& m = ledger_measurement;
    Point point(m, now.wall, repeat_interval);
    point.set(m.restarts, ledgers.restarts_total());
    if (options.has_stream) {
        point.set(m.closed, totals.closed + ledgers.closed_total());
        point.set(m.late, totals.late + ledgers.late_total());
        point.set(m.unseen, totals.unseen + ledgers.unseen_total());
        point.set(m.gaps, totals.gaps);
        point.set(m.sequence_gaps, ledgers.gaps_total());
        point.set(m.repeated, ledgers.repeats_total());
        point.set(m.replaced, ledgers.conflicts_total());
        point.set(m.transactions, totals.transactions);
    }
    // What the stream says counts while it lives; a silent one must not stand still.
    if (stream_lives(now)) {
        point.set(m.sequence, ledgers.published_sequence());
    } else if (answers_are_recent(now)) {
        point.set(m.sequence, ledgers.sequence());
    }
    if (const auto& close = ledgers.last_close())
        point.set(m.age_of_close, unix_time_of(close->steady, now));
    if (stream_lives(now) || answers_are_recent(now)) {
        const LedgerFees& fees = ledgers.fees();
        point.set(m.base_fee, xrp_from_drops(fees.base_drops));
        point.set(m.reserve_base, xrp_from_drops(fees.reserve_base_drops));
        point.set(m.reserve_increment, xrp_from_drops(fees.reserve_increment_drops));
        point.set(m.transaction_rate, ledgers.transaction_rate(now));
        point.set(m.close_interval, ledgers.close_interval_seconds(now));
    }
    publisher.publish(point);
}

void Watcher::State::publish_validations(Now now) {
    Point point = validation_point(agreement.totals(), {now.wall, repeat_interval});
    if (agreement.has_own_keys())
        add_windows(point, agreement.window_1h(now), agreement.window_24h(now));
    publisher.publish(point);
}

void Watcher::State::publish_event_if_new() {
    const auto& event = agreement.last_event();
    if (!event) return;
    if (published_event && published_event->sequence == event->sequence &&
        published_event->classified == event->classified)
        return;
    published_event = event;
    if (const auto point = validation_event_point(*event, event_interval))
        publisher.publish(*point);
}

void Watcher::State::publish_trust(Now now) {
    const auto& m = trust_measurement;
    Point point(m, now.wall, repeat_interval);
    point.set(m.revocations, totals.revocations);
    if (validations.trusted_known()) {
        point.set(m.validations, validations.counts().trusted);
        point.set(m.conflicting, validations.counts().conflicting);
        point.set(m.forks, validations.forks_total());
        point.set(m.quorums, validations.quorum_total());
        if (stream_lives(now)) point.set(m.signers, trusted_signers(now));
        if (const auto& quorum = validations.last_quorum())
            point.set(m.quorum_age, unix_time_of(quorum->at.steady, now));
    }
    publisher.publish(point);
}

void Watcher::State::publish_validator_ledgers(Now now) {
    const auto& m = validator_ledgers_measurement;
    const Stamp at = stamp(Section::validators, now);
    std::vector<Point> points;
    for (const TrustedValidator& validator : validations.validators()) {
        Point& point = points.emplace_back(m, at.time, at.interval, std::vector{validator.key});
        point.set(m.agreed, validator.agreed);
        point.set(m.missed, validator.missed);
    }
    publisher.publish_set(m, points, now.wall);
}

void Watcher::State::publish_stream(const StreamHealth& stream, Now now) {
    const auto& m = stream_measurement;
    Point point(m, now.wall, repeat_interval);
    if (options.has_stream) {
        point.set(m.connected, stream.connected);
        point.set(m.healthy, stream.healthy);
        point.set(m.heartbeat_failures, stream.heartbeat_failures);
        point.set(m.reconnects, stream.reconnects);
        point.set(m.messages, stream.messages);
        point.set(m.undecodable, stream.undecodable_messages);
        point.set(m.load_warnings, load_warnings);
    }
    if (stream.last_message) point.set(m.last_message, unix_time_of(*stream.last_message, now));
    if (started) point.set(m.monitor_uptime, unix_time_of(started->steady, now));
    if (save_failures_in_a_row == 0) {
        point.set(m.state_ok, 1);
    } else if (save_failures_in_a_row < saves_failed) {
        point.set(m.state_degraded, 0.5);
    } else {
        point.set(m.state_failed, 0);
    }
    if (last_save) point.set(m.last_save, to_unix_seconds(*last_save));
    point.set(m.save_failures, save_failures);
    publisher.publish(point);
}

void Watcher::State::publish_monitor(Now now) {
    const auto& m = monitor_measurement;
    const ValidationCounts& counts = validations.counts();
    Point point(m, now.wall, repeat_interval);
    point.set(m.malformed, counts.malformed);
    point.set(m.too_old, counts.too_old);
    point.set(m.too_many_hashes, counts.too_many_hashes);
    point.set(m.validators, counts.too_many_validators);
    point.set(m.open_ledgers, agreement.totals().evicted);
    point.set(m.judged_ledgers, agreement.forgotten_ledgers());
    point.set(m.watched_intervals, agreement.forgotten_intervals());
    publisher.publish(point);
}

void Watcher::State::publish_conditions(Now now) {
    const auto& m = condition_measurement;
    Point point(m, now.wall, repeat_interval);
    for (std::size_t i = 0; i < condition_count; ++i)
        point.set(m.fields[i], conditions.holds(static_cast<Condition>(i)));
    publisher.publish(point);
}

void Watcher::State::publish_section(Section section, Now now) {
    const auto& m = collector_measurement;
    const SectionState& state = collector[section];
    // A refused request is asked again seldom.
    const bool refused = state.error && state.error->kind == ErrorKind::permission;
    const Duration interval = refused ? Duration{0} : stamp(section, now).interval;
    Point point(m, now.wall, interval, {std::string(to_string(section))});
    point.set(m.failed, state.error.has_value());
    point.set(m.successes, state.successes);
    point.set(m.failures, state.failures);
    if (state.last_success)
        point.set(m.last_success, unix_time_of(state.last_success->steady, now));
    publisher.publish(point);
}

void Watcher::State::publish_infos(const ServerInfo& answer, Now now) {
    const std::string network =
        answer.network_id ? std::to_string(*answer.network_id) : std::string();
    const std::string build = answer.build_version.value_or("");
    const std::string uptime = answer.uptime_seconds ? uptime_label(*answer.uptime_seconds) : "";
    const std::string_view mode = !own.is_validator()   ? "unknown"
                                  : *own.is_validator() ? "validator"
                                                        : "stock_node";
    // "none" is what the server says of a stock node; nothing, when it does not say.
    const std::string key = own.node_key().value_or(answer.is_validator ? "none" : "");
    const std::string all =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", build, network, uptime, mode, key,
                    answer.public_key_node.value_or(""), answer.node_size.value_or(""));
    if (all == published_infos && elapsed(infos_at, now.steady) < info_interval) return;
    published_infos = all;
    infos_at = now.steady;

    const auto publish = [&](const InfoMeasurement& m, std::vector<std::string> labels) {
        std::vector<Point> points;
        if (!labels.front().empty())
            points.emplace_back(m, now.wall, info_interval, std::move(labels)).set(m.value, true);
        publisher.publish_set(m, points, now.wall);
    };
    publish(build_info_measurement, {build, network});
    publish(server_facts_measurement, {answer.node_size.value_or("")});
    publish(node_key_measurement, {answer.public_key_node.value_or("")});
    publish(uptime_text_measurement, {uptime});
    publish(rippled_uptime_text_measurement, {uptime});
    if (!options.realtime_names) return;
    publish(realtime_version_measurement, {build});
    publish(realtime_key_measurement, {key});
    publish(realtime_mode_measurement, {std::string(mode)});
}

void Watcher::State::publish_validator_list(Now now) {
    const auto& m = validator_list_measurement;
    // Both answers are told in one point; while server_info comes, the next one repeats it.
    const bool told_by_server = answers_are_recent(now);
    const Stamp at = stamp(told_by_server ? Section::server_info : Section::validators, now);
    Point point(m, at.time, at.interval);
    if (told_by_server) {
        if (info->validator_list_status)
            point.set(m.active, *info->validator_list_status == "active");
        point.set(m.lists, info->validator_list_count);
        point.set(m.expires, info->validator_list_expiration);
    }
    if (validators_are_recent(now)) {
        point.set(m.trusted, validators->trusted_keys.size());
        if (validators->validation_quorum != quorum_unreachable)
            point.set(m.quorum, validators->validation_quorum);
        point.set(m.static_keys, validators->static_keys);
        point.set(m.negative, validators->negative_unl.size());
        point.set(m.negative_self, on_negative_unl(now));
    }
    publisher.publish(point);
    // The crawl tells it under this name, where there is one.
    if (!options.realtime_names || has_crawl(now)) return;
    if (!told_by_server || !info->validator_list_status) return;
    Point status(crawl_measurement, at.time, at.interval);
    status.set(crawl_measurement.unl_active, *info->validator_list_status == "active");
    publisher.publish(status);
}

void Watcher::State::publish_block(Now now) {
    const auto expected = block_time(now);
    if (!expected) return publisher.retire(block_measurement, now.wall);
    const Stamp at = stamp(answers_are_recent(now) ? Section::server_info : Section::feature, now);
    Point point(block_measurement, at.time, at.interval);
    point.set(block_measurement.eta, expected);
    publisher.publish(point);
}

}  // namespace nodewatch::xrpl
