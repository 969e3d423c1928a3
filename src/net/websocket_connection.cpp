#include "net/websocket_connection.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/strings.hpp"
#include "net/as_result.hpp"
#include "net/deadline.hpp"

namespace nodewatch::net {
namespace {

constexpr Duration close_timeout{2'000};
/// So often a send may end without giving the loop a turn.
constexpr unsigned max_quick_sends = 64;

/// Sets a flag for the length of a scope.
class Mark {
public:
    explicit Mark(bool& flag) : flag_(flag) { flag_ = true; }
    ~Mark() { flag_ = false; }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;

private:
    bool& flag_;
};

/// Releases the turn at the end of the scope; a frame cut in its middle ends the connection.
class Writing {
public:
    Writing(WriteTurns& turns, ByteStream& stream) : turns_(turns), stream_(stream) {}
    ~Writing() {
        if (!complete) stream_.close();
        turns_.release();
    }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    bool complete = false;

private:
    WriteTurns& turns_;
    ByteStream& stream_;
};

std::string describe_close(const std::string& peer, const WebSocketEvent& event) {
    std::string text = peer + " closed the WebSocket with code " + std::to_string(event.code);
    if (!event.payload.empty()) text += " (" + std::string(event.payload) + ")";
    return text;
}

}  // namespace

Task<void> WriteTurns::acquire() {
    if (!busy_) {
        busy_ = true;
        co_return;
    }
    Waiter waiter{asio::steady_timer(executor_, asio::steady_timer::time_point::max())};
    waiting_.push_back(&waiter);
    co_await waiter.wake.async_wait(as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() == asio::cancellation_type::none) co_return;
    give_up(waiter);
    co_await unwind_if_cancelled();
}

void WriteTurns::give_up(Waiter& waiter) {
    if (waiter.granted) {
        release();
    } else {
        std::erase(waiting_, &waiter);
    }
}

void WriteTurns::release() {
    if (waiting_.empty()) {
        busy_ = false;
        return;
    }
    Waiter& next = *waiting_.front();
    waiting_.pop_front();
    next.granted = true;
    next.wake.cancel();
}

WebSocketConnection::WebSocketConnection(asio::any_io_executor executor,
                                         std::unique_ptr<ByteStream> stream, Options options,
                                         std::string_view received)
    : executor_(std::move(executor)),
      stream_(std::move(stream)),
      options_(options),
      decoder_(options.side, options.max_message_bytes),
      end_signal_(executor_, asio::steady_timer::time_point::max()),
      turns_(executor_) {
    while (!received.empty()) {
        const auto room = decoder_.room();
        const auto size = std::min(room.size(), received.size());
        std::memcpy(room.data(), received.data(), size);
        decoder_.received(size);
        received.remove_prefix(size);
    }
}

WebSocketEvent WebSocketConnection::next_event() {
    if (!held_) return decoder_.next();
    const auto event = *held_;
    held_.reset();
    return event;
}

void WebSocketConnection::end(Error error) {
    if (ended_) return;
    ended_ = std::move(error);
    end_signal_.cancel();
}

void WebSocketConnection::abort() {
    end(Error{ErrorKind::cancelled, "the WebSocket with " + peer() + " was cut by us"});
    stream_->close();
}

/// What an end without a close frame means to the reader.
Error WebSocketConnection::lost(const Error& error) {
    if (error.kind != ErrorKind::closed && error.kind != ErrorKind::transport) return error;
    return Error{ErrorKind::closed,
                 "the WebSocket was cut off without a close frame: " + error.message,
                 std::to_string(close_code::abnormal)};
}

std::optional<std::string_view> WebSocketConnection::read_buffered() {
    if (ended_ || held_) return std::nullopt;
    const auto event = decoder_.next();
    if (event.kind == WebSocketEvent::Kind::message) return event.payload;
    if (event.kind != WebSocketEvent::Kind::need_more) held_ = event;
    return std::nullopt;
}

Task<Result<std::string_view>> WebSocketConnection::read(Pointer self) {
    if (self->reading_)
        co_return failure(ErrorKind::internal, "two reads at a time of one WebSocket");
    const Mark reading(self->reading_);
    auto message = co_await next_message(self);
    if (!message) {
        self->end(message.error());
        co_return failure(*self->ended_);
    }
    co_return message;
}

Task<Result<std::string_view>> WebSocketConnection::next_message(Pointer self) {
    for (;;) {
        if (self->ended_) co_return failure(*self->ended_);
        const auto event = self->next_event();
        switch (event.kind) {
            case WebSocketEvent::Kind::message:
                co_return event.payload;
            case WebSocketEvent::Kind::pong:
                continue;
            case WebSocketEvent::Kind::ping:
                co_await answer_ping(self, std::string(event.payload));
                continue;
            case WebSocketEvent::Kind::close:
            case WebSocketEvent::Kind::violation: {
                auto error = co_await farewell(self, event);
                co_return failure(std::move(error));
            }
            case WebSocketEvent::Kind::need_more:
                break;
        }
        const auto received = co_await self->stream_->read_some(self->decoder_.room());
        if (!received) co_return failure(self->lost(received.error()));
        self->decoder_.received(*received);
    }
}

/// Answers the peer's close frame, or tells it what it did wrong, and ends the connection.
Task<Error> WebSocketConnection::farewell(Pointer self, WebSocketEvent event) {
    const bool orderly = event.kind == WebSocketEvent::Kind::close;
    const std::string peer = self->peer();
    Error error{ErrorKind::closed, describe_close(peer, event), std::to_string(event.code)};
    if (!orderly)
        error =
            Error{event.code == close_code::too_large ? ErrorKind::too_large : ErrorKind::protocol,
                  peer + " broke the WebSocket protocol: " + std::string(event.payload),
                  std::to_string(event.code)};
    if (!self->close_sent_) {
        self->close_sent_ = true;
        const auto payload =
            event.code == close_code::none ? "" : close_payload(event.code, event.payload);
        auto frame = encode_frame(Opcode::close, payload, self->options_.side);
        co_await write_frame(self, std::move(frame));
    }
    co_await finish_within(close_timeout, self->stream_->shut_down());
    self->stream_->close();
    co_return error;
}

/// A reader does not wait for a writer: it leaves the pong to it.
Task<void> WebSocketConnection::answer_ping(Pointer self, std::string payload) {
    auto frame = encode_frame(Opcode::pong, payload, self->options_.side);
    if (self->turns_.busy()) {
        self->pong_ = std::move(frame);
        co_return;
    }
    co_await write_frame(self, std::move(frame));
}

Task<Result<>> WebSocketConnection::send(Pointer self, std::string text) {
    if (self->ended_) co_return failure(*self->ended_);
    if (self->close_sent_)
        co_return failure(ErrorKind::closed, "the WebSocket with " + self->peer() + " is closing");
    auto frame = encode_frame(Opcode::text, text, self->options_.side);
    co_return co_await write_frame(self, std::move(frame));
}

Task<Result<>> WebSocketConnection::write_frame(Pointer self, std::string frame) {
    co_await self->turns_.acquire();
    Writing writing(self->turns_, *self->stream_);
    Result<> outcome;
    for (;;) {
        std::string_view rest = frame;
        if (self->quick_sends_ < max_quick_sends) {
            ++self->quick_sends_;
            rest.remove_prefix(self->stream_->write_now(rest));
        }
        if (!rest.empty()) {
            self->quick_sends_ = 0;
            auto work = write_slowly(self, rest, outcome);
            const bool in_time =
                co_await finish_within(self->options_.write_timeout, std::move(work));
            if (!in_time)
                outcome = failure(ErrorKind::timeout, self->peer() + " does not take what we send");
        }
        if (!outcome) co_return outcome;
        if (self->pong_.empty()) break;
        frame = std::exchange(self->pong_, {});
    }
    writing.complete = true;
    co_return outcome;
}

Task<void> WebSocketConnection::write_slowly(Pointer self, std::string_view bytes,
                                             Result<>& outcome) {
    outcome = co_await self->stream_->write(bytes);
}

Task<void> WebSocketConnection::close(Pointer self, std::uint16_t code, std::string reason) {
    if (!self->ended_ && !self->close_sent_) {
        self->close_sent_ = true;
        auto frame = encode_frame(Opcode::close, close_payload(code, reason), self->options_.side);
        const auto sent = co_await write_frame(self, std::move(frame));
        if (sent) co_await finish_within(close_timeout, drain(self));
    }
    self->abort();
}

/// Until the peer's close frame came. The reader, if there is one, sees it; else we read.
Task<void> WebSocketConnection::drain(Pointer self) {
    while (!self->ended_) {
        if (self->reading_) {
            co_await self->end_signal_.async_wait(as_result);
            co_await unwind_if_cancelled();
            continue;
        }
        co_await read(self);
    }
}

}  // namespace nodewatch::net
