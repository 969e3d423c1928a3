// Writes the generated validator data as Prometheus text with times, for other databases:
//
//     bench_validator_text [aligned|jitter] [DAYS] [VALIDATORS] |
//         curl -T - http://127.0.0.1:8428/api/v1/import/prometheus

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

#include "validator_data.hpp"

namespace {

constexpr std::int64_t start = 1'760'000'000'000;
constexpr std::int64_t hour = 3'600'000;

}  // namespace

int main(int argc, char** argv) {
    using namespace nodewatch::bench;
    const bool aligned = argc > 1 && std::string(argv[1]) == "aligned";
    const int days = argc > 2 ? std::atoi(argv[2]) : 30;
    const int validators = argc > 3 ? std::atoi(argv[3]) : 1;
    std::vector<ValidatorData> data;
    for (int i = 0; i < validators; ++i) {
        data.emplace_back(aligned ? Timing::aligned : Timing::jitter, start,
                          static_cast<std::uint64_t>(i) + 1);
    }
    std::string text;
    const auto write = [&] {
        std::fwrite(text.data(), 1, text.size(), stdout);
        text.clear();
    };
    // An hour of each in turn, so that nothing comes much later than what is older.
    for (std::int64_t passed = hour; passed <= days * 24 * hour; passed += hour) {
        for (int i = 0; i < validators; ++i) {
            data[static_cast<std::size_t>(i)].run(start + passed, [&](const PollRow& row) {
                const auto& metrics = ValidatorData::metrics(row.group);
                for (std::size_t k = 0; k < metrics.size(); ++k) {
                    // The shortest text that reads back as the same bits.
                    fmt::format_to(std::back_inserter(text),
                                   "{}{{network=\"xrpl\",node=\"validator-{}\"}} {} {}\n",
                                   metrics[k], i + 1, row.values[k], row.time);
                }
                if (text.size() > 1'000'000) write();
            });
        }
    }
    write();
}
