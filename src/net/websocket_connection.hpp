#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/steady_timer.hpp>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/stream.hpp"
#include "net/websocket_frames.hpp"

namespace nodewatch::net {

/// Lets one coroutine at a time write; the others wait in their order.
class WriteTurns {
public:
    explicit WriteTurns(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    bool busy() const { return busy_; }
    /// Waits for the turn. Call release() afterwards, unless this throws.
    Task<void> acquire();
    void release();

private:
    struct Waiter {
        asio::steady_timer wake;
        bool granted = false;
    };
    void give_up(Waiter& waiter);

    asio::any_io_executor executor_;
    bool busy_ = false;
    std::deque<Waiter*> waiting_;
};

/// A WebSocket after its handshake, of either side. The functions are static coroutines so that a
/// pending call keeps the connection alive.
class WebSocketConnection {
public:
    struct Options {
        WebSocketSide side = WebSocketSide::client;
        std::size_t max_message_bytes = 0;
        Duration write_timeout{10'000};
    };
    using Pointer = std::shared_ptr<WebSocketConnection>;

    /// `received`: what came behind the handshake.
    WebSocketConnection(asio::any_io_executor executor, std::unique_ptr<ByteStream> stream,
                        Options options, std::string_view received);

    static Task<Result<std::string_view>> read(Pointer self);
    /// The next message, if all of it is already here.
    std::optional<std::string_view> read_buffered();
    static Task<Result<>> send(Pointer self, std::string text);
    static Task<void> close(Pointer self, std::uint16_t code, std::string reason);
    void abort();
    const std::string& peer() const { return stream_->peer(); }

private:
    static Task<Result<std::string_view>> next_message(Pointer self);
    static Task<Result<>> write_frame(Pointer self, std::string frame);
    static Task<void> write_slowly(Pointer self, std::string_view bytes, Result<>& outcome);
    static Task<void> answer_ping(Pointer self, std::string payload);
    static Task<void> drain(Pointer self);
    static Task<Error> farewell(Pointer self, WebSocketEvent event);

    WebSocketEvent next_event();
    Error lost(const Error& error);
    void end(Error error);

    asio::any_io_executor executor_;
    std::unique_ptr<ByteStream> stream_;
    Options options_;
    WebSocketDecoder decoder_;
    std::optional<WebSocketEvent> held_;  ///< what read_buffered() met and left to read()
    std::optional<Error> ended_;          ///< set once: every later read returns it
    asio::steady_timer end_signal_;       ///< cancelled at the end of the connection
    WriteTurns turns_;
    std::string pong_;  ///< waits until the frame under way is out; only the newest counts
    unsigned quick_sends_ = 0;
    bool reading_ = false;
    bool close_sent_ = false;
};

}  // namespace nodewatch::net
