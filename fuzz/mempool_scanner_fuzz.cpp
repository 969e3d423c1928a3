// Lists of a mempool: pieces that are cut anywhere tell the same as the whole, and what is made of
// them holds together. The first byte says how they are cut.

#include <cstdint>
#include <string_view>
#include <vector>

#include "networks/bitcoin/mempool.hpp"
#include "networks/bitcoin/mempool_picture.hpp"

using namespace nodewatch::bitcoin;

namespace {

struct Heard : MempoolListener {
    void on_entry(const MempoolEntry& entry) override {
        numbers.push_back(static_cast<std::uint64_t>(entry.fee));
        numbers.push_back(entry.weight + entry.parents.size());
        mempool.add(entry);
    }
    void on_txid(const Txid& id) override {
        numbers.push_back(id.bytes[0]);
        mempool.list(id);
    }
    void on_diagram_point(std::uint64_t weight, std::int64_t fee) override {
        numbers.push_back(weight);
        numbers.push_back(static_cast<std::uint64_t>(fee));
    }
    std::vector<std::uint64_t> numbers;
    Mempool mempool;
};

/// Sizes of pieces from the seed; 0: all at once.
bool scan(std::string_view text, std::uint32_t seed, Heard& heard) {
    MempoolScanner scanner(heard);
    while (!text.empty()) {
        seed = seed * 1'664'525U + 1'013'904'223U * (seed != 0 ? 1 : 0);
        const std::size_t size = seed == 0 ? text.size() : 1 + (seed >> 24U) % 61;
        if (!scanner.feed(text.substr(0, size))) break;
        text.remove_prefix(std::min(size, text.size()));
    }
    return scanner.finish().has_value();
}

void check_picture(const Mempool& mempool) {
    const auto picture = picture_of(mempool);
    if (!picture) return;
    std::uint64_t transactions = 0, banded = 0;
    for (const ProjectedBlock& block : picture->blocks) {
        if (!(block.rates.front() <= block.rates.back())) __builtin_trap();
        transactions += block.transactions.value_or(0);
    }
    for (const FeeBand& band : picture->bands)
        banded += band.transactions.value_or(0);
    if (transactions != mempool.size() || banded != mempool.size()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    Heard whole, pieces;
    const bool whole_is_good = scan(text, 0, whole);
    const bool pieces_are_good = scan(text, data[0] + 1U, pieces);
    if (whole_is_good != pieces_are_good || whole.numbers != pieces.numbers) __builtin_trap();
    check_picture(whole.mempool);
    whole.mempool.begin_listing();
    whole.mempool.end_listing();
    if (whole.mempool.size() != 0) __builtin_trap();
    (void)decode_mempool_entry(Txid{}, text);
    return 0;
}
