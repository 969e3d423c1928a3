// nodewatch-sim-bitcoin COOKIE_FILE [--legacy] [--zmq]: a stand-in for a Bitcoin node. Prints its
// addresses, obeys the commands on its standard input (commands.hpp), one line of answer to each,
// and ends with it.

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <string>

#include "base/json_writer.hpp"
#include "sim/bitcoin/commands.hpp"
#include "sim/stand_in_program.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

std::string addresses(Server& server, bool publishes) {
    JsonWriter json;
    json.begin_object().member("http", fmt::format("http://127.0.0.1:{}", server.port()));
    if (publishes) {
        json.key("zmq").begin_object();
        for (std::size_t i = 0; i < Publisher::topics.size(); ++i)
            json.member(Publisher::topics[i], server.publisher().address(i));
        json.end_object();
    }
    return json.end_object().take();
}

int run(const std::string& cookie_file, bool legacy, bool publishes) {
    asio::io_context io(1);
    SystemClock clock;
    Server server(io.get_executor(), clock, cookie_file, legacy, publishes);
    return run_commanded(
        io, {.start = [&] { return server.start(); },
             .stop = [&] { return server.stop(); },
             .introduce = [&] { return addresses(server, publishes); },
             .obey = [&](const std::string& line) { return obey(server, clock, line); }});
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
