#include "net/zmq_subscriber.hpp"

#include <zmq.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstring>

#include "net/as_result.hpp"
#include "net/resolver.hpp"
#include "net/stream.hpp"

namespace nodewatch::net {
namespace {

/// Waits between two attempts to connect: the first, doubled up to the last. Milliseconds.
constexpr int reconnect_first = 100;
constexpr int reconnect_last = 5'000;
/// A connection that a firewall forgot is noticed after about two minutes. Seconds.
constexpr int keepalive_idle = 60;
constexpr int keepalive_interval = 15;
constexpr int keepalive_probes = 4;

struct TerminateContext {
    /// Quick: all sockets are closed by then, nothing lingers, and names are looked up elsewhere.
    void operator()(void* context) const { ::zmq_ctx_term(context); }
};
struct CloseSocket {
    void operator()(void* socket) const { ::zmq_close(socket); }
};
using ZmqContext = std::shared_ptr<void>;
using ZmqSocket = std::unique_ptr<void, CloseSocket>;

/// One for all subscribers: each has two threads. There is one while somebody uses it.
ZmqContext zmq_context() {
    static std::weak_ptr<void> kept;
    ZmqContext context = kept.lock();
    if (!context) context = ZmqContext(::zmq_ctx_new(), TerminateContext{});
    kept = context;
    return context;
}

std::unexpected<Error> zmq_failure(const std::string& address, std::string_view what) {
    return failure(ErrorKind::transport,
                   address + ": " + std::string(what) + " (" + ::zmq_strerror(::zmq_errno()) + ")");
}

bool set_option_of(void* socket, int option, int value) {
    return ::zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

int option_of(void* socket, int option) {
    int value = 0;
    std::size_t size = sizeof value;
    ::zmq_getsockopt(socket, option, &value, &size);
    return value;
}

bool configure(void* socket, const ZmqOptions& options) {
    return set_option_of(socket, ZMQ_LINGER, 0) && set_option_of(socket, ZMQ_IPV6, 1) &&
           set_option_of(socket, ZMQ_RCVHWM, options.max_waiting) &&
           ::zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &options.max_frame_bytes,
                            sizeof options.max_frame_bytes) == 0 &&
           set_option_of(socket, ZMQ_RECONNECT_IVL, reconnect_first) &&
           set_option_of(socket, ZMQ_RECONNECT_IVL_MAX, reconnect_last) &&
           set_option_of(socket, ZMQ_TCP_KEEPALIVE, 1) &&
           set_option_of(socket, ZMQ_TCP_KEEPALIVE_IDLE, keepalive_idle) &&
           set_option_of(socket, ZMQ_TCP_KEEPALIVE_INTVL, keepalive_interval) &&
           set_option_of(socket, ZMQ_TCP_KEEPALIVE_CNT, keepalive_probes) &&
           ::zmq_setsockopt(socket, ZMQ_SUBSCRIBE, options.topic.data(), options.topic.size()) == 0;
}

/// A frame of a message; its memory is libzmq's.
class ZmqFrame {
public:
    ZmqFrame() { ::zmq_msg_init(&message_); }
    ~ZmqFrame() { ::zmq_msg_close(&message_); }
    ZmqFrame(const ZmqFrame&) = delete;
    ZmqFrame& operator=(const ZmqFrame&) = delete;

    /// Takes the place of what it held. False: nothing is there.
    bool receive(void* socket) {
        int bytes = -1;
        do {
            bytes = ::zmq_msg_recv(&message_, socket, ZMQ_DONTWAIT);
        } while (bytes < 0 && ::zmq_errno() == EINTR);
        return bytes >= 0;
    }
    bool more() const { return ::zmq_msg_more(&message_) != 0; }
    std::string_view bytes() {
        return {static_cast<const char*>(::zmq_msg_data(&message_)), ::zmq_msg_size(&message_)};
    }

private:
    zmq_msg_t message_;
};

/// The address as numbers: a lookup by libzmq would block its thread, and with it our end.
Task<Result<std::string>> numeric_address(ZmqAddress address, unsigned attempt) {
    if (address.is_local_socket()) co_return address.text();
    const auto endpoints = co_await resolve(address.host, address.port);
    if (!endpoints) co_return failure(endpoints.error());
    address.host = (*endpoints)[attempt % endpoints->size()].address().to_string();
    co_return address.text();
}

}  // namespace

class ZmqSubscriber::Implementation {
public:
    explicit Implementation(const asio::any_io_executor& executor)
        : context_(zmq_context()), descriptor_(executor) {}
    ~Implementation() {
        if (descriptor_.is_open()) descriptor_.release();  // libzmq closes it
    }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    Result<> connect(const std::string& address, const ZmqOptions& options) {
        socket_.reset(::zmq_socket(context_.get(), ZMQ_SUB));
        if (!socket_ || !configure(socket_.get(), options))
            return zmq_failure(address, "a ZMQ socket cannot be made");
        auto watching = watch_connection(address);
        if (!watching) return watching;
        boost::system::error_code code;
        descriptor_.assign(option_of(socket_.get(), ZMQ_FD), code);
        if (code) return failure(ErrorKind::transport, address + ": " + code.message());
        if (::zmq_connect(socket_.get(), address.c_str()) != 0)
            return zmq_failure(address, "ZMQ cannot connect to such an address");
        return {};
    }

    /// libzmq's descriptor tells of changes only: what is there already is asked of libzmq.
    Task<void> wait() {
        while (!interrupted_ && (option_of(socket_.get(), ZMQ_EVENTS) & ZMQ_POLLIN) == 0) {
            co_await descriptor_.async_wait(asio::posix::stream_descriptor::wait_read, as_result);
            co_await unwind_if_cancelled();
        }
        interrupted_ = false;
    }

    std::optional<Message> receive() {
        Message message;
        for (bool more = true; more; ++message.count) {
            ZmqFrame& frame = message.count < max_frames ? frames_[message.count] : surplus_;
            // The frames of a message come together: nothing is there only before the first.
            if (!frame.receive(socket_.get())) return std::nullopt;
            more = frame.more();
        }
        for (std::size_t i = 0; i < std::min(message.count, max_frames); ++i)
            message.frames[i] = frames_[i].bytes();
        return message;
    }

    std::optional<Change> next_change() {
        while (event_.receive(monitor_.get())) {
            std::uint16_t number = 0;
            const std::string_view bytes = event_.bytes();
            if (bytes.size() >= sizeof number) std::memcpy(&number, bytes.data(), sizeof number);
            if (event_.more()) event_.receive(monitor_.get());  // the address
            switch (number) {
                case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
                    return Change::connected;
                case ZMQ_EVENT_DISCONNECTED:
                    return Change::disconnected;
                case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
                case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
                    return Change::no_zmq;
                default:
                    break;
            }
        }
        return std::nullopt;
    }

    void interrupt() {
        interrupted_ = true;
        boost::system::error_code ignored;
        descriptor_.cancel(ignored);
    }

private:
    Result<> watch_connection(const std::string& address) {
        static std::uint64_t made = 0;
        const std::string name = "inproc://connection-" + std::to_string(++made);
        constexpr int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED |
                               ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                               ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
        monitor_.reset(::zmq_socket(context_.get(), ZMQ_PAIR));
        if (!monitor_ || !set_option_of(monitor_.get(), ZMQ_LINGER, 0) ||
            // Were there a bound, libzmq's thread would wait at it.
            !set_option_of(monitor_.get(), ZMQ_RCVHWM, 0) ||
            ::zmq_socket_monitor(socket_.get(), name.c_str(), events) != 0 ||
            ::zmq_connect(monitor_.get(), name.c_str()) != 0)
            return zmq_failure(address, "its ZMQ connection cannot be watched");
        return {};
    }

    ZmqContext context_;  // ends after the sockets
    ZmqSocket socket_, monitor_;
    asio::posix::stream_descriptor descriptor_;
    std::array<ZmqFrame, max_frames> frames_;
    ZmqFrame surplus_, event_;
    bool interrupted_ = false;
};

ZmqSubscriber::ZmqSubscriber(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

ZmqSubscriber::~ZmqSubscriber() = default;

Task<Result<std::unique_ptr<ZmqSubscriber>>> ZmqSubscriber::open(asio::any_io_executor executor,
                                                                 ZmqAddress address,
                                                                 ZmqOptions options,
                                                                 unsigned attempt) {
    const auto numeric = co_await numeric_address(std::move(address), attempt);
    if (!numeric) co_return failure(numeric.error());
    auto implementation = std::make_unique<Implementation>(executor);
    const auto connecting = implementation->connect(*numeric, options);
    if (!connecting) co_return failure(connecting.error());
    co_return std::unique_ptr<ZmqSubscriber>(new ZmqSubscriber(std::move(implementation)));
}

Task<void> ZmqSubscriber::wait() {
    return implementation_->wait();
}

std::optional<ZmqSubscriber::Message> ZmqSubscriber::receive() {
    return implementation_->receive();
}

std::optional<ZmqSubscriber::Change> ZmqSubscriber::next_change() {
    return implementation_->next_change();
}

void ZmqSubscriber::interrupt() {
    implementation_->interrupt();
}

}  // namespace nodewatch::net
