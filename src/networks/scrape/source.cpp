#include "networks/scrape/source.hpp"

#include "networks/scrape/series_labels.hpp"
#include "store/store.hpp"

namespace nodewatch::scrape {
namespace {

/// What makes a target another one.
std::string identity_of(const ScrapeOptions& options) {
    return store::to_string(options.labels) + options.url.scheme + options.url.authority() +
           options.url.target;
}

std::shared_ptr<TargetSeries> series_of(const ScrapeOptions& options,
                                        const SourceContext& context) {
    if (context.store == nullptr) return nullptr;
    std::shared_ptr<TargetMetadata> metadata;
    if (context.metadata != nullptr) metadata = context.metadata->add(label_pairs(options.labels));
    return std::make_shared<TargetSeries>(options, context.store->target_writer(),
                                          std::move(metadata));
}

/// Unpacks, reads and stores a scrape. On the pool.
ScrapeReport take(TargetSeries& series, Result<ScrapedBody> body, WallTime time, SteadyTime began,
                  const Clock& clock) {
    ScrapeReport report;
    report.time = time;
    if (body) {
        if (auto done = unpack(*body); !done) body = failure(done.error());
    }
    if (body) {
        report.body_bytes = body->text.size();
        report.outcome = series.take(body->text, body->format, time);
    } else {
        report.outcome = series.take(body.error());
    }
    report.took = std::chrono::duration_cast<std::chrono::microseconds>(clock.now().steady - began);
    series.store(report.outcome, report.took, time);
    return report;
}

}  // namespace

ScrapeSource::ScrapeSource(ScrapeOptions options, SourceContext context)
    : target_(target_of(options)),
      context_(context),
      interval_(options.interval),
      schedule_(options.interval, identity_hash(identity_of(options))),
      fetcher_(context.executor, context.pool, options),
      watcher_(Publisher(context.hub, target_), context.live, options, context.clock.now()),
      series_(series_of(options, context)) {}

Task<void> ScrapeSource::run() {
    watcher_.start(context_.clock.now());
    for (;;) {
        const auto slot = schedule_.next(context_.clock.now());
        co_await context_.clock.sleep_until(slot.start);
        co_await scrape(slot);
    }
}

Task<void> ScrapeSource::scrape(ScrapeSchedule::Slot slot) {
    const Now began = context_.clock.now();
    const WallTime time = schedule_.stamp(slot, began);
    const SteadyTime begin = begin_of_timeout(slot, began.steady, interval_);
    auto body = co_await fetcher_.fetch(context_.clock, begin);
    if (!series_) co_return;
    auto work = [series = series_, body = std::move(body), time, began = began.steady,
                 &clock = context_.clock]() mutable {
        return take(*series, std::move(body), time, began, clock);
    };
    auto report = co_await context_.pool.run(std::move(work));
    report.skipped = schedule_.skipped();
    watcher_.on_scrape(report, context_.clock.now());
}

}  // namespace nodewatch::scrape
