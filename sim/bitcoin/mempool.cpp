#include "sim/bitcoin/mempool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <vector>

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::uint64_t family = 5;
constexpr std::size_t id_digits = 64, number_digits = 16;

/// Looks like chance.
std::uint64_t scatter(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

std::uint64_t weight_of(std::uint64_t number) {
    return 440 + 3 * (scatter(number + 1) % 701);
}

/// From 0.1 to some 60 satoshi a virtual byte.
std::uint64_t fee_of(std::uint64_t number) {
    const std::uint64_t tenths = 1 + scatter(number + 1'000'003) % 600;
    return 1 + tenths * weight_of(number) / 40;
}

std::string id_of(std::uint64_t number) {
    return fmt::format("{:016x}{:016x}{:016x}{:016x}", scatter(3 * number + 1),
                       scatter(3 * number + 2), scatter(3 * number + 3), number);
}

std::string bitcoins(std::uint64_t satoshi) {
    return fmt::format("{}.{:08}", satoshi / 100'000'000, satoshi % 100'000'000);
}

}  // namespace

void Mempool::remove_oldest(std::uint64_t transactions) {
    first_ += std::min(transactions, size());
}

bool Mempool::has_parent(std::uint64_t number) const {
    return number % family == family - 1 && has(number - 1);
}

bool Mempool::has_child(std::uint64_t number) const {
    return number % family == family - 2 && has(number + 1);
}

/// Both together when the child pays more, else each alone.
Mempool::Chunk Mempool::chunk_of(std::uint64_t number) const {
    const Chunk alone{fee_of(number), weight_of(number)};
    if (!has_parent(number) && !has_child(number)) return alone;
    const std::uint64_t child = has_parent(number) ? number : number + 1;
    const std::uint64_t parent = child - 1;
    if (fee_of(child) * weight_of(parent) <= fee_of(parent) * weight_of(child)) return alone;
    return {fee_of(parent) + fee_of(child), weight_of(parent) + weight_of(child)};
}

std::string Mempool::ids() const {
    std::string json = "[";
    for (std::uint64_t i = first_; i < end_; ++i)
        fmt::format_to(std::back_inserter(json), "{}\"{}\"", i == first_ ? "" : ",", id_of(i));
    return json + "]";
}

void Mempool::append_entry(std::string& json, std::uint64_t number, bool chunks) const {
    const std::uint64_t weight = weight_of(number);
    const std::string fee = bitcoins(fee_of(number));
    const auto list = [](bool has, std::uint64_t other) {
        return has ? "[\"" + id_of(other) + "\"]" : std::string("[]");
    };
    const std::string ancestors =
        bitcoins(fee_of(number) + (has_parent(number) ? fee_of(number - 1) : 0));
    fmt::format_to(
        std::back_inserter(json),
        R"({{"vsize":{0},"weight":{1},"time":1750000000,"height":900000,)"
        R"("descendantcount":1,"descendantsize":{0},"ancestorcount":1,"ancestorsize":{0},)"
        R"("wtxid":"{2}","fees":{{"base":{3},"modified":{3},"ancestor":{4},"descendant":{3})",
        (weight + 3) / 4, weight, id_of(~number), fee, ancestors);
    const Chunk chunk = chunk_of(number);
    if (chunks) fmt::format_to(std::back_inserter(json), R"(,"chunk":{})", bitcoins(chunk.fee));
    json += "}";
    if (chunks) fmt::format_to(std::back_inserter(json), R"(,"chunkweight":{})", chunk.weight);
    fmt::format_to(std::back_inserter(json),
                   R"(,"depends":{},"spentby":{},"bip125-replaceable":true,"unbroadcast":false}})",
                   list(has_parent(number), number - 1), list(has_child(number), number + 1));
}

std::string Mempool::entries(bool chunks) const {
    std::string json = "{";
    for (std::uint64_t i = first_; i < end_; ++i) {
        fmt::format_to(std::back_inserter(json), "{}\"{}\":", i == first_ ? "" : ",", id_of(i));
        append_entry(json, i, chunks);
    }
    return json + "}";
}

std::string Mempool::entry(const std::string& id, bool chunks) const {
    std::uint64_t number = end_;
    if (id.size() == id_digits)
        std::from_chars(id.data() + id_digits - number_digits, id.data() + id_digits, number, 16);
    std::string json;
    if (has(number) && id_of(number) == id) append_entry(json, number, chunks);
    return json;
}

std::string Mempool::fee_diagram() const {
    std::vector<Chunk> chunks;
    for (std::uint64_t i = first_; i < end_; ++i) {
        const Chunk chunk = chunk_of(i);
        const bool is_told_with_child = has_child(i) && chunk.weight > weight_of(i);
        if (!is_told_with_child) chunks.push_back(chunk);
    }
    std::ranges::sort(
        chunks, [](const Chunk& a, const Chunk& b) { return a.fee * b.weight > b.fee * a.weight; });
    std::string json = R"([{"weight":0,"fee":0.00000000})";
    Chunk sum;
    for (const Chunk& chunk : chunks) {
        sum.fee += chunk.fee;
        sum.weight += chunk.weight;
        fmt::format_to(std::back_inserter(json), R"(,{{"weight":{},"fee":{}}})", sum.weight,
                       bitcoins(sum.fee));
    }
    return json + "]";
}

std::uint64_t Mempool::virtual_bytes() const {
    std::uint64_t bytes = 0;
    for (std::uint64_t i = first_; i < end_; ++i)
        bytes += (weight_of(i) + 3) / 4;
    return bytes;
}

}  // namespace nodewatch::sim::bitcoin
