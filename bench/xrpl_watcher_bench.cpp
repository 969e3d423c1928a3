#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/watcher.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/latest_values.hpp"

/// What one validation costs once its bytes are here: a main net ledger has some 35 trusted and 150
/// other ones.
namespace nodewatch::xrpl {
namespace {

constexpr int trusted = 35;
constexpr int others = 150;

std::string key_of(int validator) {
    return fmt::format("nHUGga99HSfHF3zMmWyMPundzB9y7rDLMSuUHkhVStCbXfbH{:04}", validator);
}

std::string message(int validator, std::uint32_t ledger) {
    return fmt::format(
        R"({{"cookie":"1234567890123456789","data":"","flags":2147483649,"full":true,)"
        R"("ledger_hash":"{:064X}","ledger_index":"{}","load_fee":256,"master_key":"{}",)"
        R"("network_id":0,"signature":"{:0140d}","signing_time":848542038,"type":"validationReceived",)"
        R"("validation_public_key":"n9KKPctSomo76eFHjYzX3HSz2CjestdFabun8wFvfPr7UPof{:04}"}})",
        ledger, ledger, key_of(validator), 7, validator);
}

struct Bench {
    ManualClock clock;
    Hub hub;
    LatestValues latest{clock};
    Watcher watcher{WatcherOptions{}, Publisher(hub, Target{"xrpl", "val-1"})};
    StreamDecoder decoder;
    std::vector<std::string> texts;

    Bench() {
        hub.add(latest);
        const Now now = clock.now();
        ValidatorsInfo validators;
        validators.validation_quorum = 28;
        for (int i = 0; i < trusted; ++i)
            validators.trusted_keys.push_back(key_of(i));
        watcher.on_validators(validators, now);
        ServerInfo info;
        info.is_validator = true;
        info.public_key_validator = key_of(0);
        watcher.on_server_info(info, now);
        watcher.stream_connected(now);
        watcher.streams_subscribed({"ledger", "validations"}, now);
        for (std::uint32_t ledger = 1; ledger <= 20; ++ledger) {
            for (int i = 0; i < trusted + others; ++i) {
                texts.push_back(message(i, 90'000'000 + ledger));
                texts.back().reserve(texts.back().size() + simdjson::SIMDJSON_PADDING);
            }
        }
    }
};

void decode_and_watch(benchmark::State& state) {
    Bench bench;
    std::size_t i = 0;
    for (auto _ : state) {
        const auto message = bench.decoder.decode(bench.texts[i]);
        bench.watcher.on_message(*message, bench.clock.now());
        i = (i + 1) % bench.texts.size();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_and_watch);

/// The watcher alone.
void watch(benchmark::State& state) {
    Bench bench;
    std::vector<StreamMessage> messages;
    std::vector<StreamDecoder> decoders(bench.texts.size());
    for (std::size_t i = 0; i < bench.texts.size(); ++i)
        messages.push_back(*decoders[i].decode(bench.texts[i]));
    std::size_t i = 0;
    for (auto _ : state) {
        bench.watcher.on_message(messages[i], bench.clock.now());
        i = (i + 1) % messages.size();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(watch);

void tick(benchmark::State& state) {
    Bench bench;
    StreamHealth stream;
    for (auto _ : state) {
        bench.clock.advance(Duration{1'000});
        bench.watcher.tick(stream, bench.clock.now());
    }
}
BENCHMARK(tick);

}  // namespace
}  // namespace nodewatch::xrpl
