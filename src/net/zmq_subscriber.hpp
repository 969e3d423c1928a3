#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"
#include "net/zmq_address.hpp"

namespace nodewatch::net {

struct ZmqOptions {
    std::string topic;  ///< messages whose first frame begins so
    /// Whole messages that may wait here for receive(). Of more, the publisher is held back, and
    /// drops at a bound of its own: who counts messages sees that as loss.
    int max_waiting = 1'000;
    std::int64_t max_frame_bytes = 8LL << 20U;  ///< a longer one ends the connection
};

/// Subscribes to one topic of one ZeroMQ publisher. libzmq connects on a thread of its own, and
/// connects again for as long as this lives; nothing here blocks. Loop thread only.
class ZmqSubscriber {
public:
    /// A message has at most as many frames here; further ones are dropped, and counted.
    static constexpr std::size_t max_frames = 3;
    struct Message {
        std::array<std::string_view, max_frames> frames;
        std::size_t count = 0;  ///< of all its frames
    };
    enum class Change : std::uint8_t {
        connected,
        disconnected,
        no_zmq,  ///< something answers there that does not speak ZMTP
    };

    /// Looks the host up and begins to connect; that nobody is there is no error. A name with
    /// several addresses is tried with another one by each `attempt`. `executor` is the loop of
    /// the calling coroutine.
    static Task<Result<std::unique_ptr<ZmqSubscriber>>> open(asio::any_io_executor executor,
                                                             ZmqAddress address, ZmqOptions options,
                                                             unsigned attempt);
    ~ZmqSubscriber();
    ZmqSubscriber(const ZmqSubscriber&) = delete;
    ZmqSubscriber& operator=(const ZmqSubscriber&) = delete;

    /// Suspends until a message is there, or interrupt(). One waits at a time. Cancellable.
    Task<void> wait();
    /// The next whole message, if one is there. Its views are valid until the next call.
    std::optional<Message> receive();
    /// What became of the connection, in order; nothing when all is told.
    std::optional<Change> next_change();
    /// Ends wait(), the present one or else the next.
    void interrupt();

private:
    class Implementation;
    explicit ZmqSubscriber(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace nodewatch::net
