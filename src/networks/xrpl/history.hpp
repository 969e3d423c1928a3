#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/xrpl/messages.hpp"
#include "networks/xrpl/watcher.hpp"
#include "store/series_source.hpp"
#include "telemetry/point.hpp"

/// What the kept history says of a node over 30 days.
namespace nodewatch::xrpl {

/// Of a stretch of time. What was not watched counts neither way.
struct HistoryFigures {
    Duration watched{0};  ///< it was known whether the node was up
    Duration up{0};
    std::array<Duration, server_state_names.size()> in_state{};  ///< by ServerState
    std::uint64_t agreements = 0;  ///< ledgers, by the first judgement of each
    std::uint64_t missed = 0;

    HistoryFigures& operator+=(const HistoryFigures& other);
    /// 100 agreements / (agreements + missed); absent without ledgers.
    std::optional<double> agreement_percent() const;
    /// 100 up / watched; absent while nothing was watched.
    std::optional<double> availability_percent() const;
};

/// The series of a node that the figures are made of.
struct HistorySamples {
    store::Samples up;          ///< xrpl_up
    store::Samples state;       ///< xrpl_validator_state_value
    store::Samples agreements;  ///< xrpl_validation_agreements_total
    store::Samples missed;      ///< xrpl_validation_missed_total
};

/// A value holds until the next sample of its series, when that comes within `longest_gap`. A
/// counter that falls was restored from a save shortly before a crash, and adds nothing.
HistoryFigures figures_of(const HistorySamples& samples, Duration longest_gap);

/// Reads the figures of the last 30 days, by whole days of UTC and the one that runs. Those of a
/// day that has ended are read once. Worker threads only, one at a time.
class HistoryReader {
public:
    static constexpr int window_days = 30;
    /// Three times the interval at which the state of a node is published at least.
    static constexpr Duration longest_gap{6'000};

    /// The source outlives the reader.
    HistoryReader(const store::SeriesSource& source, Target target);
    Result<HistoryFigures> last_30_days(WallTime now);
    /// The last value of each of the metrics; those that have none in the last 30 days are left
    /// out.
    Result<PublishedTotals> last_values(const std::vector<std::string_view>& metrics,
                                        WallTime now) const;

private:
    Result<HistoryFigures> read_day(std::int64_t day) const;
    Result<> read_series(std::string_view metric, store::TimeRange range,
                         store::Samples& out) const;

    const store::SeriesSource& source_;
    Target target_;
    std::map<std::int64_t, HistoryFigures> ended_days_;  ///< by day since 1970
};

}  // namespace nodewatch::xrpl
