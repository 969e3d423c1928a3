#include "net/websocket_session.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "base/log.hpp"
#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

class Session final : public WebSocketSession {
public:
    explicit Session(WebSocketConnection::Pointer connection)
        : connection_(std::move(connection)) {}
    ~Session() override { connection_->abort(); }

    Task<Result<std::string_view>> read() override {
        return WebSocketConnection::read(connection_);
    }
    std::optional<std::string_view> read_buffered() override {
        return connection_->read_buffered();
    }
    Task<Result<>> send(std::string text) override {
        return WebSocketConnection::send(connection_, std::move(text));
    }
    Task<void> close(std::uint16_t code, std::string reason) override {
        return WebSocketConnection::close(connection_, code, std::move(reason));
    }
    void abort() override { connection_->abort(); }
    std::string peer() const override { return connection_->peer(); }

private:
    WebSocketConnection::Pointer connection_;
};

bool is_websocket_key(std::string_view key) {
    const auto bytes = base64_decode(key);
    return bytes && bytes->size() == 16;
}

Task<void> call(const WebSocketHandler& handler, std::shared_ptr<WebSocketSession> session,
                ServerRequest request, std::uint16_t& code) {
    const std::string path = request.path;
    code = close_code::internal_error;
    try {
        co_await handler(std::move(session), std::move(request));
        code = close_code::normal;
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        log::error("http", "WebSocket {}: the handler failed: {}", path, error.what());
    } catch (const std::exception& error) {
        log::error("http", "WebSocket {}: the handler failed: {}", path, error.what());
    } catch (...) {
        log::error("http", "WebSocket {}: the handler failed", path);
    }
}

}  // namespace

std::optional<HttpResponse> refuse_upgrade(const ServerRequest& request) {
    if (request.headers.get("Sec-WebSocket-Version") != "13") {
        auto response =
            error_response(426, "bad_request", "this server speaks WebSocket version 13");
        response.headers.add("Sec-WebSocket-Version", "13");
        return response;
    }
    if (!is_websocket_key(request.headers.get("Sec-WebSocket-Key")))
        return error_response(400, "bad_request", "Sec-WebSocket-Key is not 16 bytes in base64");
    return std::nullopt;
}

std::string upgrade_response(const ServerRequest& request) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           accept_of(request.headers.get("Sec-WebSocket-Key")) + "\r\n\r\n";
}

Task<void> run_session(WebSocketConnection::Pointer connection, WebSocketHandler handler,
                       ServerRequest request) {
    const auto session = std::make_shared<Session>(connection);
    std::uint16_t code = close_code::normal;
    co_await call(handler, session, std::move(request), code);
    co_await WebSocketConnection::close(connection, code, {});
}

}  // namespace nodewatch::net
