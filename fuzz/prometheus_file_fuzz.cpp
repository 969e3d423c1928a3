#include <cstddef>
#include <cstdint>
#include <string_view>

#include "networks/scrape/distinct_targets.hpp"
#include "networks/scrape/prometheus_file.hpp"

/// Reads any text as a file written for Prometheus, and lets the rules of its jobs for series run.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    auto found = scrape::parse_prometheus_file(text, "/nonexistent/prometheus.yml");
    if (!found) {
        for (const auto& error : found.error())
            if (error.message.empty()) __builtin_trap();
        return 0;
    }
    scrape::make_distinct(found->targets);
    for (const auto& target : found->targets) {
        store::Labels labels = target.labels;
        labels.set("__name__", "go_goroutines");
        scrape::relabel(labels, target.metric_relabel);
        for (const auto& label : labels)
            if (label.name.empty() || label.value.empty()) __builtin_trap();
        if (target.timeout > target.interval || target.url.host.empty()) __builtin_trap();
    }
    return 0;
}
