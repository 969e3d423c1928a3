// nodewatch-sim-betanet [api_v1|server]: a stand-in for a Betanet service. Prints its address,
// obeys the commands on its standard input (commands.hpp), one line of answer to each, and ends
// with it.

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <string>

#include "sim/betanet/commands.hpp"
#include "sim/stand_in_program.hpp"

namespace nodewatch::sim::betanet {
namespace {

int run(Dialect dialect) {
    asio::io_context io(1);
    SystemClock clock;
    Server server(io.get_executor(), clock, dialect);
    const auto introduce = [&] {
        return fmt::format("{{\"http\":\"http://127.0.0.1:{}\"}}", server.port());
    };
    return run_commanded(
        io, {.start = [&] { return server.start(); },
             .stop = [&] { return server.stop(); },
             .introduce = introduce,
             .obey = [&](const std::string& line) { return obey(server, clock, line); }});
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
