#include "store/sample_line.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include "base/strings.hpp"
#include "store/series_text.hpp"

namespace nodewatch::store {

namespace {

/// Far beyond the times that the store takes, and as ms still an integer.
constexpr double max_seconds = 1e15;

/// Up to the next space; nothing is left of an empty text.
std::string_view take_until_space(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

/// Behind the name, or behind the brace that ends the labels: not one of those in their values.
std::size_t end_of_series(std::string_view line) {
    std::size_t at = std::min(line.find_first_of("{ "), line.size());
    if (at == line.size() || line[at] == ' ') return at;
    bool quoted = false;
    for (; at < line.size(); ++at) {
        if (line[at] == '"') quoted = !quoted;
        if (quoted && line[at] == '\\') ++at;
        if (!quoted && line[at] == '}') return at + 1;
    }
    return line.size();
}

Result<> check_type(std::string_view type) {
    constexpr std::array<std::string_view, 8> types{"counter",        "gauge",   "histogram",
                                                    "gaugehistogram", "summary", "info",
                                                    "stateset",       "unknown"};
    if (std::ranges::find(types, type) != types.end()) return {};
    return failure(
        malformed("no type of OpenMetrics: '" + abbreviate(escape_controls(type), 40) + "'"));
}

Result<> check_unit(std::string_view metric, std::string_view unit) {
    if (unit.empty() || metric.ends_with("_" + std::string(unit))) return {};
    return failure(malformed("a metric's name ends with its unit"));
}

/// `# TYPE name text`
Result<> check_comment(std::string_view line) {
    take(line, "# ");
    const std::string_view kind = take_until_space(line);
    if (kind != "TYPE" && kind != "HELP" && kind != "UNIT") {
        return failure(malformed(
            "of comments OpenMetrics knows # TYPE, # HELP, # UNIT, and # EOF at the end"));
    }
    take(line, " ");
    const std::string_view name = take_until_space(line);
    if (!is_metric_name(name))
        return failure(malformed("not a metric name in # " + std::string(kind)));
    if (!take(line, " "))
        return failure(malformed("nothing behind the name in # " + std::string(kind)));
    if (!is_valid_utf8(line)) return failure(malformed("a comment that is not valid UTF-8"));
    if (kind == "TYPE") return check_type(line);
    return kind == "UNIT" ? check_unit(name, line) : Result<>{};
}

/// Of a number that a double cannot hold: whether it is too near to zero, and not too large. Its
/// first digit that is not 0 stands behind the point, after the exponent moved it.
bool is_below_range(std::string_view text) {
    const std::size_t mantissa = std::min(text.find_first_of("eE"), text.size());
    std::string_view exponent = text.substr(std::min(mantissa + 1, text.size()));
    take(exponent, "+");
    const auto shift = parse_integer(exponent);
    // An exponent that is itself out of range outweighs any number of digits.
    if (!shift && !exponent.empty()) return exponent.starts_with('-');
    const auto first = static_cast<std::int64_t>(text.find_first_of("123456789"));
    const auto point = static_cast<std::int64_t>(std::min(text.find('.'), mantissa));
    return shift.value_or(0) < first - point;
}

}  // namespace

std::optional<double> parse_sample_value(std::string_view text) {
    const bool is_signed = text.starts_with('+') || text.starts_with('-');
    if (take(text, "+") && text.starts_with('-')) return std::nullopt;
    double value = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    // from_chars knows NaNs with a payload, too.
    if (result.ptr != end || text.ends_with(')')) return std::nullopt;
    if (result.ec == std::errc::result_out_of_range) {
        // Too small for a double is zero, too large is wrong.
        if (!is_below_range(text)) return std::nullopt;
        return text.starts_with('-') ? -0.0 : 0.0;
    }
    if (result.ec != std::errc{}) return std::nullopt;
    if (std::isnan(value) && is_signed) return std::nullopt;
    if (std::isnan(value)) return std::bit_cast<double>(std::uint64_t{0x7ff8'0000'0000'0001});
    return value;
}

Result<SampleLine> parse_prometheus_line(std::string_view line) {
    SampleLine sample;
    skip_blanks(line);
    if (line.empty() || line.front() == '#') return sample;
    // Behind the labels there are only numbers: the last brace ends them, whatever they hold.
    const std::size_t brace = line.rfind('}');
    std::size_t end = brace + 1;
    if (brace == std::string_view::npos) end = std::min(line.find_first_of(" \t"), line.size());
    sample.series = line.substr(0, end);
    line.remove_prefix(end);
    skip_blanks(line);
    const auto value = parse_sample_value(take_word(line));
    if (!value) return failure(malformed("a sample has no value, or one that is not a number"));
    sample.value = *value;
    if (line.empty()) return sample;
    sample.time = parse_integer(take_word(line));
    if (!sample.time) return failure(malformed("a sample's time must be a whole number of ms"));
    if (!line.empty()) return failure(malformed("more than a value and a time"));
    return sample;
}

Result<SampleLine> parse_open_metrics_line(std::string_view line) {
    SampleLine sample;
    if (line.empty()) return failure(malformed("OpenMetrics has no blank lines"));
    if (line.front() == '#') {
        if (auto checked = check_comment(line); !checked) return failure(checked.error());
        return sample;
    }
    sample.series = line.substr(0, end_of_series(line));
    line.remove_prefix(sample.series.size());
    const bool spaced = take(line, " ");
    const auto value = parse_sample_value(take_until_space(line));
    if (sample.series.empty() || !spaced || !value)
        return failure(malformed("a sample has no value, or one that is not a number"));
    sample.value = *value;
    if (!take(line, " ") || line.starts_with('#'))
        return failure(malformed("a sample has no time, and cannot be placed in the history"));
    const auto seconds = parse_sample_value(take_until_space(line));
    if (!seconds || !(std::abs(*seconds) < max_seconds))
        return failure(malformed("a sample's time must be a number of seconds"));
    sample.time = std::llround(*seconds * 1'000);
    if (!line.empty() && !line.starts_with(" # {"))
        return failure(malformed("more than a value, a time and an exemplar"));
    return sample;
}

}  // namespace nodewatch::store
