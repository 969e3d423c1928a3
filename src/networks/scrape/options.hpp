#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "networks/scrape/relabel.hpp"
#include "store/labels.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::scrape {

/// A target to be scraped, after relabelling.
struct ScrapeOptions {
    std::string job;
    std::string instance;      ///< with the job the target's name: "node/127.0.0.1:9100"
    net::Url url;              ///< user and password in it when there are any
    std::string bearer_token;  ///< empty: none
    // Files that are read for every scrape; empty: what stands above counts.
    std::string password_file;
    std::string bearer_token_file;
    net::TlsClientOptions tls;
    /// What every series of the target is given, `job` and `instance` among them.
    store::Labels labels;
    store::Labels discovered = {};  ///< what there was before relabelling; empty: no rules
    Duration interval{15'000};
    Duration timeout{10'000};  ///< of one scrape, not longer than the interval
    /// Labels of the exporter win over those above; else they are called exported_NAME.
    bool honor_labels = false;
    /// Samples keep the times that the exporter gave them.
    bool honor_timestamps = true;
    bool follow_redirects = true;
    std::vector<RelabelRule> metric_relabel;  ///< of each series that it tells
    // A scrape beyond one of these fails as a whole. 0: no limit.
    std::uint64_t body_size_limit = 0;  ///< bytes, of a compressed body those that it unpacks to
    std::uint64_t sample_limit = 0;     ///< after relabelling
    std::uint64_t label_limit = 0;      ///< of one series, its name and the target's included
    std::uint64_t label_name_length_limit = 0;   ///< bytes
    std::uint64_t label_value_length_limit = 0;  ///< bytes
};

/// Called "JOB/INSTANCE".
inline Target target_of(const ScrapeOptions& options) {
    return {"scrape", options.job + "/" + options.instance};
}

}  // namespace nodewatch::scrape
