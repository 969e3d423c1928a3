#pragma once

#include <string>
#include <vector>

#include "networks/scrape/options.hpp"

namespace nodewatch::scrape {

/// Leaves the first of targets with the same labels: two would write into the same series. Targets
/// that rules gave the same job and instance, but that differ in other labels, get instances of
/// their own ("a:1 (2)"), for their names. A sentence for each target left out; none for one that
/// is the same in its URL too, which Prometheus does not scrape twice either.
std::vector<std::string> make_distinct(std::vector<ScrapeOptions>& targets);

}  // namespace nodewatch::scrape
