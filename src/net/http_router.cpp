#include "net/http_router.hpp"

#include <algorithm>
#include <optional>

#include "base/strings.hpp"
#include "net/http_target.hpp"

namespace nodewatch::net {
namespace {

constexpr std::string_view one_segment = "{}";
constexpr std::string_view rest_of_path = "{*}";

std::vector<std::string_view> segments_of(std::string_view path) {
    return split(path.substr(path.empty() ? 0 : 1), '/');
}

int rank(const std::string& segment) {
    return segment == rest_of_path ? 2 : segment == one_segment ? 1 : 0;
}

bool more_specific(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::lexicographical_compare(a, b, {}, rank, rank);
}

/// What stood for the placeholders, or nothing when the path does not fit.
std::optional<std::vector<std::string>> fit(const std::vector<std::string>& pattern,
                                            std::string_view path) {
    const auto segments = segments_of(path);
    std::vector<std::string> parameters;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (i >= segments.size()) return std::nullopt;
        if (pattern[i] == rest_of_path) {
            const auto start = static_cast<std::size_t>(segments[i].data() - path.data());
            auto rest = percent_decode(path.substr(start));
            if (!rest) return std::nullopt;
            parameters.push_back(std::move(*rest));
            return parameters;
        }
        auto segment = percent_decode(segments[i]);
        if (!segment) return std::nullopt;
        if (pattern[i] == one_segment && !segment->empty())
            parameters.push_back(std::move(*segment));
        else if (pattern[i] != *segment)
            return std::nullopt;
    }
    if (pattern.size() != segments.size()) return std::nullopt;
    return parameters;
}

bool answers(std::string_view route_method, std::string_view method) {
    return route_method == method || (method == "HEAD" && route_method == "GET");
}

void add_method(std::string& list, std::string_view method) {
    if (list.find(method) != std::string::npos) return;
    if (!list.empty()) list += ", ";
    list += method;
    if (method == "GET") add_method(list, "HEAD");
}

}  // namespace

void Router::add(std::string method, std::string_view pattern, Handler handler,
                 RouteOptions options) {
    insert(std::move(method), pattern, std::move(handler), options);
}

void Router::add(std::string_view pattern, WebSocketHandler handler) {
    insert({}, pattern, std::move(handler), {});
}

void Router::insert(std::string method, std::string_view pattern,
                    std::variant<Handler, WebSocketHandler> target, RouteOptions options) {
    Route route{{}, std::move(method), std::move(target), options};
    for (const auto segment : segments_of(pattern))
        route.segments.emplace_back(segment);
    const auto place = std::ranges::find_if(routes_, [&route](const Route& other) {
        return more_specific(route.segments, other.segments);
    });
    routes_.insert(place, std::move(route));
}

Router::Match Router::find(std::string_view method, std::string_view path, bool upgrade) const {
    Match match;
    for (const auto& route : routes_) {
        auto parameters = fit(route.segments, path);
        if (!parameters) continue;
        if (const auto* websocket = std::get_if<WebSocketHandler>(&route.target)) {
            if (upgrade && method == "GET")
                return Match{.websocket = websocket, .parameters = std::move(*parameters)};
            match.only_websocket = match.allowed.empty();
            continue;
        }
        match.only_websocket = false;
        if (answers(route.method, method))
            return Match{.handler = std::get_if<Handler>(&route.target),
                         .options = route.options,
                         .parameters = std::move(*parameters)};
        add_method(match.allowed, route.method);
    }
    if (match.allowed.empty() && !match.only_websocket && otherwise_ && answers("GET", method)) {
        match.handler = &otherwise_;
        match.options.open = true;
    }
    return match;
}

}  // namespace nodewatch::net
