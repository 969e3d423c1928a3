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

/// Wrong texts are shown in part, and without what a terminal would obey.
std::string shown(std::string_view text) {
    return "'" + abbreviate(escape_controls(text.substr(0, 200)), 100) + "'";
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

/// Without its opening quote; takes the closing one, too.
Result<> take_quoted(std::string_view& text, std::string& value) {
    value.clear();
    for (;;) {
        const std::size_t end = text.find_first_of("\"\\");
        if (end == std::string_view::npos)
            return failure(malformed("a label's value does not end"));
        value += text.substr(0, end);
        const bool closed = text[end] == '"';
        text.remove_prefix(end + 1);
        if (closed) return {};
        if (take(text, 'n')) {
            value += '\n';
        } else if (take(text, '\\')) {
            value += '\\';
        } else if (take(text, '"')) {
            value += '"';
        } else {
            return failure(malformed("of escapes only \\\\, \\\" and \\n are known"));
        }
    }
}

/// What a node of the cache takes beside the bytes of its key.
constexpr std::size_t entry_bytes = 80;

}  // namespace

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

void skip_blanks(std::string_view& text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
}

std::string_view take_word(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && !is_blank(text[end]))
        ++end;
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    skip_blanks(text);
    return word;
}

Error malformed(std::string message) {
    return {ErrorKind::parse, std::move(message)};
}

bool is_metric_name(std::string_view name) {
    return is_name(name, true);
}

Result<> ImportedLabels::add(std::string_view name, std::string_view value) {
    const bool metric = name == metric_name_label;
    if (name.size() > max_imported_name_bytes || !is_name(name, false))
        return failure(malformed("not a label name: " + shown(name)));
    if (metric && (value.size() > max_imported_name_bytes || !is_name(value, true)))
        return failure(malformed("not a metric name: " + shown(value)));
    if (value.size() > max_imported_value_bytes) {
        return failure(malformed("the value of the label " + shown(name) + " has more than " +
                                 std::to_string(max_imported_value_bytes) + " bytes"));
    }
    if (!is_valid_utf8(value))
        return failure(malformed("the value of the label " + shown(name) + " is not valid UTF-8"));
    if (std::ranges::find(labels_, name, &Label::name) != labels_.end())
        return failure(malformed("the label " + shown(name) + " stands twice"));
    if (labels_.size() == max_imported_labels) {
        return failure(malformed("a series with more than " + std::to_string(max_imported_labels) +
                                 " labels"));
    }
    labels_.push_back({std::string(name), std::string(value)});
    return {};
}

Result<> ImportedLabels::read(std::string_view text) {
    clear();
    const std::size_t brace = text.find('{');
    std::string_view name = text.substr(0, brace);
    while (!name.empty() && is_blank(name.back()))
        name.remove_suffix(1);
    if (!name.empty()) {
        if (auto added = add(metric_name_label, name); !added) return added;
    }
    if (brace == std::string_view::npos) return {};
    text.remove_prefix(brace + 1);
    skip_blanks(text);
    while (!take(text, '}')) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) return failure(malformed("a label has no value"));
        std::string_view label = text.substr(0, equals);
        text.remove_prefix(equals + 1);
        skip_blanks(text);
        if (!take(text, '"')) return failure(malformed("a label's value stands in quotes"));
        if (auto taken = take_quoted(text, value_); !taken) return taken;
        if (auto added = add(take_word(label), value_); !added) return added;
        if (!label.empty()) return failure(malformed("not a label name"));
        skip_blanks(text);
        if (take(text, ',')) {
            skip_blanks(text);
        } else if (!text.starts_with('}')) {
            return failure(malformed("labels are parted by commas and end with a brace"));
        }
    }
    if (!text.empty()) return failure(malformed("more than one brace ends the labels"));
    return {};
}

Result<Labels> ImportedLabels::finish() const {
    Labels labels(labels_);
    if (labels.metric_name().empty()) return failure(malformed("a series without a metric name"));
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
