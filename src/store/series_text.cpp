#include "store/series_text.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch::store {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name(std::string_view name, bool of_metric) {
    const auto allowed = [of_metric](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || (of_metric && c == ':');
    };
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
           std::ranges::all_of(name, allowed);
}

Error bad(std::string message) {
    return {ErrorKind::parse, std::move(message)};
}

/// Wrong texts are shown in part, and without what a terminal would obey.
std::string shown(std::string_view text) {
    return "'" + abbreviate(escape_controls(text.substr(0, 200)), 100) + "'";
}

/// What a node of the cache takes beside the bytes of its key.
constexpr std::size_t entry_bytes = 80;

}  // namespace

Result<> ImportedLabels::add(std::string_view name, std::string_view value) {
    const bool metric = name == metric_name_label;
    if (name.size() > max_imported_name_bytes || !is_name(name, false))
        return failure(bad("not a label name: " + shown(name)));
    if (metric && (value.size() > max_imported_name_bytes || !is_name(value, true)))
        return failure(bad("not a metric name: " + shown(value)));
    if (value.size() > max_imported_value_bytes) {
        return failure(bad("the value of the label " + shown(name) + " has more than " +
                           std::to_string(max_imported_value_bytes) + " bytes"));
    }
    if (!is_valid_utf8(value))
        return failure(bad("the value of the label " + shown(name) + " is not valid UTF-8"));
    if (std::ranges::find(labels_, name, &Label::name) != labels_.end())
        return failure(bad("the label " + shown(name) + " stands twice"));
    if (labels_.size() == max_imported_labels) {
        return failure(
            bad("a series with more than " + std::to_string(max_imported_labels) + " labels"));
    }
    labels_.push_back({std::string(name), std::string(value)});
    return {};
}

Result<Labels> ImportedLabels::finish() const {
    Labels labels(labels_);
    if (labels.metric_name().empty()) return failure(bad("a series without a metric name"));
    return labels;
}

SeriesId SeriesCache::find(std::string_view bytes) const {
    const auto found = series_.find(bytes);
    return found == series_.end() ? 0 : found->second;
}

void SeriesCache::add(std::string_view bytes, SeriesId series) {
    if (bytes_ + bytes.size() + entry_bytes > max_bytes) {
        series_.clear();
        bytes_ = 0;
    }
    series_.emplace(bytes, series);
    bytes_ += bytes.size() + entry_bytes;
}

}  // namespace nodewatch::store
