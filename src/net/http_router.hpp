#pragma once

#include <list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/http_server.hpp"

namespace nodewatch::net {

/// Finds who answers a request. Literal segments win over {} and {} over {*}.
class Router {
public:
    void add(std::string method, std::string_view pattern, Handler handler,
             RouteOptions options = {});
    void add(std::string_view pattern, WebSocketHandler handler);
    /// For GET of paths that fit no route; open to everybody.
    void otherwise(Handler handler) { otherwise_ = std::move(handler); }

    struct Match {
        const Handler* handler = nullptr;
        const WebSocketHandler* websocket = nullptr;
        RouteOptions options = {};
        std::vector<std::string> parameters = {};  ///< decoded
        /// The methods of this path, for Allow, when no handler fits; empty: an unknown path.
        std::string allowed = {};
        bool only_websocket = false;  ///< the path wants an upgrade that was not asked for
    };
    /// `path` is still percent-encoded, so that an encoded slash stays within its segment.
    Match find(std::string_view method, std::string_view path, bool upgrade) const;

private:
    struct Route {
        std::vector<std::string> segments;
        std::string method;  ///< empty for a WebSocket
        std::variant<Handler, WebSocketHandler> target;
        RouteOptions options;
    };
    void insert(std::string method, std::string_view pattern,
                std::variant<Handler, WebSocketHandler> target, RouteOptions options);

    /// The more specific first. A list: a request under way keeps pointers to handlers.
    std::list<Route> routes_;
    Handler otherwise_;
};

}  // namespace nodewatch::net
