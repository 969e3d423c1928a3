#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_server.hpp"
#include "sim/xrpl/backend.hpp"

namespace nodewatch::sim::xrpl {

struct ServerOptions {
    bool admin = true;  ///< how callers are treated; a public port refuses some methods and streams
    std::optional<net::TlsServerOptions> tls;
};

/// What is wrong with the answers of a server that is otherwise well. Every member may be changed
/// at any time.
struct Misbehaviour {
    bool mute = false;                      ///< WebSockets stay open and say nothing
    bool wrong_json = false;                ///< every answer and message breaks off in the middle
    bool wrong_types = false;               ///< every value has another type than it should
    bool slow_down = false;                 ///< every request is answered by slowDown
    std::optional<int> http_status;         ///< 403 or 503 with plain text
    std::set<std::string> refused_streams;  ///< subscribing to them is forbidden
};

/// Speaks rippled's protocol on one loopback port: JSON-RPC by POST, and WebSocket with
/// subscriptions. What it says comes from a Backend. Loop thread only.
class Server final : public EventSink {
public:
    /// As rippled on loopback: an HTTP connection that idles longer is closed.
    static constexpr Duration keep_alive{3'000};
    /// A client that does not take this many messages is closed ("client is too slow").
    static constexpr std::size_t max_queued_messages = 20'000;

    Server(asio::any_io_executor executor, Clock& clock, ServerOptions options);
    ~Server() override;

    /// Before the first request; outlives the server.
    void set_backend(Backend& backend);
    Result<> listen();
    std::uint16_t port() const;
    /// Serves until cancelled.
    Task<void> run();

    /// To every WebSocket that subscribed to the stream.
    void push(const Event& event) override;
    /// To every WebSocket, as it is.
    void send_all(std::string text);
    /// Closes every WebSocket with this code.
    void close_all(std::uint16_t code, std::string reason);

    Misbehaviour& misbehaviour();

    /// WebSockets that subscribed to the stream.
    std::size_t subscribers(std::string_view stream) const;

private:
    struct Session;
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace nodewatch::sim::xrpl
