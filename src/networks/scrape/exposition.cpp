#include "networks/scrape/exposition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "base/strings.hpp"
#include "store/sample_line.hpp"

namespace nodewatch::scrape {
namespace {

constexpr std::string_view unknown_type = "unknown";
constexpr std::array<std::string_view, 5> prometheus_types{"counter", "gauge", "histogram",
                                                           "summary", "untyped"};
constexpr std::array<std::string_view, 8> open_metrics_types{
    "counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", unknown_type};

/// As ms still an integer.
constexpr double max_seconds = 9e15;

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool begins_name(char c, bool of_metric) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (of_metric && c == ':');
}

std::size_t length_of_name(std::string_view text, bool of_metric) {
    if (text.empty() || !begins_name(text[0], of_metric)) return 0;
    std::size_t end = 1;
    while (end < text.size() && (begins_name(text[end], of_metric) || is_digit(text[end])))
        ++end;
    return end;
}

std::string_view take_name(std::string_view& text, bool of_metric) {
    const std::string_view name = text.substr(0, length_of_name(text, of_metric));
    text.remove_prefix(name.size());
    return name;
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

/// Up to the end of the line, which stays.
std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    return line;
}

/// The length of a label's value with its quotes; 0 when it does not end.
std::size_t length_of_value(std::string_view text, bool may_break_lines) {
    if (!text.starts_with('"')) return 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') return i + 1;
        if (c == '\n' && !may_break_lines) return 0;
        if (c == '\\' && (++i == text.size() || text[i] == '\n')) return 0;
    }
    return 0;
}

std::string shown(std::string_view text) {
    return "'" + abbreviate(escape_controls(text.substr(0, 200)), 60) + "'";
}

enum class Escapes : std::uint8_t { with_quotes, without_quotes };

void append_unescaped(std::string& value, std::string_view text, Escapes escapes) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\\'), text.size());
        value += text.substr(0, end);
        text.remove_prefix(end);
        if (take(text, "\\n"))
            value += '\n';
        else if (take(text, "\\\\"))
            value += '\\';
        else if (escapes == Escapes::with_quotes && take(text, "\\\""))
            value += '"';
        else if (take(text, "\\"))
            value += '\\';
    }
}

/// Of RFC 2045: what the parameters of a type of content consist of.
std::string_view take_token(std::string_view& text) {
    const auto ends = [](char c) {
        return c <= ' ' || c == '\x7f' || std::string_view("()<>@,;:\\\"/[]?=").contains(c);
    };
    const auto end = std::ranges::find_if(text, ends);
    const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(token.size());
    return token;
}

/// `; name=value` or `; name="value"`, any number of them; behind the last semicolon there may be
/// nothing.
bool are_parameters(std::string_view text) {
    const auto skip_spaces = [&] { text = trim(text); };
    for (skip_spaces(); take(text, ";"); skip_spaces()) {
        skip_spaces();
        if (text.empty()) return true;
        if (take_token(text).empty()) return false;
        skip_spaces();
        if (!take(text, "=")) return false;
        skip_spaces();
        const std::size_t quoted = length_of_value(text, false);
        text.remove_prefix(quoted);
        if (quoted == 0 && take_token(text).empty()) return false;
    }
    return text.empty();
}

}  // namespace

ExpositionFormat format_of(std::string_view content_type) {
    const std::size_t end = std::min(content_type.find(';'), content_type.size());
    const std::string_view type = trim(content_type.substr(0, end));
    return equals_ignoring_case(type, "application/openmetrics-text") &&
                   are_parameters(content_type.substr(end))
               ? ExpositionFormat::open_metrics
               : ExpositionFormat::prometheus;
}

Result<ExpositionReader::Entry> ExpositionReader::next() {
    if (const auto entry = next_line()) return *entry;
    return failure(ErrorKind::parse, fmt::format("line {}: {}", line_, error_));
}

std::nullopt_t ExpositionReader::wrong(std::string what) {
    error_ = std::move(what);
    return std::nullopt;
}

void ExpositionReader::skip_blanks() {
    if (is_open_metrics()) return;
    while (!rest_.empty() && is_blank(rest_.front()))
        rest_.remove_prefix(1);
}

/// The last line of the Prometheus text needs no end.
bool ExpositionReader::end_of_line() {
    skip_blanks();
    if (rest_.empty()) return !is_open_metrics();
    if (!take(rest_, "\n")) return false;
    ++line_;
    return true;
}

std::optional<ExpositionReader::Entry> ExpositionReader::next_line() {
    while (true) {
        line_begin_ = rest_.data();
        skip_blanks();
        if (rest_.empty()) {
            if (!is_open_metrics()) return Entry::end;
            return wrong("the text does not end with # EOF: it was cut off");
        }
        if (!is_open_metrics() && rest_.front() == '\0') return Entry::end;
        if (rest_.front() == '#') {
            const auto entry = comment();
            if (entry || !error_.empty()) return entry;
            continue;
        }
        if (is_open_metrics() || rest_.front() != '\n') return sample_line();
        end_of_line();
    }
}

/// Nothing, and no error either, for a comment that means nothing.
std::optional<ExpositionReader::Entry> ExpositionReader::comment() {
    rest_.remove_prefix(1);
    const bool spaced =
        !rest_.empty() && (is_open_metrics() ? rest_[0] == ' ' : is_blank(rest_[0]));
    if (spaced) rest_.remove_prefix(1);
    skip_blanks();
    if (is_open_metrics()) {
        if (spaced && take(rest_, "EOF")) {
            take(rest_, "\n");
            if (!rest_.empty()) return wrong("text behind # EOF");
            return Entry::end;
        }
        if (spaced && take(rest_, "UNIT ")) return metadata_line(MetadataPart::unit);
    }
    const auto is_word = [&](std::string_view word) {
        return spaced && rest_.starts_with(word) && rest_.size() > word.size() &&
               (rest_[word.size()] == ' ' || (!is_open_metrics() && rest_[word.size()] == '\t'));
    };
    for (const auto& [word, part] :
         {std::pair{"TYPE", MetadataPart::type}, std::pair{"HELP", MetadataPart::help}}) {
        if (!is_word(word)) continue;
        rest_.remove_prefix(5);
        return metadata_line(part);
    }
    if (is_open_metrics()) {
        return wrong("of comments OpenMetrics knows # TYPE, # HELP, # UNIT, and # EOF at the end");
    }
    take_line(rest_);
    end_of_line();
    return std::nullopt;
}

/// Behind `# TYPE `.
std::optional<ExpositionReader::Entry> ExpositionReader::metadata_line(MetadataPart part) {
    skip_blanks();
    const std::string_view metric = take_name(rest_, true);
    if (metric.empty()) return wrong("a comment on a metric without its name");
    if (is_open_metrics() && !rest_.starts_with(' '))
        return wrong("nothing behind the metric's name in a comment");
    std::string_view text = take_line(rest_);
    text.remove_prefix(std::min<std::size_t>(text.size(), 1));
    if (part == MetadataPart::type) {
        const bool known = is_open_metrics() ? is_one_of(open_metrics_types, text)
                                             : is_one_of(prometheus_types, text);
        if (!known) return wrong("no type of metrics: " + shown(text));
        if (text == "untyped") text = unknown_type;
    }
    if (part == MetadataPart::help && !is_valid_utf8(text))
        return wrong("a help text that is not valid UTF-8");
    if (part == MetadataPart::unit && !text.empty() && !metric.ends_with("_" + std::string(text))) {
        return wrong("the metric's name does not end with its unit");
    }
    if (!end_of_line()) return wrong("a comment without its end");
    metadata_ = {part, metric, part == MetadataPart::help ? help(text) : text};
    return Entry::metadata;
}

/// Only few have escapes.
std::string_view ExpositionReader::help(std::string_view text) {
    if (!text.contains('\\')) return text;
    unescaped_.clear();
    append_unescaped(unescaped_, text,
                     is_open_metrics() ? Escapes::with_quotes : Escapes::without_quotes);
    return unescaped_;
}

/// What stands where a number is wanted, empty at the end of a line.
std::string_view ExpositionReader::number() {
    const auto ends = [this](char c) {
        return c == ' ' || c == '\n' || (!is_open_metrics() && (c == '\t' || c == '{'));
    };
    const auto end = std::ranges::find_if(rest_, ends);
    const std::string_view word = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(word.size());
    return word;
}

std::optional<ExpositionReader::Entry> ExpositionReader::sample_line() {
    if (take_name(rest_, true).empty())
        return wrong("not a metric name: " + shown(rest_.substr(0, 60)));
    const char* end = rest_.data();
    skip_blanks();
    if (take(rest_, "{")) {
        if (!labels()) return std::nullopt;
        end = rest_.data();
    }
    sample_ = {{line_begin_, static_cast<std::size_t>(end - line_begin_)}, 0, std::nullopt};
    skip_blanks();
    if (is_open_metrics() && !take(rest_, " ")) return wrong("a sample without a value");
    const std::string_view text = number();
    const auto value = store::parse_sample_value(text);
    if (!value) return wrong("a sample's value is not a number: " + shown(text));
    sample_.value = *value;
    skip_blanks();
    if (!time()) return std::nullopt;
    if (is_open_metrics() && rest_.starts_with(" # {") && !exemplar()) return std::nullopt;
    if (!end_of_line()) return wrong("more than a value and a time: " + shown(rest_.substr(0, 60)));
    return Entry::sample;
}

/// Behind the brace that opens them. In the Prometheus text commas may be missing, and one may be
/// behind the last label.
bool ExpositionReader::labels() {
    for (bool first = true;; first = false) {
        skip_blanks();
        if (take(rest_, "}")) return true;
        if (is_open_metrics() && !first && !take(rest_, ",")) {
            wrong("expected a comma between labels at " + shown(rest_.substr(0, 60)));
            return false;
        }
        const std::string_view name = take_name(rest_, false);
        skip_blanks();
        if (name.empty() || !take(rest_, "=")) {
            wrong("expected a label's name and = at " + shown(rest_.substr(0, 60)));
            return false;
        }
        skip_blanks();
        if (!label_value()) return false;
        skip_blanks();
        if (!is_open_metrics()) take(rest_, ",");
    }
}

bool ExpositionReader::label_value() {
    const std::size_t length = length_of_value(rest_, !is_open_metrics());
    if (length == 0) {
        wrong("a label's value stands in quotes, and ends");
        return false;
    }
    const std::string_view value = rest_.substr(0, length);
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!std::ranges::all_of(value, is_ascii) && !is_valid_utf8(value)) {
        wrong("a label's value is not valid UTF-8");
        return false;
    }
    line_ += static_cast<std::size_t>(std::ranges::count(value, '\n'));
    rest_.remove_prefix(length);
    return true;
}

/// Where there is one: the end of a line is no error.
bool ExpositionReader::time() {
    if (!is_open_metrics()) {
        const std::string_view text = number();
        if (text.empty()) return true;
        std::int64_t ms = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, ms);
        if (error == std::errc{} && stop == end && is_digit(text[0])) {
            sample_.time = ms;
            return true;
        }
        wrong("a sample's time is not a whole number of ms: " + shown(text));
        return false;
    }
    if (!rest_.starts_with(' ') || rest_.starts_with(" # {")) return true;
    rest_.remove_prefix(1);
    const std::string_view text = number();
    const auto seconds = store::parse_sample_value(text);
    if (!seconds || !(std::abs(*seconds) < max_seconds)) {
        wrong("a sample's time is not a number of seconds: " + shown(text));
        return false;
    }
    sample_.time = static_cast<std::int64_t>(*seconds * 1'000);
    return true;
}

/// ` # {label="value"} 1.5 1700000000.125`
bool ExpositionReader::exemplar() {
    take(rest_, " # {");
    if (!labels()) return false;
    for (const bool required : {true, false}) {
        if (!take(rest_, " ")) {
            if (!required) return true;
            wrong("an exemplar without a value");
            return false;
        }
        if (!store::parse_sample_value(number())) {
            wrong("an exemplar whose value or time is not a number");
            return false;
        }
    }
    return true;
}

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
