#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "base/async.hpp"
#include "resilience/signal.hpp"

namespace nodewatch {

/// What a full channel gives up.
enum class Overflow : std::uint8_t { drop_newest, drop_oldest };

/// A bounded queue between a producer that must never wait (a WebSocket reader: rippled closes a
/// slow client) and one consumer. What does not fit is lost, and counted. Loop thread only.
template <typename T>
class Channel {
public:
    Channel(asio::any_io_executor executor, std::size_t capacity, Overflow overflow)
        : signal_(std::move(executor)), capacity_(capacity), overflow_(overflow) {}

    /// False when this or an older item was lost, or the channel is closed.
    bool push(T item) {
        if (closed_) return false;
        const bool full = items_.size() >= capacity_;
        if (full) {
            ++lost_;
            if (overflow_ == Overflow::drop_newest) return false;
            items_.pop_front();
        }
        items_.push_back(std::move(item));
        signal_.notify_all();
        return !full;
    }

    /// The oldest item; waits for one. Nothing when the channel is closed and empty. One consumer.
    Task<std::optional<T>> receive() {
        while (items_.empty() && !closed_)
            co_await signal_.wait();
        if (items_.empty()) co_return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        co_return item;
    }

    /// No more items; the consumer gets those that are there.
    void close() {
        closed_ = true;
        signal_.notify_all();
    }

    std::size_t size() const { return items_.size(); }
    std::size_t capacity() const { return capacity_; }
    /// Items lost since the start.
    std::uint64_t lost() const { return lost_; }

private:
    Signal signal_;
    std::deque<T> items_;
    std::size_t capacity_;  ///< at least 1
    Overflow overflow_;
    std::uint64_t lost_ = 0;
    bool closed_ = false;
};

}  // namespace nodewatch
