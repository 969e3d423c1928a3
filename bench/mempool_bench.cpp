// bench_mempool [TRANSACTIONS]: the verbose list of a mempool, made up by the stand-in, scanned in
// pieces as HTTP brings them, then turned into fee bands and projected blocks. Prints CPU time and
// the growth of memory, the text itself not counted.

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "networks/bitcoin/mempool.hpp"
#include "networks/bitcoin/mempool_picture.hpp"
#include "sim/bitcoin/mempool.hpp"

namespace {

using namespace nodewatch;

constexpr std::size_t piece_bytes = 64U << 10U;

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// "VmRSS" or "VmHWM" of this process, MB.
double memory(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == name + ":") {
            double kilobytes = 0;
            status >> kilobytes;
            return kilobytes / 1'024;
        }
    return 0;
}

/// The peak is that from now on.
void forget_peak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

struct Filler : bitcoin::MempoolListener {
    void on_entry(const bitcoin::MempoolEntry& entry) override { mempool.add(entry); }
    void on_txid(const bitcoin::Txid& id) override { mempool.list(id); }
    bitcoin::Mempool mempool;
};

bool scan(const std::string& text, Filler& filler) {
    bitcoin::MempoolScanner scanner(filler);
    for (std::size_t at = 0; at < text.size(); at += piece_bytes)
        if (!scanner.feed(std::string_view(text).substr(at, piece_bytes))) break;
    return scanner.finish().has_value();
}

int run(std::uint64_t transactions) {
    sim::bitcoin::Mempool made_up;
    made_up.set_size(transactions);
    const std::string text = R"({"result":)" + made_up.entries(false) + R"(,"error":null,"id":1})";
    const std::string ids = R"({"result":)" + made_up.ids() + R"(,"error":null,"id":1})";
    fmt::print("{} transactions, {:.1f} MB of JSON\n", transactions,
               static_cast<double>(text.size()) / 1e6);

    forget_peak();
    const double memory_before = memory("VmRSS");
    Filler filler;
    filler.mempool.reserve(transactions);
    double began = cpu_seconds();
    if (!scan(text, filler)) return 1;
    double ended = cpu_seconds();
    fmt::print("scan and keep: {:.3f} s CPU, {:.0f} MB/s, memory + {:.1f} MB\n", ended - began,
               static_cast<double>(text.size()) / 1e6 / (ended - began),
               memory("VmHWM") - memory_before);

    began = cpu_seconds();
    const auto picture = bitcoin::picture_of(filler.mempool);
    ended = cpu_seconds();
    if (!picture) return 1;
    fmt::print("bands and {} projected blocks: {:.3f} s CPU, memory in all + {:.1f} MB\n",
               picture->blocks.size(), ended - began, memory("VmHWM") - memory_before);

    began = cpu_seconds();
    filler.mempool.begin_listing();
    if (!scan(ids, filler)) return 1;
    filler.mempool.end_listing();
    ended = cpu_seconds();
    fmt::print("list of ids, {:.1f} MB: {:.3f} s CPU, memory in all + {:.1f} MB\n",
               static_cast<double>(ids.size()) / 1e6, ended - began,
               memory("VmHWM") - memory_before);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc == 2 ? std::strtoull(argv[1], nullptr, 10) : 300'000);
}
