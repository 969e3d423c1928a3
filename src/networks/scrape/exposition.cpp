#include "networks/scrape/exposition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "base/strings.hpp"
#include "networks/scrape/exposition_text.hpp"
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

std::string shown(std::string_view text) {
    return "'" + abbreviate(escape_controls(text.substr(0, 200)), 60) + "'";
}

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

}  // namespace

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

}  // namespace nodewatch::scrape
