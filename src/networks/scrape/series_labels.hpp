#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "networks/scrape/exposition.hpp"
#include "networks/scrape/options.hpp"

namespace nodewatch::scrape {

/// The labels under which a series of the target is stored: those that it was told with, those of
/// the target, then relabelled. Where both have a label, honor_labels decides: the exporter's
/// counts (an empty one too, which keeps the label away), or it is moved to exported_NAME. Nothing
/// when relabelling drops the series; an error when a name stands twice or no valid metric name is
/// left.
Result<std::optional<store::Labels>> stored_labels(std::vector<store::Label> exposed,
                                                   const ScrapeOptions& options);

LabelPairs label_pairs(const store::Labels& labels);

/// `too_large` when the labels exceed a limit of the target.
Result<> check_limits(const store::Labels& labels, const ScrapeOptions& options);

/// What becomes of a series that a target tells.
struct SeriesFate {
    enum class Kind : std::uint8_t {
        stored,
        dropped,  ///< by relabelling
        refused,  ///< more labels, or longer ones, than the store takes
    } kind = Kind::stored;
    store::Labels labels;  ///< of a series that is stored
};

/// Of a series as it stands in the body. The errors of those above: the whole scrape fails.
Result<SeriesFate> fate_of(std::string_view series, const ScrapeOptions& options);

/// The labels of what a scrape tells of itself: `up` and the like.
store::Labels report_labels(std::string_view metric, const ScrapeOptions& options);

}  // namespace nodewatch::scrape
