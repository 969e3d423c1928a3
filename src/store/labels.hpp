#pragma once

#include <compare>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nodewatch::store {

struct Label {
    std::string name;
    std::string value;
    auto operator<=>(const Label&) const = default;
};

/// The name of the label that holds the metric's name.
inline constexpr std::string_view metric_name_label = "__name__";

/// What identifies a series: labels sorted by name, each name once, no empty value (in PromQL an
/// empty label is an absent one). The metric's name is the label `__name__`.
class Labels {
public:
    Labels() = default;
    Labels(std::initializer_list<Label> labels) : Labels(std::vector<Label>(labels)) {}
    /// Sorts; of labels with one name the last counts; labels with an empty value are left out.
    explicit Labels(const std::vector<Label>& labels);

    /// The value, empty when there is no such label. The view lives as long as these labels.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const { return !get(name).empty(); }
    std::string_view metric_name() const { return get(metric_name_label); }

    /// Sets, or with an empty value removes, one label.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name) { set(name, {}); }

    std::size_t size() const { return labels_.size(); }
    bool empty() const { return labels_.empty(); }
    auto begin() const { return labels_.begin(); }
    auto end() const { return labels_.end(); }

    /// By name and value in turn, as Prometheus orders label sets.
    auto operator<=>(const Labels&) const = default;

private:
    std::vector<Label> labels_;
};

/// `up{job="a",node="b"}`, with the value's `\`, `"` and newline escaped; `{}` when empty.
std::string to_string(const Labels& labels);

/// The value in quotes, with `\`, `"` and newline escaped.
void append_quoted(std::string& out, std::string_view value);

struct LabelsHash {
    std::size_t operator()(const Labels& labels) const;
};

}  // namespace nodewatch::store
