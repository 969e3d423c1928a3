#include "sinks/influx/line_protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace nodewatch::influx {
namespace {

constexpr std::string_view special_in_measurement = ", ";
constexpr std::string_view special_in_tag_or_key = ",= ";

/// A backslash stands for itself, unless it would escape what follows.
void append_escaped(std::string& out, std::string_view text, std::string_view special) {
    const auto is_special = [&](char c) { return special.find(c) != std::string_view::npos; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] == '\n' || text[i] == '\r' ? ' ' : text[i];
        if (c == '\\') {
            const bool last = i + 1 == text.size();
            const char next = last ? '\\' : text[i + 1];
            if (next == '\\' || next == '\n' || next == '\r' || is_special(next)) out += '\\';
        } else if (is_special(c)) {
            out += '\\';
        }
        out += c;
    }
}

}  // namespace

LineEncoder::LineEncoder(std::string_view measurement, std::vector<Tag> tags,
                         std::span<const std::string> field_keys) {
    append_escaped(series_, measurement, special_in_measurement);
    std::ranges::sort(tags);
    for (const auto& [name, value] : tags) {
        if (value.empty()) continue;
        series_ += ',';
        append_escaped(series_, name, special_in_tag_or_key);
        series_ += '=';
        append_escaped(series_, value, special_in_tag_or_key);
    }
    for (const std::string& key : field_keys) {
        append_escaped(keys_.emplace_back(), key, special_in_tag_or_key);
        keys_.back() += '=';
    }
}

bool LineEncoder::append(std::string& out, std::span<const double> values,
                         std::int64_t time) const {
    char before = ' ';
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) continue;
        if (before == ' ') out += series_;
        out += before;
        out += keys_[i];
        fmt::format_to(std::back_inserter(out), "{}", values[i]);
        before = ',';
    }
    if (before == ' ') return false;
    fmt::format_to(std::back_inserter(out), " {}\n", time);
    return true;
}

}  // namespace nodewatch::influx
