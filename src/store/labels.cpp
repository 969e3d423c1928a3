#include "store/labels.hpp"

#include <algorithm>
#include <functional>

namespace nodewatch::store {

namespace {

bool name_before(const Label& label, std::string_view name) {
    return label.name < name;
}

}  // namespace

Labels::Labels(const std::vector<Label>& labels) {
    labels_.reserve(labels.size());
    // In the usual case of sorted labels each one goes to the end.
    for (const Label& label : labels)
        set(label.name, label.value);
}

std::string_view Labels::get(std::string_view name) const {
    const auto it = std::lower_bound(labels_.begin(), labels_.end(), name, name_before);
    if (it == labels_.end() || it->name != name) return {};
    return it->value;
}

void Labels::set(std::string_view name, std::string_view value) {
    const auto it = std::lower_bound(labels_.begin(), labels_.end(), name, name_before);
    const bool found = it != labels_.end() && it->name == name;
    if (value.empty()) {
        if (found) labels_.erase(it);
    } else if (found) {
        it->value = value;
    } else {
        labels_.insert(it, Label{std::string(name), std::string(value)});
    }
}

void append_quoted(std::string& out, std::string_view value) {
    out += '"';
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

std::string to_string(const Labels& labels) {
    std::string out(labels.metric_name());
    if (!out.empty() && labels.size() == 1) return out;
    out += '{';
    bool first = true;
    for (const Label& label : labels) {
        if (label.name == metric_name_label) continue;
        if (!first) out += ',';
        first = false;
        out += label.name;
        out += '=';
        append_quoted(out, label.value);
    }
    out += '}';
    return out;
}

std::size_t LabelsHash::operator()(const Labels& labels) const {
    constexpr std::size_t golden = 0x9e37'79b9'7f4a'7c15;
    constexpr TextHash hash;
    std::size_t result = labels.size();
    const auto mix = [&](std::string_view text) {
        result ^= hash(text) + golden + (result << 6) + (result >> 2);
    };
    for (const Label& label : labels) {
        mix(label.name);
        mix(label.value);
    }
    return result;
}

}  // namespace nodewatch::store
