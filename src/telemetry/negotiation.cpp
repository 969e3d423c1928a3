#include "telemetry/negotiation.hpp"

#include <algorithm>
#include <string>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

/// One entry of an Accept header.
struct MediaRange {
    std::string type;  ///< lower case
    std::string_view version;
    double quality = 1.0;
};

/// What is no quality is refused rather than taken as the best.
double parse_quality(std::string_view text) {
    const double quality = parse_double(text).value_or(0.0);
    return quality > 0.0 && quality <= 1.0 ? quality : 0.0;
}

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return text.substr(1, text.size() - 2);
    return text;
}

MediaRange parse_media_range(std::string_view text) {
    MediaRange range;
    const auto parts = split(text, ';');
    range.type = to_lower(trim(parts.front()));
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t equals = parts[i].find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = trim(parts[i].substr(0, equals));
        const std::string_view value = unquoted(trim(parts[i].substr(equals + 1)));
        if (equals_ignoring_case(name, "version")) range.version = value;
        if (equals_ignoring_case(name, "q")) range.quality = parse_quality(value);
    }
    return range;
}

/// How exactly the range means plain text; zero: not at all. Its version is that of the Prometheus
/// text format.
int match_of_text(const MediaRange& range) {
    if (range.type == "text/plain")
        return range.version.empty() || range.version == "0.0.4" ? 3 : 0;
    if (range.type == "text/*") return 2;
    return range.type == "*/*" ? 1 : 0;
}

}  // namespace

bool prefers_over_text(std::string_view accept_header, std::string_view media_type,
                       std::span<const std::string_view> versions) {
    double wanted = 0.0;
    double text = 0.0;
    int text_match = 0;
    for (const std::string_view entry : split(accept_header, ',')) {
        const MediaRange range = parse_media_range(entry);
        const bool spoken =
            range.version.empty() || std::ranges::find(versions, range.version) != versions.end();
        if (range.type == media_type && spoken) wanted = std::max(wanted, range.quality);
        // The most exact range counts, whatever a wider one says.
        const int match = match_of_text(range);
        if (match > text_match) text = 0.0;
        if (match > 0 && match >= text_match) text = std::max(text, range.quality);
        text_match = std::max(text_match, match);
    }
    return wanted > 0.0 && wanted >= text;
}

}  // namespace nodewatch
