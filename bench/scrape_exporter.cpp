// Many exporters in one process, cheap enough not to be measured with who scrapes them.
//
//     bench_scrape_exporter TARGETS SERIES
//
// Serves /1 to /TARGETS on a free loopback port, which it prints. Each has SERIES series: of ten,
// four counters that grow at every scrape, two gauges that move, four that stay. /scrapes tells how
// many scrapes there were.

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <iostream>

#include "base/strings.hpp"
#include "net/http_response.hpp"
#include "net/http_server.hpp"

namespace nodewatch {
namespace {

std::string body_of(std::uint64_t target, std::uint64_t series, std::uint64_t scrape) {
    std::string body;
    body.reserve(series * 80);
    const auto out = std::back_inserter(body);
    for (std::uint64_t i = 0; i < series; ++i) {
        if (i % 10 == 0) {
            fmt::format_to(out, "# HELP bench_metric_{} What a target of the benchmark tells\n",
                           i / 10);
            fmt::format_to(out, "# TYPE bench_metric_{} untyped\n", i / 10);
        }
        const std::uint64_t seed = target * 7'919 + i * 104'729;
        std::uint64_t value = seed;
        if (i % 10 < 4) value = seed + scrape * (seed % 1'000) + (seed ^ scrape) % 37;
        if (i % 10 == 4 || i % 10 == 5)
            value = (seed * 31 + scrape * scrape * 2'654'435'761) % 10'000;
        fmt::format_to(out, "bench_metric_{}{{device=\"disk{}\",mode=\"m{}\"}} {}\n", i / 10,
                       i % 10, i % 3, value);
    }
    return body;
}

struct Exporters {
    std::uint64_t targets = 0;
    std::uint64_t series = 0;  ///< of each
    std::vector<std::uint64_t> scrapes = std::vector<std::uint64_t>(targets + 1);
    std::uint64_t all = 0;  ///< scrapes
};

Task<net::HttpResponse> tell_scrapes(const Exporters& exporters) {
    co_return net::text_response(200, std::to_string(exporters.all), "text/plain");
}

Task<net::HttpResponse> tell_metrics(Exporters& exporters, std::optional<std::uint64_t> target) {
    if (!target || *target == 0 || *target > exporters.targets)
        co_return net::text_response(404, "no such target", "text/plain");
    ++exporters.all;
    co_return net::text_response(200,
                                 body_of(*target, exporters.series, ++exporters.scrapes[*target]),
                                 "text/plain; version=0.0.4");
}

int serve(Exporters exporters) {
    asio::io_context loop{1};
    net::HttpServer server(loop.get_executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}}});
    server.route("GET", "/scrapes",
                 [&](const net::ServerRequest&) { return tell_scrapes(exporters); });
    server.route("GET", "/{}", [&](const net::ServerRequest& request) {
        return tell_metrics(exporters, parse_uint(request.path_parameters.front()));
    });
    if (const auto listening = server.listen(); !listening) {
        std::cerr << listening.error().message << '\n';
        return 1;
    }
    std::cout << server.ports().front() << std::endl;
    TaskGroup tasks(loop.get_executor());
    tasks.spawn("server", server.run(Duration{0}));
    loop.run();
    return 0;
}

}  // namespace
}  // namespace nodewatch

int main(int argc, char** argv) {
    const auto number = [&](int i) {
        return argc > i ? nodewatch::parse_uint(argv[i]).value_or(0) : 0;
    };
    if (argc != 3 || number(1) == 0 || number(2) == 0) {
        std::cerr << "usage: bench_scrape_exporter TARGETS SERIES\n";
        return 2;
    }
    return nodewatch::serve({.targets = number(1), .series = number(2)});
}
