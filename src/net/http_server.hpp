#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http_message.hpp"
#include "net/tls.hpp"

namespace nodewatch::net {

/// "127.0.0.1:8090", "[::1]:8090", ":8090" (all addresses), "localhost:0" (any free port).
struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
};
Result<Endpoint> parse_endpoint(std::string_view text);

/// A request as handlers see it.
struct ServerRequest : HttpRequest {
    std::string peer;                                        ///< "127.0.0.1:51234"
    std::string path;                                        ///< percent-decoded, without query
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded; form bodies come first
    std::vector<std::string> path_parameters;  ///< what stood for each {} of the route

    /// The first value of that name.
    std::optional<std::string_view> parameter(std::string_view name) const;
};

/// The server's side of a WebSocket.
class WebSocketSession {
public:
    virtual ~WebSocketSession() = default;
    /// These two as in WebSocketClient.
    virtual Task<Result<std::string_view>> read() = 0;
    virtual std::optional<std::string_view> read_buffered() = 0;
    virtual Task<Result<>> send(std::string text) = 0;
    virtual Task<void> close(std::uint16_t code, std::string reason) = 0;
    virtual void abort() = 0;
    virtual std::string peer() const = 0;
};

/// Where a streamed body goes.
class ResponseStream {
public:
    virtual ~ResponseStream() = default;
    /// Returns when the system has taken the bytes. An error when the client left, or took nothing
    /// for the write timeout.
    virtual Task<Result<>> write(std::string_view bytes) = 0;
};

/// A body that is written piece by piece, for as long as its writer likes and the client stays. The
/// connection ends with it. What the system holds for the client is kept small, so that a slow one
/// does not get old news.
class StreamedBody {
public:
    virtual ~StreamedBody() = default;
    /// Cancelled when the client leaves and when the server stops.
    virtual Task<void> send(ResponseStream& stream) = 0;
};

using Handler = std::function<Task<HttpResponse>(const ServerRequest&)>;
using WebSocketHandler =
    std::function<Task<void>(std::shared_ptr<WebSocketSession>, ServerRequest)>;

/// How a route differs from the options of the server.
struct RouteOptions {
    std::optional<std::size_t> max_body_bytes = {};
    std::optional<Duration> handler_timeout = {};
    /// Cancels the handler when the client closes its side. Only for handlers that take long: a
    /// client that closes one direction of the connection alone gets no answer from them.
    bool stop_when_client_leaves = false;
    bool open = false;  ///< answers without credentials too
};

/// Keeps what Authentication cannot know: earlier logins, and how often somebody guessed.
class Gatekeeper {
public:
    virtual ~Gatekeeper() = default;
    /// Whether a request carries proof of an earlier login.
    virtual bool remembers(const HttpRequest& request) const = 0;
    /// The answer to credentials that are not even looked at; nothing: they are.
    virtual std::optional<HttpResponse> refuses(const ServerRequest& request) const = 0;
    /// The request came with wrong credentials.
    virtual void count_wrong(const ServerRequest& request) = 0;
};

/// Who may ask. Both empty: everybody who reaches the port.
struct Authentication {
    std::string bearer_token = {};
    std::string user = {};
    std::string password = {};
    /// Exact paths that need no credentials, such as "/health".
    std::vector<std::string> open_paths = {};
    Gatekeeper* gatekeeper = nullptr;  ///< outlives the server; null: no logins, no counting
};

struct HttpServerOptions {
    std::vector<Endpoint> listen = {};
    std::optional<TlsServerOptions> tls = {};
    Authentication authentication = {};
    std::size_t max_header_bytes = 16U << 10U;  ///< 431 above
    std::size_t max_body_bytes = 1U << 20U;     ///< 413 above
    std::size_t max_connections = 1'024;        ///< 503 and close above
    Duration header_timeout{10'000};            ///< for a whole request head: 408 and close
    Duration body_timeout{30'000};
    Duration write_timeout{30'000};
    Duration idle_timeout{60'000};       ///< between requests of a kept-alive connection
    Duration handler_timeout{30'000};    ///< 503 when a handler takes longer
    std::size_t gzip_min_bytes = 1'024;  ///< smaller bodies are sent as they are
};

/// HTTP/1.1 server: keep-alive, HEAD, gzip, limits, JSON error bodies {"status":"error",...},
/// access log at debug level. Loop thread only.
class HttpServer {
public:
    HttpServer(asio::any_io_executor executor, HttpServerOptions options);
    ~HttpServer();

    /// `pattern` is a path whose segments may be {}: "/api/v1/label/{}/values", and whose last
    /// segment may be {*}, the rest of the path. An unknown path is 404, a known one with another
    /// method 405 with Allow. HEAD is answered by the GET handler.
    void route(std::string method, std::string pattern, Handler handler, RouteOptions options = {});
    void websocket(std::string pattern, WebSocketHandler handler);
    /// Answers GET and HEAD of the paths that have no route, without credentials. One handler.
    void otherwise(Handler handler);

    /// Opens the sockets. An address in use is an error that names it.
    Result<> listen();
    /// The ports bound, in the order of options.listen: for port 0.
    std::vector<std::uint16_t> ports() const;

    /// Serves until cancelled, then stops accepting, lets requests under way finish for at most
    /// `grace`, and closes.
    Task<void> run(Duration grace = Duration{2'000});

    struct Counters {
        std::uint64_t connections = 0;  ///< accepted so far
        std::uint64_t open_connections = 0;
        std::uint64_t refused_connections = 0;  ///< over max_connections
        std::uint64_t requests = 0;
        std::uint64_t timeouts = 0;       ///< slow clients cut off
        std::uint64_t client_errors = 0;  ///< answers 4xx
        std::uint64_t server_errors = 0;  ///< answers 5xx

        /// Those of another server on top.
        Counters& operator+=(const Counters& other);
    };
    Counters counters() const;

private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

/// Ready-made answers.
HttpResponse text_response(int status, std::string body,
                           std::string content_type = "text/plain; charset=utf-8");
HttpResponse json_response(int status, std::string body);
/// {"status":"error","errorType":type,"error":message} as Prometheus writes it.
HttpResponse error_response(int status, std::string_view type, std::string_view message);

}  // namespace nodewatch::net
