#pragma once

#include <chrono>

#include "networks/condition_state.hpp"
#include "networks/scrape/options.hpp"
#include "networks/scrape/target_series.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::scrape {

/// A scrape that is over.
struct ScrapeReport {
    ScrapeOutcome outcome;
    std::optional<std::size_t> body_bytes;  ///< absent: there was no answer
    std::chrono::microseconds took{0};
    WallTime time{};            ///< that of its samples
    std::uint64_t skipped = 0;  ///< scrapes left out, since the start
};

/// How the scraping of a target goes: publishes it, and judges the target. No I/O and no clock of
/// its own. Loop thread.
class ScrapeWatcher {
public:
    /// A target whose scrapes take too long is told so until that many in a row were in time.
    static constexpr int calm_scrapes = 10;

    /// The board may be null.
    ScrapeWatcher(Publisher publisher, LiveBoard* board, const ScrapeOptions& options, Now now);

    /// Before the first scrape.
    void start(Now now);
    void on_scrape(const ScrapeReport& report, Now now);

    /// Only a scrape changes it.
    TargetStatus status(Now now) const;
    /// Those that are over.
    std::uint64_t scrapes() const { return activity_.successes + activity_.failures; }

private:
    void count(const ScrapeReport& report);
    void judge(const ScrapeReport& report, Now now);
    void publish(const ScrapeReport& report, Now now);
    void publish_totals(WallTime time);
    void show();
    std::vector<StatusReason> reasons() const;
    ScrapeStatus scrape_status() const;

    Publisher publisher_;
    LiveBoard* board_;
    const ScrapeOptions options_;
    ActivityStatus activity_;
    TargetState state_ = TargetState::starting;
    WallTime state_since_;
    std::optional<ScrapeOutcome::Failure> failure_;  ///< of the last scrape
    WallTime failing_since_{};
    std::optional<WallTime> last_;
    Duration last_took_{};
    ConditionState slow_;
    std::uint64_t skipped_ = 0;
    std::uint64_t refused_lately_ = 0;  ///< samples of the last scrape
    std::array<std::uint64_t, scrape_failures> failures_{};
    std::array<std::uint64_t, sample_refusals> refused_{};
    std::uint64_t metadata_refused_ = 0;
};

/// The target's address for people: without credentials, and without the query, which may hold
/// some. The path is shown, as Prometheus shows it.
std::string shown_address(const net::Url& url);

}  // namespace nodewatch::scrape
