// How many messages a second one core takes off a WebSocket. The sender is a thread of its own that
// writes prepared blocks, so that the rate per CPU second of the reading thread (items_per_second)
// is that of the reader alone.

#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#include "net/websocket_client.hpp"
#include "net/websocket_frames.hpp"
#include "net/websocket_handshake.hpp"

namespace nodewatch::net {
namespace {

using asio::ip::tcp;

/// The size of a validationReceived message.
constexpr std::size_t message_bytes = 1'100;
constexpr std::size_t messages_per_block = 1'000;

std::string block_of_frames() {
    std::string block;
    const std::string message(message_bytes, 'v');
    for (std::size_t i = 0; i < messages_per_block; ++i)
        block += encode_frame(Opcode::text, message, WebSocketSide::server);
    return block;
}

/// Accepts one client and sends to it as fast as it reads, until it goes.
class Sender {
public:
    Sender() : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        thread_ = std::thread([this] { run(); });
    }
    ~Sender() { thread_.join(); }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    std::string url() const {
        return "ws://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

private:
    void run() {
        auto socket = acceptor_.accept();
        asio::streambuf head;
        const auto size = asio::read_until(socket, head, "\r\n\r\n");
        const std::string text(static_cast<const char*>(head.data().data()), size);
        const std::string field = "Sec-WebSocket-Key: ";
        const auto key = text.substr(text.find(field) + field.size(), 24);
        asio::write(socket,
                    asio::buffer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                 "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
                                 accept_of(key) + "\r\n\r\n"));
        const auto block = block_of_frames();
        boost::system::error_code gone;
        while (!gone)
            asio::write(socket, asio::buffer(block), gone);
    }

    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::thread thread_;
};

void check(bool good, const std::string& what) {
    if (!good) throw std::runtime_error(what);
}

Task<void> connect(asio::any_io_executor executor, std::string address,
                   std::unique_ptr<WebSocketClient>& client) {
    auto url = parse_url(address).value();
    auto connected = co_await WebSocketClient::connect(executor, std::move(url), {});
    check(connected.has_value(), "connect");
    client = std::move(*connected);
}

Task<void> read_each(WebSocketClient& client, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto message = co_await client.read();
        check(message && message->size() == message_bytes, "read");
    }
}

Task<void> read_batches(WebSocketClient& client, std::size_t count) {
    for (std::size_t i = 0; i < count;) {
        const auto first = co_await client.read();
        check(first && first->size() == message_bytes, "read");
        ++i;
        for (; i < count; ++i) {
            const auto more = client.read_buffered();
            if (!more) break;
        }
    }
}

using Reader = Task<void> (*)(WebSocketClient&, std::size_t);

void receive(benchmark::State& state, Reader reader) {
    Sender sender;
    asio::io_context context{1};
    const auto rethrow = [](std::exception_ptr exception) {
        if (exception) std::rethrow_exception(exception);
    };
    std::unique_ptr<WebSocketClient> client;
    asio::co_spawn(context, connect(context.get_executor(), sender.url(), client), rethrow);
    context.run();
    constexpr std::size_t batch = 10'000;
    for (auto _ : state) {
        asio::co_spawn(context, reader(*client, batch), rethrow);
        context.restart();
        context.run();
    }
    client->abort();
    const auto messages = state.iterations() * static_cast<std::int64_t>(batch);
    state.SetItemsProcessed(messages);
    state.SetBytesProcessed(messages * static_cast<std::int64_t>(message_bytes));
}

void read_one_by_one(benchmark::State& state) {
    receive(state, read_each);
}
BENCHMARK(read_one_by_one)->Unit(benchmark::kMillisecond);

void read_in_batches(benchmark::State& state) {
    receive(state, read_batches);
}
BENCHMARK(read_in_batches)->Unit(benchmark::kMillisecond);

/// The decoder without sockets and coroutines.
void decode(benchmark::State& state) {
    const auto block = block_of_frames();
    for (auto _ : state) {
        WebSocketDecoder decoder(WebSocketSide::client, 1U << 20U);
        std::string_view rest = block;
        std::size_t messages = 0;
        while (!rest.empty()) {
            const auto room = decoder.room();
            const auto size = std::min(room.size(), rest.size());
            std::memcpy(room.data(), rest.data(), size);
            decoder.received(size);
            rest.remove_prefix(size);
            while (decoder.next().kind == WebSocketEvent::Kind::message)
                ++messages;
        }
        check(messages == messages_per_block, "decode");
    }
    const auto messages = state.iterations() * static_cast<std::int64_t>(messages_per_block);
    state.SetItemsProcessed(messages);
    state.SetBytesProcessed(messages * static_cast<std::int64_t>(message_bytes));
}
BENCHMARK(decode)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nodewatch::net
