#pragma once

#include <memory>

#include "networks/network.hpp"
#include "networks/scrape/fetch.hpp"
#include "networks/scrape/options.hpp"
#include "networks/scrape/schedule.hpp"
#include "networks/scrape/watcher.hpp"

namespace nodewatch::scrape {

/// Scrapes one target. Loop thread; what it brings is read and stored on the pool.
///
/// When the program ends no stale markers are written, as Prometheus writes none: a restart goes on
/// with the series, and those of a target that is not scraped any more end with the look-back of
/// queries.
class ScrapeSource final : public Source {
public:
    ScrapeSource(ScrapeOptions options, SourceContext context);

    const Target& target() const override { return target_; }
    Task<void> run() override;
    TargetStatus status(Now now) const override { return watcher_.status(now); }
    std::optional<std::uint64_t> status_version() const override { return watcher_.scrapes(); }

private:
    Task<void> scrape(ScrapeSchedule::Slot slot);

    const Target target_;
    SourceContext context_;
    const Duration interval_;
    ScrapeSchedule schedule_;
    Fetcher fetcher_;
    ScrapeWatcher watcher_;
    std::shared_ptr<TargetSeries> series_;  ///< null where nothing is kept
};

}  // namespace nodewatch::scrape
