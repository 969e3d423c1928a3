#include <algorithm>
#include <optional>

#include "base/strings.hpp"
#include "telemetry/exposition.hpp"

namespace nodewatch {
namespace {

/// One entry of an Accept header (RFC 9110, 12.5.1).
struct MediaRange {
    std::string type;  ///< lower case
    std::string version;
    double quality = 1.0;
};

MediaRange parse_media_range(std::string_view text) {
    MediaRange range;
    const auto parts = split(text, ';');
    range.type = to_lower(trim(parts.front()));
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t equals = parts[i].find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = trim(parts[i].substr(0, equals));
        std::string_view value = trim(parts[i].substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        if (equals_ignoring_case(name, "version")) range.version = value;
        // What is no quality is refused rather than taken as the best.
        if (equals_ignoring_case(name, "q"))
            range.quality = std::clamp(parse_double(value).value_or(0.0), 0.0, 1.0);
    }
    return range;
}

bool is_open_metrics(const MediaRange& range) {
    return range.type == "application/openmetrics-text" &&
           (range.version.empty() || range.version == "1.0.0" || range.version == "0.0.1");
}

/// How exactly the range means our plain text; zero: not at all.
int match_of_text(const MediaRange& range) {
    if (range.type == "text/plain")
        return range.version.empty() || range.version == "0.0.4" ? 3 : 0;
    if (range.type == "text/*") return 2;
    return range.type == "*/*" ? 1 : 0;
}

}  // namespace

ExpositionFormat negotiate_exposition(std::string_view accept_header) {
    double open_metrics = 0.0;
    double text = 0.0;
    int text_match = 0;
    for (const std::string_view entry : split(accept_header, ',')) {
        const MediaRange range = parse_media_range(entry);
        if (is_open_metrics(range)) open_metrics = std::max(open_metrics, range.quality);
        const int match = match_of_text(range);
        if (match > text_match) {
            text_match = match;
            text = range.quality;
        } else if (match > 0 && match == text_match) {
            text = std::max(text, range.quality);
        }
    }
    return open_metrics > 0.0 && open_metrics >= text ? ExpositionFormat::open_metrics
                                                      : ExpositionFormat::prometheus_text;
}

}  // namespace nodewatch
