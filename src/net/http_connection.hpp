#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/http_request_reader.hpp"
#include "net/http_response.hpp"
#include "net/http_router.hpp"
#include "net/http_server.hpp"
#include "net/read_buffer.hpp"
#include "net/stream.hpp"
#include "net/websocket_connection.hpp"

namespace nodewatch::net {

/// What the connections of a server share.
struct HttpService {
    HttpServerOptions options;
    Router router = {};
    HttpServer::Counters counters = {};
    bool stopping = false;
};

/// One client, from its first byte to its last: request after request, until one of the two has
/// enough, or until it becomes a WebSocket.
class HttpConnection {
public:
    HttpConnection(HttpService& service, std::unique_ptr<ByteStream> stream);

    Task<void> serve();
    /// For one connection too many: waits for its first request and answers 503.
    Task<void> refuse();

    /// Between two requests, and within a streamed body: ends at once. Within a request: answers it
    /// and ends. A WebSocket: sends its farewell, as a task of the group.
    void stop(TaskGroup& tasks);

private:
    enum class Next : std::uint8_t { request, end };
    struct Reply {
        HttpResponse response;
        bool keep_alive = true;
    };

    Task<bool> wait_for_request();
    Task<void> read_more(bool& received, std::size_t room);
    Task<RequestReader::Progress> advance(RequestReader& reader,
                                          RequestReader::Progress (RequestReader::*step)(),
                                          Duration limit);
    Task<void> read_on(RequestReader& reader, RequestReader::Progress (RequestReader::*step)(),
                       RequestReader::Progress& progress);

    Task<Next> serve_one();
    Task<Reply> answer(RequestReader& reader, ServerRequest& request, Router::Match match);
    std::optional<HttpResponse> admit(const ServerRequest& request,
                                      const Router::Match& match) const;
    static std::optional<HttpResponse> misrouted(const Router::Match& match);
    Task<std::optional<HttpResponse>> read_body(RequestReader& reader, ServerRequest& request);
    Task<HttpResponse> run_handler(const Router::Match& match, const ServerRequest& request);
    Task<void> call_while_client_waits(const Handler& handler, const ServerRequest& request,
                                       HttpResponse& response);
    Task<void> start_call(const Handler& handler, const ServerRequest& request,
                          HttpResponse& response, TaskGroup& group);
    Task<bool> write_reply(Reply reply, const ServerRequest& request, bool http10);
    Task<void> write_bytes(std::string_view head, std::string_view body, bool& written);
    Task<void> stream_body(StreamedBody& body, const ServerRequest& request);
    Task<void> start_stream(StreamedBody& body, const ServerRequest& request, TaskGroup& group);
    Task<void> linger();
    Task<void> serve_websocket(const WebSocketHandler& handler, ServerRequest request);
    void log_access(const ServerRequest& request, const HttpResponse& response,
                    std::size_t bytes) const;

    HttpService& service_;
    std::unique_ptr<ByteStream> stream_;
    std::string peer_;
    ReadBuffer buffer_;
    WebSocketConnection::Pointer websocket_;
    TaskGroup* streaming_ = nullptr;  ///< while a body is streamed
    SteadyTime started_;
    bool first_ = true;
    bool waiting_ = false;
    bool gone_ = false;  ///< the peer closed or broke off
};

}  // namespace nodewatch::net
