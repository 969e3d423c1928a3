// nodewatch-sim-bitcoin COOKIE_FILE [--legacy] [--zmq]: a stand-in for a Bitcoin node. Prints its
// addresses, obeys the commands on its standard input (commands.hpp), one line of answer to each,
// and ends with it.

#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <string>

#include "base/json_writer.hpp"
#include "sim/bitcoin/commands.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::size_t max_line_bytes = 4096;

void print_line(std::string_view text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
}

Task<void> serve(Server& server, Clock& clock, asio::any_io_executor executor) {
    asio::posix::stream_descriptor input(executor, ::dup(STDIN_FILENO));
    std::string buffer;
    for (;;) {
        constexpr auto token = asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{});
        const auto [error, bytes] = co_await asio::async_read_until(
            input, asio::dynamic_buffer(buffer, max_line_bytes), '\n', token);
        if (error) break;
        const std::string line = buffer.substr(0, bytes - 1);
        buffer.erase(0, bytes);
        if (ends_the_process(line)) co_await server.stop();
        print_line(obey(server, clock, line));
    }
    co_await server.stop();
}

int run(const std::string& cookie_file, bool legacy, bool publishes) {
    asio::io_context io(1);
    SystemClock clock;
    Server server(io.get_executor(), clock, cookie_file, legacy, publishes);
    if (const auto started = server.start(); !started) {
        fmt::print(stderr, "{}\n", started.error().message);
        return 1;
    }
    JsonWriter json;
    json.begin_object().member("http", fmt::format("http://127.0.0.1:{}", server.port()));
    if (publishes) {
        json.key("zmq").begin_object();
        for (std::size_t i = 0; i < Publisher::topics.size(); ++i)
            json.member(Publisher::topics[i], server.publisher().address(i));
        json.end_object();
    }
    print_line(json.end_object().text());
    TaskGroup tasks(io.get_executor());
    tasks.spawn("commands", serve(server, clock, io.get_executor()));
    io.run();
    return 0;
}

}  // namespace
}  // namespace nodewatch::sim::bitcoin

int main(int argc, char** argv) {
    bool legacy = false, publishes = false, wrong = argc < 2;
    for (int i = 2; i < argc; ++i) {
        const std::string_view option = argv[i];
        legacy = legacy || option == "--legacy";
        publishes = publishes || option == "--zmq";
        wrong = wrong || (option != "--legacy" && option != "--zmq");
    }
    if (wrong) {
        fmt::print(stderr, "usage: nodewatch-sim-bitcoin COOKIE_FILE [--legacy] [--zmq]\n");
        return 2;
    }
    return nodewatch::sim::bitcoin::run(argv[1], legacy, publishes);
}
