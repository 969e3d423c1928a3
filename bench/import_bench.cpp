// Reading what imports bring, into a sink that keeps nothing: samples a CPU second.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <snappy.h>

#include <bit>
#include <string>

#include "store/remote_write.hpp"
#include "store/text_import.hpp"

namespace nodewatch::store {
namespace {

class NullSink final : public SampleSink {
public:
    Result<SeriesId> series(const Labels&) override { return ++series_; }
    Result<Head::Counts> append(std::span<const Head::Sample> samples) override {
        return Head::Counts{.taken = samples.size()};
    }

private:
    SeriesId series_ = 0;
};

constexpr int series_count = 51;
constexpr int polls = 4'000;
constexpr std::int64_t start = 1'700'000'000'000;

std::string metric(int i) {
    return fmt::format("xrpl_validator_metric_{}", i);
}

double value(int i, int poll) {
    return i % 3 == 0 ? 1 : i % 3 == 1 ? 90'000'000 + poll : 0.001 * ((poll * 7919 + i) % 100'000);
}

/// One poll after the other, as a collector sends them.
std::string text() {
    std::string out;
    for (int poll = 0; poll < polls; ++poll)
        for (int i = 0; i < series_count; ++i)
            out +=
                fmt::format("{}{{network=\"xrpl\",node=\"validator-1\",server=\"main\"}} {} {}\n",
                            metric(i), value(i, poll), start + poll * 5'000);
    return out;
}

void append_varint(std::string& out, std::uint64_t v) {
    for (; v >= 0x80; v >>= 7U)
        out += static_cast<char>(v | 0x80U);
    out += static_cast<char>(v);
}

std::string field(int number, const std::string& bytes) {
    std::string out(1, static_cast<char>(number << 3 | 2));
    append_varint(out, bytes.size());
    return out + bytes;
}

std::string label(const char* name, const std::string& text) {
    return field(1, field(1, name) + field(2, text));
}

/// A sample a series, as Prometheus sends live data.
std::string remote_write() {
    std::string out;
    for (int poll = 0; poll < polls; ++poll) {
        for (int i = 0; i < series_count; ++i) {
            std::string sample(1, '\x09');
            const auto bits = std::bit_cast<std::uint64_t>(value(i, poll));
            for (unsigned k = 0; k < 64; k += 8)
                sample += static_cast<char>(bits >> k);
            sample += '\x10';
            append_varint(sample, static_cast<std::uint64_t>(start + poll * 5'000));
            out += field(1, label("__name__", metric(i)) + label("network", "xrpl") +
                                label("node", "validator-1") + label("server", "main") +
                                field(2, sample));
        }
    }
    return out;
}

void BM_Text(benchmark::State& state) {
    const std::string body = text();
    NullSink sink;
    TextImport import(sink);
    for (auto _ : state)
        benchmark::DoNotOptimize(import.run(body, start));
    state.SetItemsProcessed(state.iterations() * polls * series_count);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(BM_Text)->Unit(benchmark::kMillisecond);

void BM_RemoteWrite(benchmark::State& state) {
    const std::string message = remote_write();
    std::string block;
    snappy::Compress(message.data(), message.size(), &block);
    NullSink sink;
    RemoteWriteImport import(sink);
    for (auto _ : state)
        benchmark::DoNotOptimize(import.run(*snappy_decode(block, message.size())));
    state.SetItemsProcessed(state.iterations() * polls * series_count);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
}
BENCHMARK(BM_RemoteWrite)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nodewatch::store
