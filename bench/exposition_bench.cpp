// What /metrics and publishing cost. The aims: 10,000 series in less than 10 ms, and 100,000 points
// a second for a small part of a core.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "telemetry/exposition.hpp"

namespace nodewatch {
namespace {

struct NodeMeasurement : Measurement {
    NodeMeasurement() : Measurement("bench_node", "A node of the benchmark") {
        for (int i = 0; i < 50; ++i)
            fields.push_back(gauge("f" + std::to_string(i), "bench_value_" + std::to_string(i), "1",
                                   "A value of the benchmark"));
    }
    std::vector<Field> fields;
};

struct PeerMeasurement : Measurement {
    PeerMeasurement() : Measurement("bench_peer", "A peer of the benchmark", {"peer", "version"}) {}
    Field latency = gauge("latency", "bench_peer_latency_seconds", "seconds", "Round trip");
    Field bytes = counter("bytes", "bench_peer_received_bytes_total", "bytes", "Received");
};

/// `nodes` times 50 fields, and `nodes` times 25 peers with 2 fields each.
struct Fixture {
    explicit Fixture(int nodes) {
        hub.add(latest);
        for (int n = 0; n < nodes; ++n) {
            Publisher publisher(hub, {"xrpl", "validator-" + std::to_string(n)});
            Point point(node, clock.now().wall, Duration{5'000});
            for (std::size_t i = 0; i < node.fields.size(); ++i)
                point.set(node.fields[i], 1.1 * static_cast<double>(i) + n);
            publisher.publish(point);
            for (int p = 0; p < 25; ++p) {
                Point of_peer(
                    peer, clock.now().wall, Duration{5'000},
                    {"n9KorY8QtTdRx7TVDpwnG9NvyxsDwHUKUEeDLY3AkiGncVaSXZi" + std::to_string(p),
                     "rippled-2.6.1"});
                of_peer.set(peer.latency, 0.017 * p);
                of_peer.set(peer.bytes, 1'234'567 * p);
                publisher.publish(of_peer);
            }
        }
    }

    NodeMeasurement node;
    PeerMeasurement peer;
    SystemClock clock;
    Hub hub;
    LatestValues latest{clock};
};

void render(benchmark::State& state, ExpositionFormat format) {
    const Fixture fixture(static_cast<int>(state.range(0)) / 100);
    std::size_t bytes = 0;
    for (auto _ : state) {
        const std::string text = write_exposition(fixture.latest, fixture.clock.now(), format);
        bytes = text.size();
        benchmark::DoNotOptimize(text.data());
    }
    state.counters["series"] = static_cast<double>(state.range(0));
    state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK_CAPTURE(render, prometheus_text, ExpositionFormat::prometheus_text)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(render, open_metrics, ExpositionFormat::open_metrics)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

/// Building a point of some fields and publishing it into a known group.
void publish(benchmark::State& state) {
    Fixture fixture(100);
    Publisher publisher(fixture.hub, {"xrpl", "validator-7"});
    const WallTime time = fixture.clock.now().wall;
    double value = 0;
    for (auto _ : state) {
        Point point(fixture.node, time, Duration{5'000});
        for (std::size_t i = 0; i < 5; ++i)
            point.set(fixture.node.fields[i], ++value);
        publisher.publish(point);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(publish);

void publish_with_tags(benchmark::State& state) {
    Fixture fixture(100);
    Publisher publisher(fixture.hub, {"xrpl", "validator-7"});
    const WallTime time = fixture.clock.now().wall;
    double value = 0;
    for (auto _ : state) {
        Point point(fixture.peer, time, Duration{5'000},
                    {"n9KorY8QtTdRx7TVDpwnG9NvyxsDwHUKUEeDLY3AkiGncVaSXZi3", "rippled-2.6.1"});
        point.set(fixture.peer.latency, ++value);
        point.set(fixture.peer.bytes, value);
        publisher.publish(point);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(publish_with_tags);

}  // namespace
}  // namespace nodewatch
