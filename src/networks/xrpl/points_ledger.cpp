#include "networks/xrpl/measurements_ledger.hpp"
#include "networks/xrpl/points.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

std::optional<double> seconds(const std::optional<double>& ms) {
    return ms ? std::optional(*ms / 1000) : std::nullopt;
}

}  // namespace

Point fee_point(const FeeInfo& info, Stamp stamp) {
    const auto& m = fee_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.base, xrp_from_drops(info.base_fee_drops));
    point.set(m.median, xrp_from_drops(info.median_fee_drops));
    point.set(m.minimum, xrp_from_drops(info.minimum_fee_drops));
    point.set(m.open_ledger, xrp_from_drops(info.open_ledger_fee_drops));
    point.set(m.ledger_size, info.current_ledger_size);
    point.set(m.expected_size, info.expected_ledger_size);
    point.set(m.queue_size, info.current_queue_size);
    point.set(m.queue_limit, info.max_queue_size);
    return point;
}

Point manifest_point(const ValidatorIdentity& identity, Stamp stamp) {
    const auto& m = manifest_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.sequence, identity.sequence);
    point.set(m.domain_set, identity.domain && !identity.domain->empty());
    return point;
}

Point consensus_point(const ConsensusInfo& info, Stamp stamp) {
    const auto& m = consensus_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.proposing, info.proposing);
    point.set(m.validating, info.validating);
    point.set(m.synched, info.synched);
    point.set(m.proposers, info.proposers);
    point.set(m.previous_proposers, info.previous_proposers);
    point.set(m.converge_percent, info.converge_percent);
    point.set(m.round_time, seconds(info.current_ms));
    point.set(m.previous_time, seconds(info.previous_ms));
    if (info.has_disputes) {
        point.set(m.disputes, info.disputes);
        point.set(m.minority, info.disputes_minority);
    }
    if (info.phase) {
        point.set(m.open, *info.phase == "open");
        point.set(m.establish, *info.phase == "establish");
        point.set(m.accepted, *info.phase == "accepted");
    }
    return point;
}

Point validation_point(const AgreementTotals& totals, Stamp stamp) {
    const auto& m = validation_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.checked, totals.checked);
    point.set(m.ours, totals.ours);
    point.set(m.agreements, totals.agreements);
    point.set(m.missed, totals.missed);
    point.set(m.partial, totals.partial);
    point.set(m.repaired, totals.repaired);
    point.set(m.duplicates, totals.duplicates);
    return point;
}

void add_windows(Point& point, const AgreementWindow& hour, const AgreementWindow& day) {
    const auto& m = validation_measurement;
    point.set(m.percent_1h, hour.percent);
    point.set(m.percent_24h, day.percent);
    point.set(m.agreements_1h, hour.agreed);
    point.set(m.agreements_24h, day.agreed);
    point.set(m.missed_1h, hour.missed);
    point.set(m.missed_24h, day.missed);
    point.set(m.disagreed_1h, hour.disagreed);
    point.set(m.disagreed_24h, day.disagreed);
    point.set(m.coverage_1h, hour.coverage);
    point.set(m.coverage_24h, day.coverage);
    point.set(m.incomplete_1h, hour.incomplete);
    point.set(m.incomplete_24h, day.incomplete);
}

std::optional<Point> validation_event_point(const AgreementEvent& event, Duration interval) {
    const auto& m = validation_event_measurement;
    Point point(m, event.at.wall, interval);
    switch (event.classified) {
        case AgreementClass::agreed:
        case AgreementClass::repaired:
            point.set(m.agreed, 1);
            return point;
        case AgreementClass::missed:
        case AgreementClass::disagreed:
            point.set(m.not_agreed, 0);
            return point;
        case AgreementClass::pending:
        case AgreementClass::unwatched:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace nodewatch::xrpl
