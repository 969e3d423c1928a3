// Size and speed of the store's chunks on the generated validator data, without any file.

#include <fmt/core.h>

#include <chrono>
#include <ctime>

#include "store/chunk.hpp"
#include "validator_data.hpp"

namespace {

using namespace nodewatch;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::vector<store::Rows> generate(bench::Timing timing, int days) {
    constexpr std::int64_t start = 1'760'000'000'000;
    bench::ValidatorData data(timing, start, 1);
    std::vector<store::Rows> all(bench::ValidatorData::groups);
    std::uint64_t key = 0;
    for (std::size_t g = 0; g < all.size(); ++g) {
        for (std::size_t i = 0; i < bench::ValidatorData::metrics(g).size(); ++i)
            all[g].columns.push_back({key++, {}, {}});
    }
    data.run(start + days * std::int64_t{86'400'000}, [&](const bench::PollRow& row) {
        store::Rows& rows = all[row.group];
        rows.times.push_back(row.time);
        for (std::size_t i = 0; i < row.values.size(); ++i)
            rows.columns[i].values.push_back(row.values[i]);
    });
    return all;
}

std::vector<store::Rows> cut(const std::vector<store::Rows>& all, std::size_t size) {
    std::vector<store::Rows> chunks;
    const auto part = [](const auto& values, std::size_t from, std::size_t to) {
        using Values = std::remove_cvref_t<decltype(values)>;
        return Values(values.begin() + static_cast<std::ptrdiff_t>(from),
                      values.begin() + static_cast<std::ptrdiff_t>(to));
    };
    for (const store::Rows& rows : all) {
        for (std::size_t from = 0; from < rows.size(); from += size) {
            const std::size_t to = std::min(rows.size(), from + size);
            store::Rows& chunk = chunks.emplace_back();
            chunk.times = part(rows.times, from, to);
            for (const store::Column& column : rows.columns)
                chunk.columns.push_back({column.key, part(column.values, from, to), {}});
        }
    }
    return chunks;
}

void measure(const std::vector<store::Rows>& all, std::size_t size, store::Effort effort) {
    const auto chunks = cut(all, size);
    std::size_t samples = 0;
    std::size_t bytes = 0;
    std::vector<store::Bytes> blobs;
    double before = cpu_seconds();
    for (const store::Rows& rows : chunks) {
        encode_chunk(rows, effort, blobs.emplace_back());
        samples += rows.size() * rows.columns.size();
        bytes += blobs.back().size();
    }
    const double encode = cpu_seconds() - before;
    before = cpu_seconds();
    std::vector<std::int64_t> times;
    std::vector<double> values;
    store::Presence presence;
    bool whole = true;
    for (const store::Bytes& blob : blobs) {
        const auto view = store::ChunkView::parse(blob);
        whole = whole && view && view->times(times);
        if (whole) values.resize(view->rows());
        for (std::size_t i = 0; whole && i < view->columns(); ++i) {
            whole = view->presence(i, presence);
            const std::size_t count = presence.count(view->rows());
            whole = whole && view->values(i, count, 0, std::span(values).first(count));
        }
    }
    const double decode = cpu_seconds() - before;
    fmt::print(
        "{:6} rows {}: {:9} bytes, {:.3f} bytes a sample; encode {:6.1f}, decode {:6.1f} "
        "million samples a CPU second{}\n",
        size, effort == store::Effort::fast ? "fast " : "small", bytes,
        static_cast<double>(bytes) / static_cast<double>(samples),
        static_cast<double>(samples) / encode / 1e6, static_cast<double>(samples) / decode / 1e6,
        whole ? "" : "; DAMAGED");
}

}  // namespace

int main(int argc, char** argv) {
    const int days = argc > 1 ? std::atoi(argv[1]) : 5;
    for (const bench::Timing timing : {bench::Timing::jitter, bench::Timing::aligned}) {
        const auto all = generate(timing, days);
        fmt::print("{}, {} days\n", timing == bench::Timing::jitter ? "jitter" : "aligned", days);
        measure(all, 1024, store::Effort::fast);
        for (const std::size_t size : {1024U, 4096U, 8192U, 16384U})
            measure(all, size, store::Effort::small);
    }
}
