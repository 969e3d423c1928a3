#include "net/websocket_client.hpp"

#include "base/strings.hpp"
#include "net/connect.hpp"
#include "net/deadline.hpp"
#include "net/http_wire.hpp"
#include "net/timeout.hpp"
#include "net/websocket_connection.hpp"
#include "net/websocket_handshake.hpp"

namespace nodewatch::net {
namespace {

using Connection = WebSocketConnection::Pointer;

/// Of a refusal's body, so much is read, and less of it quoted.
constexpr std::size_t max_refusal_bytes = 64U << 10U;
constexpr std::size_t max_quote_bytes = 200;

HttpRequest upgrade_request(const Url& url, const WebSocketOptions& options,
                            const std::string& key) {
    HttpRequest request;
    request.target = url.target;
    request.headers = options.headers;
    request.headers.set("Upgrade", "websocket");
    request.headers.set("Connection", "Upgrade");
    request.headers.set("Sec-WebSocket-Key", key);
    request.headers.set("Sec-WebSocket-Version", "13");
    return request;
}

/// The server answered in HTTP instead: its status and the beginning of what it says.
Error refusal(const Url& url, const HttpResponse& response) {
    const bool forbidden = response.status == 401 || response.status == 403;
    std::string message = url.authority() + " refused the WebSocket with HTTP " +
                          std::to_string(response.status) + " " +
                          std::string(reason_phrase(response.status));
    const auto said = abbreviate(sanitize_utf8(trim(response.body)), max_quote_bytes);
    if (!said.empty()) message += ": " + said;
    return Error{forbidden ? ErrorKind::permission : ErrorKind::http_status, message,
                 std::to_string(response.status)};
}

Result<> check_upgrade(const Url& url, const HttpResponse& response, const std::string& key) {
    if (response.status != 101) return failure(refusal(url, response));
    const auto& headers = response.headers;
    if (!lists_token(headers, "Upgrade", "websocket") ||
        !lists_token(headers, "Connection", "Upgrade") ||
        headers.get("Sec-WebSocket-Accept") != accept_of(key))
        return failure(ErrorKind::protocol, url.authority() +
                                                " agreed to an upgrade that is not the WebSocket "
                                                "we asked for: is this the right port?");
    if (headers.has("Sec-WebSocket-Extensions") || headers.has("Sec-WebSocket-Protocol"))
        return failure(ErrorKind::protocol,
                       url.authority() + " chose a WebSocket extension that we did not offer");
    return {};
}

Task<Result<Connection>> open(asio::any_io_executor executor, const Url& url,
                              const WebSocketOptions& options, std::string_view& phase) {
    std::shared_ptr<TlsClientContext> context;
    if (url.tls()) {
        auto made = tls_client_context(options.tls);
        if (!made) co_return failure(made.error());
        context = std::move(*made);
    }
    auto stream = co_await connect(url, std::move(context), phase);
    if (!stream) co_return failure(stream.error());
    phase = "in the WebSocket handshake";
    const auto key = make_websocket_key();
    const auto head = request_head(url, upgrade_request(url, options, key));
    if (!head) co_return failure(head.error());
    const auto written = co_await (*stream)->write(*head);
    if (!written) co_return failure(written.error());
    ReadBuffer buffer;
    const ResponseLimits limits{.body_bytes = max_refusal_bytes};
    const auto answer = co_await read_response(**stream, buffer, "GET", limits);
    if (!answer) co_return failure(answer.error());
    const auto agreed = check_upgrade(url, answer->response, key);
    if (!agreed) co_return failure(agreed.error());
    const WebSocketConnection::Options connection{.side = WebSocketSide::client,
                                                  .max_message_bytes = options.max_message_bytes,
                                                  .write_timeout = options.write_timeout};
    co_return std::make_shared<WebSocketConnection>(std::move(executor), std::move(*stream),
                                                    connection, buffer.data());
}

Task<void> open_into(Result<Connection>& outcome, asio::any_io_executor executor, const Url& url,
                     const WebSocketOptions& options, std::string_view& phase) {
    outcome = co_await open(std::move(executor), url, options, phase);
}

}  // namespace

class WebSocketClient::Implementation {
public:
    explicit Implementation(Connection made) : connection(std::move(made)) {}
    Connection connection;
};

WebSocketClient::WebSocketClient(std::shared_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

WebSocketClient::~WebSocketClient() {
    abort();
}

Task<Result<std::unique_ptr<WebSocketClient>>> WebSocketClient::connect(
    asio::any_io_executor executor, Url url, WebSocketOptions options) {
    std::string_view phase;
    Result<Connection> connection;
    auto work = open_into(connection, std::move(executor), url, options, phase);
    const bool in_time = co_await finish_within(options.connect_timeout, std::move(work));
    if (!in_time) co_return failure(timed_out(url, options.connect_timeout, phase));
    if (!connection) co_return failure(connection.error());
    auto implementation = std::make_shared<Implementation>(std::move(*connection));
    co_return std::unique_ptr<WebSocketClient>(new WebSocketClient(std::move(implementation)));
}

Task<Result<std::string_view>> WebSocketClient::read() {
    return WebSocketConnection::read(implementation_->connection);
}

std::optional<std::string_view> WebSocketClient::read_buffered() {
    return implementation_->connection->read_buffered();
}

Task<Result<>> WebSocketClient::send(std::string text) {
    return WebSocketConnection::send(implementation_->connection, std::move(text));
}

Task<void> WebSocketClient::close() {
    return WebSocketConnection::close(implementation_->connection, close_code::normal, {});
}

void WebSocketClient::abort() {
    implementation_->connection->abort();
}

}  // namespace nodewatch::net
