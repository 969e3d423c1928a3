#include "networks/scrape/distinct_targets.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace nodewatch::scrape {

std::vector<std::string> make_distinct(std::vector<ScrapeOptions>& targets) {
    std::vector<std::string> left_out;
    std::map<std::string, std::string> urls;  // by labels
    std::set<std::string> nodes;
    std::vector<ScrapeOptions> once;
    for (auto& target : targets) {
        const std::string labels = store::to_string(target.labels);
        const std::string url = target.url.scheme + target.url.authority() + target.url.target;
        const auto [known, is_new] = urls.try_emplace(labels, url);
        if (!is_new) {
            if (known->second != url)
                left_out.push_back(
                    fmt::format("{} is not scraped: another target has the same labels {}",
                                target.url.text(), labels));
            continue;
        }
        const std::string instance = target.instance;
        for (int number = 2; !nodes.insert(target_of(target).node).second; ++number)
            target.instance = fmt::format("{} ({})", instance, number);
        once.push_back(std::move(target));
    }
    targets = std::move(once);
    return left_out;
}

}  // namespace nodewatch::scrape
