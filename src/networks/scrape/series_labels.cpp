#include "networks/scrape/series_labels.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.hpp"
#include "store/series_text.hpp"

namespace nodewatch::scrape {
namespace {

/// Of labels in the order of their names.
const store::Label* find_label(const std::vector<store::Label>& labels, std::string_view name) {
    const auto found = std::ranges::lower_bound(labels, name, {}, &store::Label::name);
    return found == labels.end() || found->name != name ? nullptr : &*found;
}

/// Gives way to the target's labels: job becomes exported_job, and exported_exported_job where
/// there is such a one already. Short names first.
void move_conflicting(store::Labels& labels, std::vector<store::Label> conflicting) {
    std::ranges::sort(conflicting, {},
                      [](const store::Label& l) { return std::pair(l.name.size(), l.name); });
    for (const store::Label& label : conflicting) {
        std::string name = label.name;
        do {
            name.insert(0, "exported_");
        } while (labels.has(name));
        labels.set(name, label.value);
    }
}

Error exceeded(std::string_view limit, const store::Labels& labels, std::string_view what,
               std::size_t found, std::uint64_t allowed) {
    return {
        ErrorKind::too_large,
        fmt::format("{}: a series of {} has {} of {}, {} is allowed", limit,
                    abbreviate(escape_controls(labels.metric_name()), 60), what, found, allowed)};
}

bool exceeds(std::size_t found, std::uint64_t limit) {
    return limit > 0 && found > limit;
}

/// What stored series of any origin may have.
bool fits_store(const store::Labels& labels) {
    const auto fits = [](const store::Label& label) {
        return label.name.size() <= store::max_imported_name_bytes &&
               label.value.size() <= store::max_imported_value_bytes;
    };
    return labels.size() <= store::max_imported_labels && std::ranges::all_of(labels, fits);
}

}  // namespace

LabelPairs label_pairs(const store::Labels& labels) {
    LabelPairs pairs;
    pairs.reserve(labels.size());
    for (const store::Label& label : labels)
        pairs.emplace_back(label.name, label.value);
    return pairs;
}

Result<std::optional<store::Labels>> stored_labels(std::vector<store::Label> exposed,
                                                   const ScrapeOptions& options) {
    std::ranges::sort(exposed, {}, &store::Label::name);
    store::Labels labels(exposed);
    if (std::ranges::adjacent_find(exposed, {}, &store::Label::name) != exposed.end()) {
        return failure(ErrorKind::parse,
                       "a series of " + std::string(labels.metric_name()) + " has a label twice");
    }
    std::vector<store::Label> conflicting;
    for (const store::Label& own : options.labels) {
        const store::Label* const told = find_label(exposed, own.name);
        if (told != nullptr && options.honor_labels) continue;
        if (told != nullptr && !told->value.empty()) conflicting.push_back(*told);
        labels.set(own.name, own.value);
    }
    move_conflicting(labels, std::move(conflicting));
    if (!relabel(labels, options.metric_relabel) || labels.empty())
        return std::optional<store::Labels>();
    if (!store::is_metric_name(labels.metric_name())) {
        return failure(ErrorKind::parse,
                       "a series without a valid metric name: " +
                           abbreviate(escape_controls(store::to_string(labels)), 100));
    }
    return std::optional(std::move(labels));
}

Result<> check_limits(const store::Labels& labels, const ScrapeOptions& options) {
    if (exceeds(labels.size(), options.label_limit)) {
        return failure(exceeded("label_limit", labels, "a number of labels", labels.size(),
                                options.label_limit));
    }
    for (const store::Label& label : labels) {
        if (exceeds(label.name.size(), options.label_name_length_limit)) {
            return failure(exceeded("label_name_length_limit", labels, "a label name of a length",
                                    label.name.size(), options.label_name_length_limit));
        }
        if (exceeds(label.value.size(), options.label_value_length_limit)) {
            return failure(exceeded("label_value_length_limit", labels, "a label value of a length",
                                    label.value.size(), options.label_value_length_limit));
        }
    }
    return {};
}

Result<SeriesFate> fate_of(std::string_view series, const ScrapeOptions& options) {
    using Kind = SeriesFate::Kind;
    auto exposed = labels_of_series(series);
    if (!exposed) return SeriesFate{Kind::refused, {}};
    auto labels = stored_labels(std::move(*exposed), options);
    if (!labels) return failure(labels.error());
    if (!*labels) return SeriesFate{Kind::dropped, {}};
    if (auto checked = check_limits(**labels, options); !checked) return failure(checked.error());
    if (!fits_store(**labels)) return SeriesFate{Kind::refused, {}};
    return SeriesFate{Kind::stored, std::move(**labels)};
}

store::Labels report_labels(std::string_view metric, const ScrapeOptions& options) {
    store::Labels labels = options.labels;
    labels.set(store::metric_name_label, metric);
    return labels;
}

}  // namespace nodewatch::scrape
