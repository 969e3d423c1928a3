#include "networks/scrape/prometheus_section.hpp"

#include "networks/scrape/distinct_targets.hpp"
#include "networks/scrape/network.hpp"
#include "networks/scrape/prometheus_file.hpp"
#include "networks/scrape/prometheus_remarks.hpp"
#include "networks/scrape/prometheus_values.hpp"

namespace nodewatch::scrape {

namespace {

constexpr std::size_t max_file_bytes = std::size_t{1} << 20U;
constexpr std::string_view files_key = "prometheus_files";

/// Targets of all origins, and what is to be told of each origin.
struct Gathered {
    std::vector<ScrapeOptions> targets;
    std::vector<PrometheusRemarks> remarks;

    void add(std::string origin, PrometheusTargets found) {
        std::ranges::move(found.targets, std::back_inserter(targets));
        remarks.push_back(
            {std::move(origin), std::move(found.left_out), std::move(found.without_effect)});
    }
};

void read_file(Settings& section, const std::string& path, Gathered& gathered) {
    const auto text = read_text_file(path, max_file_bytes);
    if (!text) {
        section.fail(files_key, text.error().message);
        return;
    }
    auto found = parse_prometheus_file(*text, path);
    if (found) {
        gathered.add(path, std::move(*found));
        return;
    }
    for (const auto& error : found.error())
        section.fail(files_key, error.message);
}

}  // namespace

std::vector<TargetPlan> read_section(Settings section) {
    Gathered gathered;
    for (const auto& path : section.texts(files_key))
        read_file(section, path, gathered);
    gathered.add("scrape_configs", read_prometheus(section, {}));

    std::vector<std::string> doubles = make_distinct(gathered.targets);
    std::vector<TargetPlan> plans;
    for (auto& target : gathered.targets)
        plans.push_back(plan(std::move(target)));
    std::ranges::move(doubles, std::back_inserter(gathered.remarks.back().left_out));
    for (auto& remarks : gathered.remarks)
        if (!remarks.left_out.empty() || !remarks.without_effect.empty())
            plans.push_back(remarks_plan(std::move(remarks)));
    return plans;
}

}  // namespace nodewatch::scrape
