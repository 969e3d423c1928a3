#include "store/text_import.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

namespace nodewatch::store {

namespace {

constexpr std::size_t samples_at_once = 16'384;

Error bad(std::string message) {
    return {ErrorKind::parse, std::move(message)};
}

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
        if (end == std::string_view::npos) return failure(bad("a label's value does not end"));
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
            return failure(bad("of escapes only \\\\, \\\" and \\n are known"));
        }
    }
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<double> parse_sample_value(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    double value = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    // from_chars knows NaNs with a payload, too.
    if (result.ptr != end || text.ends_with(')')) return std::nullopt;
    if (result.ec == std::errc::result_out_of_range) {
        // Too small for a double is zero, too large is wrong.
        const bool small = text.find("e-") != std::string_view::npos ||
                           text.find("E-") != std::string_view::npos ||
                           text.find_first_of("eE") == std::string_view::npos;
        if (!small) return std::nullopt;
        return text.starts_with('-') ? -0.0 : 0.0;
    }
    if (result.ec != std::errc{}) return std::nullopt;
    if (std::isnan(value)) return std::bit_cast<double>(std::uint64_t{0x7ff8'0000'0000'0001});
    return value;
}

Result<Head::Counts> TextImport::run(std::string_view text, std::int64_t now) {
    counts_ = {};
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto read = read_line(line, now);
        if (!read) {
            if (auto flushed = flush(); !flushed) return failure(flushed.error());
            if (read.error().kind != ErrorKind::parse) return failure(read.error());
            return failure(read.error().within("line " + std::to_string(number)));
        }
        if (samples_.size() < samples_at_once) continue;
        if (auto flushed = flush(); !flushed) return failure(flushed.error());
    }
    if (auto flushed = flush(); !flushed) return failure(flushed.error());
    return counts_;
}

Result<> TextImport::read_line(std::string_view line, std::int64_t now) {
    skip_blanks(line);
    if (line.empty() || line.front() == '#') return {};
    // Behind the labels there are only numbers: the last brace ends them, whatever they hold.
    const std::size_t brace = line.rfind('}');
    std::size_t end = brace + 1;
    if (brace == std::string_view::npos) end = std::min(line.find_first_of(" \t"), line.size());
    const auto series = series_of(line.substr(0, end));
    if (!series) return failure(series.error());
    line.remove_prefix(end);
    skip_blanks(line);
    const std::string_view value_text = take_word(line);
    const auto value = parse_sample_value(value_text);
    if (!value) return failure(bad("a sample has no value, or one that is not a number"));
    std::int64_t time = now;
    if (!line.empty()) {
        const auto given = parse_integer(take_word(line));
        if (!given) return failure(bad("a sample's time must be a whole number of ms"));
        if (!line.empty()) return failure(bad("more than a value and a time"));
        time = *given;
    }
    samples_.push_back({*series, time, *value});
    return {};
}

Result<SeriesId> TextImport::series_of(std::string_view text) {
    if (const SeriesId known = cache_.find(text); known != 0) return known;
    if (auto read = read_labels(text); !read) return failure(read.error());
    const auto labels = labels_.finish();
    if (!labels) return failure(labels.error());
    const auto series = sink_.series(*labels);
    if (series) cache_.add(text, *series);
    return series;
}

/// `name`, `name{a="b",}`, `{__name__="name"}`
Result<> TextImport::read_labels(std::string_view text) {
    labels_.clear();
    const std::size_t brace = text.find('{');
    std::string_view name = text.substr(0, brace);
    while (!name.empty() && is_blank(name.back()))
        name.remove_suffix(1);
    if (!name.empty()) {
        if (auto added = labels_.add(metric_name_label, name); !added) return added;
    }
    if (brace == std::string_view::npos) return {};
    text.remove_prefix(brace + 1);
    skip_blanks(text);
    while (!take(text, '}')) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) return failure(bad("a label has no value"));
        std::string_view label = text.substr(0, equals);
        text.remove_prefix(equals + 1);
        skip_blanks(text);
        if (!take(text, '"')) return failure(bad("a label's value stands in quotes"));
        if (auto taken = take_quoted(text, value_); !taken) return taken;
        if (auto added = labels_.add(take_word(label), value_); !added) return added;
        if (!label.empty()) return failure(bad("not a label name"));
        skip_blanks(text);
        if (take(text, ',')) {
            skip_blanks(text);
        } else if (!text.starts_with('}')) {
            return failure(bad("labels are parted by commas and end with a brace"));
        }
    }
    if (!text.empty()) return failure(bad("more than one brace ends the labels"));
    return {};
}

Result<> TextImport::flush() {
    const auto counts = sink_.append(samples_);
    samples_.clear();
    if (!counts) return failure(counts.error());
    counts_.taken += counts->taken;
    counts_.too_old += counts->too_old;
    counts_.bad_time += counts->bad_time;
    counts_.no_group += counts->no_group;
    return {};
}

}  // namespace nodewatch::store
