// nodewatch-sim-betanet [api_v1|server]: a stand-in for a Betanet service. Prints its address,
// obeys the commands on its standard input (commands.hpp), one line of answer to each, and ends
// with it.

#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <string>

#include "sim/betanet/commands.hpp"

namespace nodewatch::sim::betanet {
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

int run(Dialect dialect) {
    asio::io_context io(1);
    SystemClock clock;
    Server server(io.get_executor(), clock, dialect);
    if (const auto started = server.start(); !started) {
        fmt::print(stderr, "{}\n", started.error().message);
        return 1;
    }
    print_line(fmt::format("{{\"http\":\"http://127.0.0.1:{}\"}}", server.port()));
    TaskGroup tasks(io.get_executor());
    tasks.spawn("commands", serve(server, clock, io.get_executor()));
    io.run();
    return 0;
}

}  // namespace
}  // namespace nodewatch::sim::betanet

int main(int argc, char** argv) {
    using nodewatch::sim::betanet::Dialect;
    const std::string_view dialect = argc > 1 ? argv[1] : "api_v1";
    if (argc > 2 || (dialect != "api_v1" && dialect != "server")) {
        fmt::print(stderr, "usage: nodewatch-sim-betanet [api_v1|server]\n");
        return 2;
    }
    return nodewatch::sim::betanet::run(dialect == "server" ? Dialect::server : Dialect::api_v1);
}
