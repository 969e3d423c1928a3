#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "networks/stamp.hpp"
#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/amendments_summary.hpp"
#include "networks/xrpl/history.hpp"
#include "networks/xrpl/ledger_tracker.hpp"
#include "networks/xrpl/messages.hpp"
#include "networks/xrpl/peers_summary.hpp"
#include "networks/xrpl/validation_tracker.hpp"
#include "networks/xrpl/watcher.hpp"
#include "telemetry/point.hpp"

/// From what the node told to points: one function a measurement, nothing kept between calls.
namespace nodewatch::xrpl {

/// "2d:3h:15m" as the xrpl-validator-dashboard writes it: whole minutes that have passed.
std::string uptime_label(double seconds);

// points_server.cpp
Point server_info_point(const ServerInfo& info, Stamp stamp);
Point load_point(const ServerInfo& info, bool realtime_names, Stamp stamp);
Point realtime_server_point(const ServerInfo& info, Now now, Duration interval);
Point realtime_state_point(ServerState state, Stamp stamp);
Point state_accounting_point(const ServerInfo& info, Stamp stamp);
std::vector<Point> job_points(const ServerInfo& info, Stamp stamp);
std::vector<Point> warning_points(const ServerInfo& info, Stamp stamp);
std::vector<Point> count_points(const CountsInfo& info, Stamp stamp);

// points_ledger.cpp
Point fee_point(const FeeInfo& info, Stamp stamp);
Point manifest_point(const ValidatorIdentity& identity, Stamp stamp);
Point consensus_point(const ConsensusInfo& info, Stamp stamp);
/// Totals and windows of the agreement; windows only for validators.
Point validation_point(const AgreementTotals& totals, Stamp stamp);
void add_windows(Point& point, const AgreementWindow& hour, const AgreementWindow& day);
std::optional<Point> validation_event_point(const AgreementEvent& event, Duration interval);

// points_network.cpp
Point peers_point(const PeersSummary& summary, Stamp stamp);
Point realtime_peers_point(const PeersSummary& summary, Stamp stamp);
std::vector<Point> version_points(const std::vector<std::string_view>& versions, Stamp stamp);
Point upgrade_point(const UpgradeSummary& summary, std::optional<bool> amendment_blocked,
                    Stamp stamp);
Point crawl_point(const CrawlInfo& info, Stamp stamp);
std::vector<Point> publisher_points(const ValidatorsInfo& info, Stamp stamp);
std::vector<Point> silent_validator_points(const std::vector<TrustedValidator>& validators,
                                           Stamp stamp);
std::vector<Point> site_points(const ValidatorSites& sites, Stamp stamp);
std::vector<Point> certificate_points(const std::vector<CertificateSample>& samples, Stamp stamp);
Point amendments_point(const AmendmentsSummary& summary, Stamp stamp);
std::vector<Point> amendment_points(const AmendmentsSummary& summary, Stamp stamp);

// points_host.cpp
Point database_point(const DatabaseSample& sample, Stamp stamp);
/// `cpu_percent` of one core since the sample before.
Point process_point(const ProcessSample& sample, std::optional<double> cpu_percent, Stamp stamp);
/// Without what is not known: nothing was watched, no ledger was judged.
Point history_point(const HistoryFigures& figures, Stamp stamp);

}  // namespace nodewatch::xrpl
