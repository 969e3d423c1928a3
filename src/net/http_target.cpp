#include "net/http_target.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The weight of one element such as "gzip;q=0.5": 1 unless it says less; 0 when it is malformed.
double quality(const std::vector<std::string_view>& parts) {
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto part = trim(parts[i]);
        if (part.size() < 2 || (part[0] != 'q' && part[0] != 'Q') || part[1] != '=') continue;
        const auto value = parse_double(part.substr(2));
        return value && *value >= 0 && *value <= 1 ? *value : 0;
    }
    return 1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
        result.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return result;
}

std::optional<Parameters> parse_parameters(std::string_view text) {
    Parameters result;
    for (const auto pair : split(text, '&')) {
        if (pair.empty()) continue;
        std::string plain(pair);
        std::ranges::replace(plain, '+', ' ');
        const auto equals = plain.find('=');
        auto name = percent_decode(std::string_view(plain).substr(0, equals));
        auto value = equals == std::string::npos
                         ? std::string()
                         : percent_decode(std::string_view(plain).substr(equals + 1));
        if (!name || !value) return std::nullopt;
        result.emplace_back(std::move(*name), std::move(*value));
    }
    return result;
}

std::optional<TargetParts> split_target(std::string_view target) {
    const auto scheme = target.find("://");
    if (!target.starts_with('/') && scheme != std::string_view::npos) {
        const auto start = target.find_first_of("/?", scheme + 3);
        target = start == std::string_view::npos ? "/" : target.substr(start);
    }
    if (!target.starts_with('/')) return std::nullopt;
    const auto question = target.find('?');
    if (question == std::string_view::npos) return TargetParts{target, {}};
    return TargetParts{target.substr(0, question), target.substr(question + 1)};
}

bool prefers_gzip(std::string_view accept_encoding) {
    std::optional<double> gzip;
    std::optional<double> any;
    double identity = 0;  // unless it is named, the plain body is only the fallback
    for (const auto element : split(accept_encoding, ',')) {
        const auto parts = split(element, ';');
        const auto coding = trim(parts.front());
        if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip"))
            gzip = quality(parts);
        else if (coding == "*")
            any = quality(parts);
        else if (equals_ignoring_case(coding, "identity"))
            identity = quality(parts);
    }
    const double weight = gzip ? *gzip : any.value_or(0);
    return weight > 0 && weight >= identity;
}

}  // namespace nodewatch::net
