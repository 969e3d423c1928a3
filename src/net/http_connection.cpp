#include "net/http_connection.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>

#include "base/log.hpp"
#include "base/strings.hpp"
#include "net/authentication.hpp"
#include "net/deadline.hpp"
#include "net/http_target.hpp"
#include "net/websocket_session.hpp"

namespace nodewatch::net {
namespace {

using Progress = RequestReader::Progress;

constexpr std::size_t read_size = 4U << 10U;
constexpr std::size_t body_read_size = 64U << 10U;
/// What a client must take within the write deadline: a long answer over a slow line is no attack.
constexpr std::size_t write_size = 1U << 20U;
/// After the last answer, so long and so much is read and thrown away: closing with unread bytes
/// would reset the connection, and the client would lose the answer.
constexpr Duration linger_timeout{500};
/// Of a streamed body: some frames of news.
constexpr int stream_buffer_bytes = 64 << 10;
constexpr std::size_t linger_bytes = 4U << 20U;

bool wants_websocket(const HttpRequest& request) {
    return lists_token(request.headers, "Connection", "Upgrade") &&
           lists_token(request.headers, "Upgrade", "websocket");
}

/// Fills in what handlers see besides the request itself.
bool understand_target(ServerRequest& request, std::string_view& encoded_path) {
    const auto parts = split_target(request.target);
    if (!parts) return false;
    auto path = percent_decode(parts->path);
    auto query = parse_parameters(parts->query);
    if (!path || !query) return false;
    encoded_path = parts->path;
    request.path = std::move(*path);
    request.query = std::move(*query);
    return true;
}

Task<void> call(const Handler& handler, const ServerRequest& request, HttpResponse& response) {
    try {
        response = co_await handler(request);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        log::error("http", "{} {}: the handler failed: {}", request.method, request.path,
                   error.what());
    } catch (const std::exception& error) {
        log::error("http", "{} {}: the handler failed: {}", request.method, request.path,
                   error.what());
    } catch (...) {
        log::error("http", "{} {}: the handler failed", request.method, request.path);
    }
}

}  // namespace

HttpConnection::HttpConnection(HttpService& service, std::unique_ptr<ByteStream> stream)
    : service_(service), stream_(std::move(stream)), peer_(stream_->peer()) {}

Task<void> HttpConnection::serve() {
    for (;;) {
        const bool more = co_await wait_for_request();
        if (!more) co_return;
        const auto next = co_await serve_one();
        if (next == Next::end) co_return;
    }
}

/// An answer before the request, or an end with the request unread, would be a broken connection to
/// many a client, and the answer lost.
Task<void> HttpConnection::refuse() {
    started_ = std::chrono::steady_clock::now();
    const bool asked = co_await wait_for_request();
    if (!asked) co_return;
    const ServerRequest unread;
    Reply reply{error_response(503, "overloaded", "the server has too many connections"), false};
    reply.response.headers.add("Retry-After", "1");
    const bool written = co_await write_reply(std::move(reply), unread, false);
    if (written) co_await linger();
}

void HttpConnection::stop(TaskGroup& tasks) {
    if (websocket_)
        tasks.spawn("farewell", WebSocketConnection::close(websocket_, close_code::going_away,
                                                           "the server is stopping"));
    else if (streaming_ != nullptr)
        streaming_->cancel();
    else if (waiting_)
        stream_->close();
}

/// False: there will be no further request.
Task<bool> HttpConnection::wait_for_request() {
    if (!buffer_.empty()) co_return true;
    if (service_.stopping) co_return false;
    const auto limit = first_ ? service_.options.header_timeout : service_.options.idle_timeout;
    buffer_.shrink(ReadBuffer::small);
    waiting_ = true;
    bool received = false;
    const bool in_time = co_await finish_within(limit, read_more(received, read_size));
    waiting_ = false;
    if (!in_time && first_) ++service_.counters.timeouts;
    first_ = false;
    co_return in_time&& received;
}

Task<void> HttpConnection::read_more(bool& received, std::size_t room) {
    const auto size = co_await stream_->read_some(buffer_.prepare(room));
    received = size.has_value();
    if (received)
        buffer_.commit(*size);
    else
        gone_ = true;
}

/// Takes the reader through its head or its body. need_more: the client was too slow.
Task<Progress> HttpConnection::advance(RequestReader& reader, Progress (RequestReader::*step)(),
                                       Duration limit) {
    auto progress = (reader.*step)();
    if (progress != Progress::need_more) co_return progress;
    const bool in_time = co_await finish_within(limit, read_on(reader, step, progress));
    if (!in_time) {
        ++service_.counters.timeouts;
        co_return Progress::need_more;
    }
    co_return progress;
}

Task<void> HttpConnection::read_on(RequestReader& reader, Progress (RequestReader::*step)(),
                                   Progress& progress) {
    const auto room = reader.has_head() ? body_read_size : read_size;
    while (progress == Progress::need_more) {
        bool received = false;
        co_await read_more(received, room);
        progress = received ? (reader.*step)() : Progress::failed;
    }
}

Task<HttpConnection::Next> HttpConnection::serve_one() {
    started_ = std::chrono::steady_clock::now();
    RequestReader reader(buffer_, service_.options);
    const auto head =
        co_await advance(reader, &RequestReader::read_head, service_.options.header_timeout);
    if (gone_) co_return Next::end;
    ++service_.counters.requests;

    ServerRequest request;
    static_cast<HttpRequest&>(request) = reader.request();
    request.peer = peer_;
    std::string_view encoded_path;
    Reply reply;
    if (head == Progress::need_more) {
        reply = {error_response(408, "timeout", "the request's head took too long"), false};
    } else if (head == Progress::failed) {
        const auto& problem = reader.problem();
        reply = {error_response(problem.status, "bad_request", problem.message), false};
    } else if (!understand_target(request, encoded_path)) {
        reply = {error_response(400, "bad_request", "not a valid request target"), false};
    } else {
        const bool upgrade = wants_websocket(request);
        auto match = service_.router.find(request.method, encoded_path, upgrade);
        request.path_parameters = match.parameters;
        const auto* websocket = match.websocket;
        reply = co_await answer(reader, request, std::move(match));
        if (gone_) co_return Next::end;
        if (reply.response.status == 101) {
            co_await serve_websocket(*websocket, std::move(request));
            co_return Next::end;
        }
    }
    const auto body = request.method == "HEAD" ? nullptr : reply.response.stream;
    reply.keep_alive =
        reply.keep_alive && reader.keep_alive() && !service_.stopping && body == nullptr;
    const bool keep_alive = reply.keep_alive;
    const bool http10 = head == Progress::done && reader.http10();
    const bool written = co_await write_reply(std::move(reply), request, http10);
    if (written && body) co_await stream_body(*body, request);
    if (written && keep_alive) co_return Next::request;
    if (written) co_await linger();
    co_return Next::end;
}

/// What the request gets: from the rules, the router or the handler. Status 101 leaves the writing
/// to the WebSocket. A body that was not read costs the connection.
Task<HttpConnection::Reply> HttpConnection::answer(RequestReader& reader, ServerRequest& request,
                                                   Router::Match match) {
    if (auto refusal = admit(request, match))
        co_return Reply{std::move(*refusal), !reader.has_body()};
    if (auto refusal = misrouted(match)) co_return Reply{std::move(*refusal), !reader.has_body()};
    if (match.websocket != nullptr) {
        if (auto refusal = refuse_upgrade(request)) co_return Reply{std::move(*refusal), false};
        co_return Reply{HttpResponse{.status = 101}, false};
    }
    if (match.options.max_body_bytes) reader.limit_body(*match.options.max_body_bytes);
    auto refusal = co_await read_body(reader, request);
    if (refusal) co_return Reply{std::move(*refusal), false};
    auto response = co_await run_handler(match, request);
    co_return Reply{std::move(response), true};
}

/// A session passes whatever else the request carries: who guesses from the address of somebody who
/// is logged in must not lock them out.
std::optional<HttpResponse> HttpConnection::admit(const ServerRequest& request,
                                                  const Router::Match& match) const {
    const auto& rules = service_.options.authentication;
    auto* const gatekeeper = rules.gatekeeper;
    if (match.options.open || may_enter(rules, request.path, {}) ||
        (gatekeeper != nullptr && gatekeeper->remembers(request)))
        return std::nullopt;
    if (const auto credentials = request.headers.get("Authorization"); !credentials.empty()) {
        // Who scrapes from behind the proxy of somebody that guesses goes on.
        if (has_long_token(rules, credentials)) return std::nullopt;
        if (gatekeeper != nullptr)
            if (auto refusal = gatekeeper->refuses(request)) return refusal;
        if (may_enter(rules, request.path, credentials)) return std::nullopt;
        if (gatekeeper != nullptr) gatekeeper->count_wrong(request);
    }
    auto response = error_response(401, "unauthorized", "this path asks for credentials");
    response.headers.add("WWW-Authenticate", challenge(rules, request.headers));
    return response;
}

std::optional<HttpResponse> HttpConnection::misrouted(const Router::Match& match) {
    if (match.handler != nullptr || match.websocket != nullptr) return std::nullopt;
    if (match.only_websocket) {
        auto response = error_response(426, "bad_request", "this path is a WebSocket");
        response.headers.add("Upgrade", "websocket");
        return response;
    }
    if (match.allowed.empty()) return error_response(404, "not_found", "there is no such path");
    auto response = error_response(405, "bad_request", "this path answers " + match.allowed);
    response.headers.add("Allow", match.allowed);
    return response;
}

Task<std::optional<HttpResponse>> HttpConnection::read_body(RequestReader& reader,
                                                            ServerRequest& request) {
    if (reader.has_body() && reader.expects_continue() && buffer_.empty()) {
        bool written = false;
        co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n", {}, written);
    }
    const auto body =
        co_await advance(reader, &RequestReader::read_body, service_.options.body_timeout);
    if (body == Progress::need_more)
        co_return error_response(408, "timeout", "the request's body took too long");
    if (body == Progress::failed)
        co_return error_response(reader.problem().status, "bad_request", reader.problem().message);
    request.body = reader.take().body;
    const auto type = request.headers.get("Content-Type");
    if (!equals_ignoring_case(trim(type.substr(0, type.find(';'))),
                              "application/x-www-form-urlencoded"))
        co_return std::nullopt;
    auto form = parse_parameters(request.body);
    if (!form) co_return error_response(400, "bad_request", "not a valid form");
    request.query.insert(request.query.begin(), std::make_move_iterator(form->begin()),
                         std::make_move_iterator(form->end()));
    co_return std::nullopt;
}

Task<HttpResponse> HttpConnection::run_handler(const Router::Match& match,
                                               const ServerRequest& request) {
    auto response = error_response(500, "internal", "the server failed; its log says more");
    const auto limit = match.options.handler_timeout.value_or(service_.options.handler_timeout);
    // What a client sends ahead of the answer is not looked at: it waits, then.
    const bool watch = match.options.stop_when_client_leaves && buffer_.empty();
    auto work = watch ? call_while_client_waits(*match.handler, request, response)
                      : call(*match.handler, request, response);
    const bool in_time = co_await finish_within(limit, std::move(work));
    if (!in_time) response = error_response(503, "timeout", "the answer took the server too long");
    co_return response;
}

/// Cancels the handler when the client leaves; then gone_ says so.
Task<void> HttpConnection::call_while_client_waits(const Handler& handler,
                                                   const ServerRequest& request,
                                                   HttpResponse& response) {
    co_await with_task_group(
        [&](TaskGroup& group) { return start_call(handler, request, response, group); });
}

Task<void> HttpConnection::start_call(const Handler& handler, const ServerRequest& request,
                                      HttpResponse& response, TaskGroup& group) {
    const auto answer = [](const Handler& h, const ServerRequest& r, HttpResponse& result,
                           TaskGroup& both) -> Task<void> {
        co_await call(h, r, result);
        both.cancel();
    };
    const auto watch = [](HttpConnection& self, TaskGroup& both) -> Task<void> {
        bool received = false;
        co_await self.read_more(received, read_size);
        if (!received) both.cancel();
    };
    group.spawn("handler", answer(handler, request, response, group));
    group.spawn("client", watch(*this, group));
    co_return;
}

Task<bool> HttpConnection::write_reply(Reply reply, const ServerRequest& request, bool http10) {
    const AnswerForm form{.head_only = request.method == "HEAD",
                          .gzip = prefers_gzip(request.headers.get("Accept-Encoding")),
                          .keep_alive = reply.keep_alive,
                          .http10 = http10,
                          .gzip_min_bytes = service_.options.gzip_min_bytes};
    auto head = finish_response(reply.response, form);
    if (!head) {
        log::error("http", "{} {}: {}", request.method, request.path, head.error().message);
        reply.response = error_response(500, "internal", "the server failed; its log says more");
        head = finish_response(reply.response, form);
    }
    if (reply.response.status >= 500)
        ++service_.counters.server_errors;
    else if (reply.response.status >= 400)
        ++service_.counters.client_errors;
    bool written = false;
    co_await write_bytes(*head, reply.response.body, written);
    log_access(request, reply.response, reply.response.body.size());
    co_return written;
}

Task<void> HttpConnection::write_bytes(std::string_view head, std::string_view body,
                                       bool& written) {
    const auto write = [](ByteStream& stream, std::string_view first, std::string_view second,
                          Result<>& result) -> Task<void> {
        result = co_await stream.write(first, second);
    };
    do {
        Result<> outcome;
        const auto part = body.substr(0, write_size);
        const bool in_time = co_await finish_within(service_.options.write_timeout,
                                                    write(*stream_, head, part, outcome));
        if (!in_time) ++service_.counters.timeouts;
        written = in_time && outcome.has_value();
        head = {};
        body.remove_prefix(part.size());
    } while (written && !body.empty());
    if (!written) gone_ = true;
}

Task<void> HttpConnection::stream_body(StreamedBody& body, const ServerRequest& request) {
    stream_->limit_send_buffer(stream_buffer_bytes);
    co_await with_task_group([&](TaskGroup& group) { return start_stream(body, request, group); });
    streaming_ = nullptr;
}

/// Two tasks: one writes, the other notices that the client leaves. The first to end ends both.
Task<void> HttpConnection::start_stream(StreamedBody& body, const ServerRequest& request,
                                        TaskGroup& group) {
    class Writer final : public ResponseStream {
    public:
        explicit Writer(HttpConnection& connection) : connection_(connection) {}
        Task<Result<>> write(std::string_view bytes) override {
            bool written = false;
            co_await connection_.write_bytes(bytes, {}, written);
            if (written) co_return Result<>{};
            co_return failure(ErrorKind::closed, connection_.peer_ + " left");
        }

    private:
        HttpConnection& connection_;
    };
    const auto send = [](HttpConnection& self, StreamedBody& content, const ServerRequest& r,
                         TaskGroup& both) -> Task<void> {
        Writer writer(self);
        try {
            co_await content.send(writer);
        } catch (const boost::system::system_error& error) {
            if (error.code() == asio::error::operation_aborted) throw;
            log::error("http", "{} {}: the stream failed: {}", r.method, r.path, error.what());
        } catch (const std::exception& error) {
            log::error("http", "{} {}: the stream failed: {}", r.method, r.path, error.what());
        }
        both.cancel();
    };
    const auto watch = [](HttpConnection& self, TaskGroup& both) -> Task<void> {
        bool received = true;
        while (received) {
            self.buffer_.consume(self.buffer_.data().size());
            co_await self.read_more(received, read_size);
        }
        both.cancel();
    };
    streaming_ = &group;
    group.spawn("stream", send(*this, body, request, group));
    group.spawn("client", watch(*this, group));
    co_return;
}

Task<void> HttpConnection::linger() {
    const auto drain = [](ByteStream& stream, ReadBuffer& buffer) -> Task<void> {
        co_await stream.shut_down();
        for (std::size_t total = 0; total < linger_bytes;) {
            buffer.consume(buffer.data().size());
            const auto size = co_await stream.read_some(buffer.prepare(read_size));
            if (!size) co_return;
            total += *size;
        }
    };
    co_await finish_within(linger_timeout, drain(*stream_, buffer_));
}

Task<void> HttpConnection::serve_websocket(const WebSocketHandler& handler, ServerRequest request) {
    bool written = false;
    const auto head = upgrade_response(request);
    co_await write_bytes(head, {}, written);
    if (!written) co_return;
    log_access(request, HttpResponse{.status = 101}, 0);
    const WebSocketConnection::Options options{.side = WebSocketSide::server,
                                               .max_message_bytes = service_.options.max_body_bytes,
                                               .write_timeout = service_.options.write_timeout};
    const auto executor = co_await asio::this_coro::executor;
    websocket_ = std::make_shared<WebSocketConnection>(executor, std::move(stream_), options,
                                                       buffer_.data());
    co_await run_session(websocket_, handler, std::move(request));
}

/// Without the query: it may hold tokens.
void HttpConnection::log_access(const ServerRequest& request, const HttpResponse& response,
                                std::size_t bytes) const {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started_);
    log::debug("http", "{} {} {} {} {} B {} us", peer_, request.method, request.path,
               response.status, bytes, took.count());
}

}  // namespace nodewatch::net
