// Size and speed of the whole store: fills a file with 30 days of one generated validator (23.8
// million samples), compacts it, and measures opening and reading it.
//
//     bench_store [aligned|jitter] [DAYS] [FILE]

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/clock.hpp"
#include "store/inspect.hpp"
#include "store/store.hpp"
#include "validator_data.hpp"

namespace {

using namespace nodewatch;
using Wall = std::chrono::steady_clock;

constexpr std::int64_t start = 1'760'000'000'000;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double seconds_since(Wall::time_point begin) {
    return std::chrono::duration<double>(Wall::now() - begin).count();
}

double resident_megabytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

template <typename T>
T must(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", result.error().message);
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::unique_ptr<store::Store> open_store(const std::string& path) {
    static SystemClock clock;
    store::StoreOptions options;
    options.path = path;
    options.retention = options.minute_tier_retention = options.hour_tier_retention =
        Duration::zero();
    return must(store::Store::open(options, clock));
}

void fill(const std::string& path, bench::Timing timing, int days) {
    auto history = open_store(path);
    const auto importer = history->importer();
    std::vector<std::vector<store::SeriesId>> series(bench::ValidatorData::groups);
    for (std::size_t g = 0; g < series.size(); ++g) {
        for (const std::string& metric : bench::ValidatorData::metrics(g)) {
            series[g].push_back(must(importer->series(
                {{"__name__", metric}, {"network", "xrpl"}, {"node", "validator-1"}})));
        }
    }
    // Generated beforehand, a day at a time: only the store is measured.
    bench::ValidatorData data(timing, start, 1);
    double cpu = 0;
    std::size_t samples = 0;
    for (int day = 0; day < days; ++day) {
        std::vector<store::Head::Sample> batch;
        data.run(start + (day + 1) * store::day_ms, [&](const bench::PollRow& row) {
            for (std::size_t i = 0; i < row.values.size(); ++i)
                batch.push_back({series[row.group][i], row.time, row.values[i]});
        });
        const double before = cpu_seconds();
        samples += must(importer->append(batch)).taken;
        cpu += cpu_seconds() - before;
    }
    const double before = cpu_seconds();
    must(history->flush());
    cpu += cpu_seconds() - before;
    fmt::print("append {} samples: {:.1f} ns a sample of CPU time, all threads, flushes included\n",
               samples, cpu / static_cast<double>(samples) * 1e9);
    const double merging = cpu_seconds();
    must(history->compact());
    const double merged = cpu_seconds() - merging;
    fmt::print("merge: {:.1f} s, {:.1f} million samples a CPU second\n", merged,
               static_cast<double>(samples) / merged / 1e6);
    fmt::print("resident after import and merge: {:.1f} MB\n", resident_megabytes());
}

void print_size(const std::string& path) {
    const store::StoreInfo info = must(store::inspect(path));
    fmt::print("file: {} bytes, {} samples, {:.4f} bytes a sample; {} series, {} rows, {} chunks\n",
               info.file_bytes, info.samples, info.bytes_per_sample(), info.series,
               info.merged_rows, info.chunks);
}

/// Reads a series as the query engine does: in parts of some 128 K samples. Returns how many.
std::size_t read_in_parts(const store::Selection& selection, std::size_t series,
                          store::TimeRange range, store::Samples& buffer) {
    constexpr double wanted = 128 * 1024;
    auto span = static_cast<double>(store::day_ms);
    std::size_t samples = 0;
    while (range.from <= range.to) {
        const std::int64_t to = std::min(range.to, range.from + static_cast<std::int64_t>(span));
        buffer.clear();
        must(selection.read(series, {range.from, to}, buffer));
        samples += buffer.size();
        span *= wanted / static_cast<double>(std::max<std::size_t>(buffer.size(), 1));
        range.from = to + 1;
    }
    return samples;
}

void read_all(store::Store& history, const char* what, const std::vector<store::Matcher>& matchers,
              store::TimeRange range) {
    constexpr std::size_t runs = 15;
    std::vector<double> walls;
    std::vector<double> cpus;
    std::size_t samples = 0;
    store::Samples out;  // kept, as a query engine keeps its buffers
    for (std::size_t i = 0; i < runs; ++i) {
        const auto begin = Wall::now();
        const double before = cpu_seconds();
        const auto selection = must(history.select(matchers, range, 100'000));
        samples = 0;
        for (std::size_t s = 0; s < selection->size(); ++s)
            samples += read_in_parts(*selection, s, range, out);
        cpus.push_back(cpu_seconds() - before);
        walls.push_back(seconds_since(begin));
    }
    std::ranges::sort(walls);
    std::ranges::sort(cpus);
    const auto rate = [&](double cpu) { return static_cast<double>(samples) / cpu / 1e6; };
    fmt::print(
        "{}: {} samples, median {:.3f} ms, {:.0f} million samples a CPU second ({:.0f} in "
        "the best of {} runs)\n",
        what, samples, walls[runs / 2] * 1e3, rate(cpus[runs / 2]), rate(cpus[0]), runs);
}

store::Matcher name_is(const std::string& name) {
    return must(store::Matcher::make(store::MatchType::equal, "__name__", name));
}

}  // namespace

int main(int argc, char** argv) {
    const bool aligned = argc > 1 && std::string(argv[1]) == "aligned";
    const int days = argc > 2 ? std::atoi(argv[2]) : 30;
    const std::string path =
        argc > 3 ? argv[3] : std::filesystem::temp_directory_path() / "nodewatch-bench.db";
    const std::string only = argc > 4 ? argv[4] : "";
    const auto timing = aligned ? bench::Timing::aligned : bench::Timing::jitter;
    fmt::print("{}, {} days\n", aligned ? "aligned" : "jitter", days);
    if (only != "read") {
        for (const char* suffix : {"", "-wal", "-shm", ".lock"})
            std::filesystem::remove(path + suffix);
        fill(path, timing, days);
        print_size(path);
        std::fflush(stdout);
        // A fresh process, so that memory is that of a program that starts.
        const std::string days_text = std::to_string(days);
        ::execl("/proc/self/exe", argv[0], aligned ? "aligned" : "jitter", days_text.c_str(),
                path.c_str(), "read", nullptr);
    }
    const double before = resident_megabytes();
    const auto begin = Wall::now();
    const auto history = open_store(path);
    fmt::print("ready after {:.1f} ms\n", seconds_since(begin) * 1e3);
    fmt::print("resident: {:.1f} MB, {:.1f} MB of it before the store was opened\n",
               resident_megabytes(), before);
    const std::int64_t end = start + days * store::day_ms;
    read_all(*history, "one series, 1 s, all", {name_is("xrpl_validations_received_total")},
             {start, end});
    read_all(*history, "one constant series, 1 s, all", {name_is("xrpl_state_value")},
             {start, end});
    read_all(*history, "one series, 5 s, all", {name_is("xrpl_peers")}, {start, end});
    read_all(*history, "one series, 5 s, one hour", {name_is("xrpl_peers")},
             {end - 3'600'000, end});
    read_all(*history, "all series, all", {}, {start, end});
    fmt::print("resident after reading: {:.1f} MB\n", resident_megabytes());
}
