#include "sim/xrpl/flood.hpp"

#include <fmt/core.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include "net/as_result.hpp"
#include "net/websocket_frames.hpp"
#include "net/websocket_handshake.hpp"
#include "resilience/signal.hpp"
#include "sim/xrpl/flood_messages.hpp"
#include "sim/xrpl/protocol.hpp"

namespace nodewatch::sim::xrpl {

namespace {

using asio::ip::tcp;
using Socket = asio::basic_stream_socket<tcp, asio::any_io_executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, asio::any_io_executor>;
using net::as_result;

constexpr std::size_t batch_bytes = 256U << 10U;
constexpr std::size_t max_request_bytes = 64U << 10U;
constexpr std::uint32_t first_flood_sequence = 100'000'001;

struct Client {
    Client(Socket s, asio::any_io_executor executor) : socket(std::move(s)), wake(executor) {}
    Socket socket;
    Signal wake;
    std::string replies;  ///< frames that wait to be sent
    bool subscribed = false;
    bool ended = false;
};

}  // namespace

class Flood::Implementation {
public:
    Implementation(asio::any_io_executor executor, Clock& clock, const Recording& recording,
                   Backend& backend, FloodOptions options)
        : executor_(executor),
          clock_(clock),
          messages_(FloodMessages::make(recording, options.validators)),
          backend_(backend),
          options_(options),
          acceptor_(executor) {}

    Result<> listen() {
        if (!messages_) return failure(messages_.error());
        boost::system::error_code error;
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), 0);
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) return failure(ErrorKind::transport, "flood: cannot listen: " + error.message());
        return {};
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    Task<void> accept_all(TaskGroup& group) {
        while (true) {
            auto [error, socket] = co_await acceptor_.async_accept(as_result);
            if (error) continue;
            group.spawn("flood", serve(std::make_shared<Client>(std::move(socket), executor_)));
        }
    }

    Task<void> serve(std::shared_ptr<Client> client) {
        auto open = co_await upgrade(client);
        if (!open) co_return;
        co_await with_task_group([this, client](TaskGroup& group) {
            group.spawn("flood writer", write(client));
            return read(client);
        });
    }

    Task<bool> upgrade(std::shared_ptr<Client> client) {
        static constexpr std::string_view key_name = "Sec-WebSocket-Key: ";
        std::string request;
        auto [error, size] = co_await asio::async_read_until(
            client->socket, asio::dynamic_buffer(request, max_request_bytes), "\r\n\r\n",
            as_result);
        const std::size_t at = request.find(key_name);
        if (error || at == std::string::npos) co_return false;
        const std::size_t begin = at + key_name.size();
        const std::string key = request.substr(begin, request.find('\r', begin) - begin);
        const std::string answer = fmt::format(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: {}\r\n\r\n",
            net::accept_of(key));
        auto [failed, written] =
            co_await asio::async_write(client->socket, asio::buffer(answer), as_result);
        co_return written == answer.size();
    }

    Task<void> read(std::shared_ptr<Client> client) {
        net::WebSocketDecoder decoder(net::WebSocketSide::server, max_request_bytes);
        while (!client->ended) {
            const net::WebSocketEvent event = decoder.next();
            if (event.kind == net::WebSocketEvent::Kind::need_more) {
                auto [error, size] =
                    co_await client->socket.async_read_some(decoder.room(), as_result);
                if (error) break;
                decoder.received(size);
            } else {
                take(*client, event);
            }
        }
        client->ended = true;
        client->wake.notify_all();
    }

    void take(Client& client, const net::WebSocketEvent& event) {
        using Kind = net::WebSocketEvent::Kind;
        if (event.kind == Kind::close || event.kind == Kind::violation) client.ended = true;
        if (event.kind == Kind::ping)
            client.replies +=
                net::encode_frame(net::Opcode::pong, event.payload, net::WebSocketSide::server);
        if (event.kind == Kind::message) answer(client, event.payload);
        client.wake.notify_all();
    }

    void answer(Client& client, std::string_view message) {
        const std::optional<Request> request = parse_websocket_request(message);
        if (!request) return;
        const Caller caller{true, true, request->api_version};
        Answer answer;
        if (request->method == "subscribe") {
            answer.result = backend_.subscribed(request->streams, caller, clock_.now());
            for (const std::string& stream : request->streams)
                if (stream == "validations") client.subscribed = true;
        } else {
            answer = backend_.answer(request->method, caller, clock_.now());
        }
        client.replies +=
            net::encode_frame(net::Opcode::text, websocket_answer(*request, answer, false, false),
                              net::WebSocketSide::server);
    }

    Task<void> write(std::shared_ptr<Client> client) {
        std::optional<SteadyTime> start;
        std::string batch;
        std::uint32_t sequence = first_flood_sequence;
        while (!client->ended) {
            batch.clear();
            batch.swap(client->replies);
            if (client->subscribed && !start) start = clock_.now().steady + options_.delay;
            const bool due = start && clock_.now().steady >= *start;
            std::uint64_t validations = 0;
            while (due && batch.size() < batch_bytes &&
                   progress_.messages + validations < options_.messages) {
                messages_->append(sequence++, batch);
                validations += messages_->validations_per_ledger();
            }
            if (batch.empty()) {
                if (start && !due) {
                    co_await clock_.sleep_for(Duration{10});
                } else {
                    co_await client->wake.wait();
                }
                continue;
            }
            auto [error, written] =
                co_await asio::async_write(client->socket, asio::buffer(batch), as_result);
            if (error) break;
            if (validations > 0) count(validations, written, *start);
        }
        boost::system::error_code ignored;
        client->socket.close(ignored);
        client->ended = true;
    }

    void count(std::uint64_t validations, std::uint64_t bytes, SteadyTime start) {
        progress_.messages += validations;
        progress_.bytes += bytes;
        progress_.time = elapsed(start, clock_.now().steady);
        progress_.done = progress_.messages >= options_.messages;
    }

    asio::any_io_executor executor_;
    Clock& clock_;
    Result<FloodMessages> messages_;
    Backend& backend_;
    FloodOptions options_;
    Acceptor acceptor_;
    Progress progress_;
};

Flood::Flood(asio::any_io_executor executor, Clock& clock, const Recording& recording,
             Backend& backend, FloodOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(executor), clock, recording,
                                                       backend, options)) {}

Flood::~Flood() = default;

Result<> Flood::listen() {
    return implementation_->listen();
}

std::string Flood::url() const {
    return fmt::format("ws://127.0.0.1:{}", implementation_->port());
}

Task<void> Flood::run() {
    co_await with_task_group(
        [this](TaskGroup& group) { return implementation_->accept_all(group); });
}

Flood::Progress Flood::progress() const {
    return implementation_->progress_;
}

}  // namespace nodewatch::sim::xrpl
