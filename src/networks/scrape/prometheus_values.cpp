#include "networks/scrape/prometheus_values.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <limits>
#include <system_error>

#include "base/strings.hpp"
#include "promql/duration.hpp"
#include "promql/label_name.hpp"

namespace nodewatch::scrape {

namespace {

std::string shown(std::string_view text) {
    return "'" + escape_controls(abbreviate(text, 60)) + "'";
}

/// Of "MB", "MiB", "B"; nothing for what is no unit.
std::optional<double> unit_bytes(std::string_view unit) {
    constexpr std::string_view letters = "KMGTPE";
    if (unit == "B") return 1;
    if (unit.size() < 2 || !unit.ends_with('B')) return std::nullopt;
    const auto power = letters.find(unit.front());
    const auto middle = unit.substr(1, unit.size() - 2);
    if (power == std::string_view::npos || (!middle.empty() && middle != "i")) return std::nullopt;
    return std::pow(1024.0, static_cast<double>(power + 1));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    if (text == "0") return 0;
    const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = parse_double(text.substr(0, end));
    const auto unit = unit_bytes(text.substr(end));
    constexpr double longest = 9e18;
    if (!number || !unit || *number * *unit > longest) return std::nullopt;
    return static_cast<std::uint64_t>(*number * *unit);
}

}  // namespace

Duration take_duration(Settings& settings, std::string_view key, Duration fallback) {
    const auto text = settings.optional_text(key);
    if (!text) return fallback;
    const auto ms = promql::parse_duration(*text);
    if (!ms) {
        settings.fail(key, "expected a duration such as 15s or 1m30s, found " + shown(*text));
        return fallback;
    }
    return *ms == 0 ? fallback : Duration{*ms};
}

void take_times(Settings& settings, Duration& interval, Duration& timeout) {
    interval = take_duration(settings, "scrape_interval", interval);
    // A timeout that was not written here follows a short interval.
    timeout = take_duration(settings, "scrape_timeout", std::min(timeout, interval));
    if (timeout > interval)
        settings.fail("scrape_timeout",
                      fmt::format("expected at most the scrape_interval of {}, found {}",
                                  format_exact_duration(interval), format_exact_duration(timeout)));
}

std::uint64_t take_limit(Settings& settings, std::string_view key, std::uint64_t fallback) {
    const auto limit = settings.integer(key, 0, 0, std::numeric_limits<std::int64_t>::max());
    return limit == 0 ? fallback : static_cast<std::uint64_t>(limit);
}

std::uint64_t take_size(Settings& settings, std::string_view key, std::uint64_t fallback) {
    const auto text = settings.optional_text(key);
    if (!text) return fallback;
    const auto bytes = parse_size(*text);
    if (!bytes) settings.fail(key, "expected a size such as 512KB or 10MB, found " + shown(*text));
    return bytes.value_or(0) == 0 ? fallback : *bytes;
}

store::Labels take_labels(Settings& settings, std::string_view key) {
    Settings written = settings.section(key);
    store::Labels labels;
    for (const auto& name : written.keys()) {
        const std::string value = written.text(name, "");
        if (promql::is_label_name(name))
            labels.set(name, value);
        else
            written.fail(name, "no name of a label: expected letters, digits and _");
    }
    return labels;
}

Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t max_bytes) {
    const auto fail = [&](const std::string& why) {
        return failure(ErrorKind::configuration, path.string() + ": " + why);
    };
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(max_bytes + 1, '\0');
    if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) return fail(std::generic_category().message(errno));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_bytes) return fail(fmt::format("larger than {} bytes", max_bytes));
    return text;
}

Secret take_secret(Settings& settings, const std::string& key,
                   const std::filesystem::path& folder) {
    const std::string file_key = key + "_file";
    Secret secret{.text = settings.text(key, ""), .file = settings.text(file_key, "")};
    if (secret.file.empty()) return secret;
    if (!secret.text.empty())
        settings.fail(file_key, fmt::format("'{}' is given too; one of the two must go", key));
    secret.file = (folder / secret.file).string();
    return secret;
}

bool pass_over(Settings& settings, std::string_view key, ValueShape shape) {
    const bool there = settings.has(key);
    switch (shape) {
        case ValueShape::text:
            settings.optional_text(key);
            break;
        case ValueShape::texts:
            settings.listed_texts(key);
            break;
        case ValueShape::mapping:
            settings.section(key).disregard();
            break;
        case ValueShape::mappings:
            for (auto& item : settings.list(key))
                item.disregard();
            break;
    }
    return there;
}

}  // namespace nodewatch::scrape
