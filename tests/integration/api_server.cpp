// Serves series from a file over nodewatch's Prometheus API, for comparison with another program.
//   api_server DATA
//   api_server --store FILE    takes imports into a store instead
// DATA: "series SELECTOR" lines, each followed by "TIME_MS VALUE" lines. Prints the port and ends
// with the end of its input. Edges are those of Prometheus 2.
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <limits>
#include <thread>

#include "api/api.hpp"
#include "api/import_api.hpp"
#include "api/prometheus_api.hpp"
#include "promql/parser.hpp"
#include "store/memory_source.hpp"
#include "store/store.hpp"

namespace nodewatch {
namespace {

void load(const char* file_name, store::MemorySource& source) {
    std::ifstream file(file_name);
    store::Labels labels;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("series ")) {
            labels = {};
            for (const store::Matcher& matcher : *promql::parse_selector(line.substr(7)))
                labels.set(matcher.name(), matcher.value());
            continue;
        }
        char* end = nullptr;
        const std::int64_t time = std::strtoll(line.c_str(), &end, 10);
        source.append(labels, time, std::strtod(end, nullptr));
    }
}

/// `store`, when there is one, takes imports.
int serve(const store::SeriesSource& source, store::Store* store, SystemClock& clock) {
    asio::io_context loop{1};
    WorkerPool pool{2};
    Hub hub;
    LatestValues latest{clock};
    const auto no_targets = [](Now) { return std::vector<TargetStatus>{}; };
    const api::BuildInfo build{"0.1.0", "", ""};
    // Ten thousand clients in one test program may take long from a connection to its request.
    net::HttpServer server(loop.get_executor(), {.listen = {net::Endpoint{"127.0.0.1", 0}},
                                                 .header_timeout = Duration{60'000}});
    const auto no_problems = [] { return std::vector<api::ProgramProblem>{}; };
    Api own_api(no_targets, no_problems, latest, clock, build);
    own_api.install(server);
    PrometheusApi::Settings settings;
    settings.engine.edges = promql::Edges::prometheus2;
    PrometheusApi prometheus_api(source, pool, clock, settings, {build, {}, {}, "100y", {}},
                                 no_targets);
    prometheus_api.install(server);
    ImportApi import_api([store] { return store->importer(); }, pool, clock, {});
    if (store != nullptr) import_api.install(server);
    if (const auto listening = server.listen(); !listening) {
        std::cerr << listening.error().message << '\n';
        return 1;
    }
    std::cout << server.ports().front() << std::endl;
    TaskGroup tasks(loop.get_executor());
    tasks.spawn("server", server.run(Duration{0}));
    std::thread waiting([&] {
        std::cin.ignore(std::numeric_limits<std::streamsize>::max());
        asio::post(loop, [&] { tasks.cancel(); });
    });
    loop.run();
    waiting.join();
    return 0;
}

}  // namespace
}  // namespace nodewatch

int main(int argc, char** argv) {
    using namespace nodewatch;
    SystemClock clock;
    if (argc == 2) {
        store::MemorySource source;
        load(argv[1], source);
        return serve(source, nullptr, clock);
    }
    if (argc != 3 || std::string_view(argv[1]) != "--store") return 2;
    store::StoreOptions options;
    options.path = argv[2];
    const auto store = store::Store::open(options, clock);
    if (!store) {
        std::cerr << store.error().message << '\n';
        return 1;
    }
    return serve(**store, store->get(), clock);
}
