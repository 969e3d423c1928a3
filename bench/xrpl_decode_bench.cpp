// Decoders on recorded messages. The buffers of the stream decoder are warm, as on a connection.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <string>

#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::size_t padding = 64;

/// The sample called `what`, with padding behind it that is not counted in the size.
struct Message {
    std::string bytes;
    std::size_t size = 0;
    std::string_view view() const { return std::string_view(bytes).substr(0, size); }
};

Message padded(std::string text) {
    Message message{.bytes = std::move(text)};
    message.size = message.bytes.size();
    message.bytes.append(padding, '\0');
    return message;
}

std::string sample(std::string_view what) {
    const std::string start = fmt::format(R"({{"what":"{}","data":)", what);
    gzFile file = gzopen(NODEWATCH_SOURCE_DIR "/recordings/xrpl/samples.jsonl.gz", "rb");
    std::array<char, 65536> line{};
    std::string found;
    while (file != nullptr && gzgets(file, line.data(), line.size()) != nullptr) {
        const std::string_view text(line.data());
        if (text.starts_with(start)) {
            found = text.substr(start.size(), text.rfind('}') - start.size());
        }
    }
    gzclose(file);
    if (found.empty()) {
        std::cerr << "no sample " << what << "\n";
        std::exit(1);
    }
    return found;
}

/// A list of that many peers, made of the recorded ones.
std::string many_peers(std::size_t count) {
    const std::string recorded = sample("http: peers");
    const auto first = recorded.find('[') + 1;
    const auto list = recorded.substr(first, recorded.rfind(']') - first);
    const std::size_t in_list = 5;
    std::string out = R"({"result":{"cluster":{},"peers":[)" + list;
    for (std::size_t n = in_list; n < count; n += in_list) {
        out += "," + list;
    }
    return out + R"(],"status":"success"}})";
}

void stream_message(benchmark::State& state, const char* what) {
    const auto message = padded(sample(what));
    StreamDecoder decoder;
    for (auto _ : state) {
        auto decoded = decoder.decode(message.view());
        benchmark::DoNotOptimize(decoded);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(message.size) * state.iterations());
    state.SetLabel(fmt::format("{} bytes", message.size));
}
BENCHMARK_CAPTURE(stream_message, validation, "event: validationReceived");
BENCHMARK_CAPTURE(stream_message, ledger_closed, "event: ledgerClosed");
BENCHMARK_CAPTURE(stream_message, server_status, "event: serverStatus full");
BENCHMARK_CAPTURE(stream_message, peer_status, "event: peerStatusChange CLOSING_LEDGER");
BENCHMARK_CAPTURE(stream_message, transaction, "event: transaction closed");

template <auto decode>
void answer(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        auto decoded = decode(text);
        benchmark::DoNotOptimize(decoded);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
    state.SetLabel(fmt::format("{} bytes", text.size()));
}

void server_info(benchmark::State& state) {
    answer<decode_server_info>(state, sample("http: server_info [proposing]"));
}
BENCHMARK(server_info);

void peers(benchmark::State& state) {
    answer<decode_peers>(state, many_peers(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(peers)->Arg(5)->Arg(125)->Arg(1000);

void feature(benchmark::State& state) {
    answer<decode_feature>(state, sample("http: feature"));
}
BENCHMARK(feature);

}  // namespace
}  // namespace nodewatch::xrpl
