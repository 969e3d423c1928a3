#pragma once

#include <array>
#include <string>
#include <vector>

#include "networks/scrape/failure.hpp"
#include "telemetry/schema.hpp"

/// How the scraping of a target goes. What the target itself tells is stored beside these, under
/// its own names and labels.
namespace nodewatch::scrape {

struct TargetMeasurement : Measurement {
    TargetMeasurement() : Measurement("scrape_target", "The last scrape of a target") {}

    Field up = gauge("up", "nodewatch_scrape_up", "1", "1 when the last scrape succeeded");
    Field state = gauge("state", "nodewatch_scrape_state", "1",
                        "State of the target: 0 down, 1 starting, 2 up; of a file written for "
                        "Prometheus: 3 read, 4 read in part, for jobs of it cannot be scraped");
    Field duration = gauge("duration", "nodewatch_scrape_duration_seconds", "seconds",
                           "Time from the begin of the scrape until its samples were read");
    Field samples = gauge("samples", "nodewatch_scrape_samples", "1", "Samples that it told");
    Field kept = gauge("kept", "nodewatch_scrape_samples_kept", "1",
                       "Of these, samples that relabelling left");
    Field added = gauge("added", "nodewatch_scrape_series_added", "1",
                        "Of these, series that were not in the scrape before");
    Field body = gauge("body", "nodewatch_scrape_body_bytes", "bytes",
                       "Size of the answer, unpacked; absent when there was none");
    Field interval = gauge("interval", "nodewatch_scrape_interval_seconds", "seconds",
                           "Time between two scrapes");
    Field last_success = age("last_success", "nodewatch_scrape_last_success_age_seconds",
                             "Time since the last scrape that succeeded");
};

struct TotalsMeasurement : Measurement {
    TotalsMeasurement() : Measurement("scrape_totals", "Scrapes since nodewatch started") {
        for (std::size_t i = 0; i < failures.size(); ++i) {
            const std::string reason(to_string(static_cast<ScrapeFailure>(i)));
            failures[i] = counter("failures_" + reason, "nodewatch_scrape_failures_total", "1",
                                  "Scrapes that failed; a failed one stores none of its samples",
                                  {{"reason", reason}});
        }
        for (std::size_t i = 0; i < refused.size(); ++i) {
            const std::string reason(to_string(static_cast<SampleRefusal>(i)));
            refused[i] =
                counter("refused_" + reason, "nodewatch_scrape_samples_refused_total", "1",
                        "Samples of successful scrapes that were not stored", {{"reason", reason}});
        }
        metadata_refused =
            counter("metadata_refused", "nodewatch_scrape_metadata_refused_total", "1",
                    "Lines about metrics (TYPE, HELP, UNIT) that were not kept, for the target "
                    "tells too many");
    }

    Field scrapes = counter("scrapes", "nodewatch_scrapes_total", "1", "Scrapes that were made");
    Field skipped = counter("skipped", "nodewatch_scrapes_skipped_total", "1",
                            "Scrapes that were left out, for the one before was still under way");
    std::array<Field, scrape_failures> failures;
    std::array<Field, sample_refusals> refused;
    Field metadata_refused;
};

extern const TargetMeasurement target_measurement;
extern const TotalsMeasurement totals_measurement;

/// Every measurement of this network: for the generated documentation.
std::vector<const Measurement*> measurements();

}  // namespace nodewatch::scrape
