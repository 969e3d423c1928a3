// Requests a second over one kept-alive connection. Client and server share the thread, so the
// figure is that of both together.

#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <stdexcept>

#include "net/http_client.hpp"
#include "net/http_server.hpp"

namespace nodewatch::net {
namespace {

Task<HttpResponse> small(const ServerRequest&) {
    co_return text_response(200, "ok\n");
}
Task<HttpResponse> page(const ServerRequest&) {
    co_return text_response(200, std::string(200'000, 'x'), "application/octet-stream");
}

Task<void> fetch(HttpClient& client, Url url, int count) {
    for (int i = 0; i < count; ++i) {
        const auto response = co_await client.send(url, HttpRequest{}, Duration{10'000});
        if (!response || response->status != 200) throw std::runtime_error("request failed");
    }
}

void requests(benchmark::State& state, const char* path) {
    asio::io_context context{1};
    HttpServerOptions options;
    options.listen = {Endpoint{"127.0.0.1", 0}};
    HttpServer server(context.get_executor(), options);
    server.route("GET", "/small", small);
    server.route("GET", "/page", page);
    if (!server.listen()) throw std::runtime_error("cannot listen");
    TaskGroup tasks(context.get_executor());
    tasks.spawn("server", server.run(Duration{100}));
    const auto port = std::to_string(server.ports().front());
    const auto url = parse_url("http://127.0.0.1:" + port + path).value();
    HttpClient client(context.get_executor(), {});
    constexpr int batch = 100;
    for (auto _ : state) {
        bool done = false;
        asio::co_spawn(context, fetch(client, url, batch), [&done](std::exception_ptr exception) {
            if (exception) std::rethrow_exception(exception);
            done = true;
        });
        while (!done)
            context.run_one();
    }
    state.SetItemsProcessed(state.iterations() * batch);
    tasks.cancel();
    context.run();
}

void small_answers(benchmark::State& state) {
    requests(state, "/small");
}
BENCHMARK(small_answers)->Unit(benchmark::kMillisecond);

void answers_of_200_kb(benchmark::State& state) {
    requests(state, "/page");
}
BENCHMARK(answers_of_200_kb)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nodewatch::net
