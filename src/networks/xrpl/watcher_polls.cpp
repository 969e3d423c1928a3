#include <fmt/format.h>

#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/measurements_network.hpp"
#include "networks/xrpl/measurements_server.hpp"
#include "networks/xrpl/watcher_state.hpp"

namespace nodewatch::xrpl {

void Watcher::State::note(Section section, const std::optional<Error>& error, Now now) {
    begin(now);
    collector.note(section, error, now);
    publish_section(section, now);
}

void Watcher::on_server_info(const Result<ServerInfo>& answer, Now now) {
    if (const ServerInfo* info = state_->take(Section::server_info, answer, now))
        state_->take_server_info(*info, now);
    state_->judge(now);
}

/// Which amendments a process knows is told once in minutes; an upgrade must not leave standing
/// what the process before it said.
void Watcher::State::notice_new_process(const ServerInfo& answer, Now now) {
    const std::uint64_t restarts = node.restarts();
    if (answer.uptime_seconds) node.uptime(*answer.uptime_seconds);
    const bool upgraded = version && answer.build_version && version != answer.build_version;
    if (events != nullptr && upgraded)
        events->add(publisher.target(), now.wall, Severity::info, "version",
                    fmt::format("runs version {}, was {}", *answer.build_version, *version));
    if (events != nullptr && node.restarts() != restarts)
        events->add(publisher.target(), now.wall, Severity::info, "restart",
                    "the node was started again");
    if (answer.build_version) version = answer.build_version;
    if (node.restarts() == restarts && !upgraded) return;
    block_expected.reset();
    publisher.retire(amendments_measurement, now.wall);
    publisher.retire(amendment_measurement, now.wall);
}

void Watcher::State::take_server_info(const ServerInfo& answer, Now now) {
    info = answer;
    info_at = now;
    notice_new_process(answer, now);
    if (answer.state) {
        node.polled(*answer.state, answer.state_duration_seconds, now);
    } else if (answer.clio) {
        node.reached();
    } else {
        node.lost();
    }
    ledgers.server_info(answer, now);
    if (own.server_info(answer)) learn_keys(now);
    if (answer.validation_quorum) validations.set_quorum(answer.validation_quorum, now);
    if (const auto& ledger = answer.validated_ledger; ledger && ledger->sequence && ledger->hash)
        validations.node_validated(*ledger->sequence, *ledger->hash, now);

    const Stamp at = stamp(Section::server_info, now);
    publisher.publish(server_info_point(answer, at));
    publisher.publish(load_point(answer, options.realtime_names, at));
    publisher.publish_set(job_measurement, job_points(answer, at), now.wall);
    publisher.publish_set(server_warning_measurement, warning_points(answer, at), now.wall);
    if (options.realtime_names) publisher.publish(realtime_server_point(answer, now, at.interval));
    publish_state(now);
    // Without events the answers alone tell of new ledgers.
    if (!stream_lives(now)) publish_ledger(now);
    publish_infos(answer, now);
    publish_validator_list(now);
    publish_block(now);
}

void Watcher::on_server_state(const Result<ServerInfo>& answer, Now now) {
    if (const ServerInfo* info = state_->take(Section::server_state, answer, now))
        state_->publisher.publish(
            state_accounting_point(*info, state_->stamp(Section::server_state, now)));
}

void Watcher::on_consensus_info(const Result<ConsensusInfo>& answer, Now now) {
    if (const ConsensusInfo* info = state_->take(Section::consensus_info, answer, now))
        state_->publisher.publish(
            consensus_point(*info, state_->stamp(Section::consensus_info, now)));
}

void Watcher::on_fee(const Result<FeeInfo>& answer, Now now) {
    if (const FeeInfo* info = state_->take(Section::fee, answer, now))
        state_->publisher.publish(fee_point(*info, state_->stamp(Section::fee, now)));
}

void Watcher::on_counts(const Result<CountsInfo>& answer, Now now) {
    if (const CountsInfo* info = state_->take(Section::get_counts, answer, now)) {
        state_->publisher.publish_set(count_measurement,
                                      count_points(*info, state_->stamp(Section::get_counts, now)),
                                      now.wall);
    }
}

void Watcher::on_process(const Result<ProcessSample>& sample, Now now) {
    State& s = *state_;
    const ProcessSample* process = s.take(Section::process, sample, now);
    if (process == nullptr) return;
    std::optional<double> percent;
    if (s.last_process)
        percent = cpu_percent(*s.last_process, *process, elapsed(s.last_process_at, now.steady));
    s.last_process = *process;
    s.last_process_at = now.steady;
    s.publisher.publish(process_point(*process, percent, s.stamp(Section::process, now)));
}

void Watcher::on_database(const Result<DatabaseSample>& sample, Now now) {
    if (const DatabaseSample* database = state_->take(Section::database, sample, now))
        state_->publisher.publish(database_point(*database, state_->stamp(Section::database, now)));
}

}  // namespace nodewatch::xrpl
