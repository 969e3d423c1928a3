#include "sim/stand_in_program.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>

namespace nodewatch::sim {
namespace {

constexpr std::size_t max_line_bytes = 4096;

Task<void> obey_lines(const CommandedStandIn& stand_in, asio::any_io_executor executor) {
    asio::posix::stream_descriptor input(executor, ::dup(STDIN_FILENO));
    std::string buffer;
    for (;;) {
        constexpr auto token = asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{});
        const auto [error, bytes] = co_await asio::async_read_until(
            input, asio::dynamic_buffer(buffer, max_line_bytes), '\n', token);
        if (error) break;
        const std::string line = buffer.substr(0, bytes - 1);
        buffer.erase(0, bytes);
        if (line == "stop" || line == "restart") co_await stand_in.stop();
        print_line(stand_in.obey(line));
    }
    co_await stand_in.stop();
}

}  // namespace

int run_commanded(asio::io_context& io, const CommandedStandIn& stand_in) {
    if (const auto started = stand_in.start(); !started) {
        fmt::print(stderr, "{}\n", started.error().message);
        return 1;
    }
    print_line(stand_in.introduce());
    TaskGroup tasks(io.get_executor());
    tasks.spawn("commands", obey_lines(stand_in, io.get_executor()));
    io.run();
    return 0;
}

void print_line(std::string_view text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
}

}  // namespace nodewatch::sim
