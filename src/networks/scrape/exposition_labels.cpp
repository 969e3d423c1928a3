#include "networks/scrape/exposition.hpp"
#include "networks/scrape/exposition_text.hpp"

namespace nodewatch::scrape {

std::optional<std::vector<store::Label>> labels_of_series(std::string_view series) {
    std::vector<store::Label> labels;
    const auto skip = [&] {
        while (!series.empty() && (is_blank(series.front()) || series.front() == ','))
            series.remove_prefix(1);
    };
    labels.push_back({std::string(store::metric_name_label), std::string(take_name(series, true))});
    skip();
    take(series, "{");
    for (skip(); !series.empty() && series.front() != '}'; skip()) {
        const std::string_view name = take_name(series, false);
        skip();
        take(series, "=");
        skip();
        const std::size_t length = length_of_value(series, true);
        if (length == 0) break;
        if (labels.size() == max_exposed_labels) return std::nullopt;
        labels.push_back({std::string(name), {}});
        append_unescaped(labels.back().value, series.substr(1, length - 2), Escapes::with_quotes);
        series.remove_prefix(length);
    }
    return labels;
}

}  // namespace nodewatch::scrape
