#include "networks/scrape/check.hpp"

#include <fmt/format.h>

#include "networks/scrape/fetch.hpp"
#include "networks/scrape/series_labels.hpp"

namespace nodewatch::scrape {
namespace {

using Level = CheckFinding::Level;

CheckFinding read(ScrapedBody body, const ScrapeOptions& options) {
    if (auto done = unpack(body); !done) return {Level::failure, done.error().message};
    ExpositionReader reader(body.text, body.format);
    std::size_t samples = 0, kept = 0, refused = 0;
    while (true) {
        const auto entry = reader.next();
        if (!entry) return {Level::failure, entry.error().message};
        if (*entry == ExpositionReader::Entry::end) break;
        if (*entry != ExpositionReader::Entry::sample) continue;
        ++samples;
        const auto fate = fate_of(reader.sample().series, options);
        if (!fate) return {Level::failure, fate.error().message};
        if (fate->kind == SeriesFate::Kind::dropped) continue;
        ++kept;
        if (fate->kind == SeriesFate::Kind::refused) ++refused;
    }
    if (options.sample_limit > 0 && kept > options.sample_limit) {
        return {Level::failure, fmt::format("sample_limit: {} samples, {} are allowed", kept,
                                            options.sample_limit)};
    }
    if (refused > 0) {
        return {Level::warning, fmt::format("{} of {} samples have more labels, or longer ones, "
                                            "than the store takes: these are not stored",
                                            refused, kept)};
    }
    return {kept == 0 ? Level::warning : Level::ok,
            fmt::format(
                "{} samples in {}, {} kept, {} bytes", samples,
                body.format == ExpositionFormat::open_metrics ? "OpenMetrics" : "Prometheus text",
                kept, body.text.size())};
}

}  // namespace

Task<std::vector<CheckFinding>> check_target(ScrapeOptions options, SourceContext context) {
    Fetcher fetcher(context.executor, context.pool, options);
    auto body = co_await fetcher.fetch(context.clock, context.clock.now().steady);
    if (!body) {
        co_return std::vector{CheckFinding{Level::failure, body.error().message}};
    }
    auto work = [body = std::move(*body), options]() mutable {
        return read(std::move(body), options);
    };
    auto finding = co_await context.pool.run(std::move(work));
    co_return std::vector{std::move(finding)};
}

}  // namespace nodewatch::scrape
