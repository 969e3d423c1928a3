// Writes the generated validator data as Prometheus text with times, for other databases:
//
//     bench_validator_text [aligned|jitter] [DAYS] |
//         curl -T - http://127.0.0.1:8428/api/v1/import/prometheus

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "validator_data.hpp"

int main(int argc, char** argv) {
    using namespace nodewatch::bench;
    const bool aligned = argc > 1 && std::string(argv[1]) == "aligned";
    const int days = argc > 2 ? std::atoi(argv[2]) : 30;
    constexpr std::int64_t start = 1'760'000'000'000;
    ValidatorData data(aligned ? Timing::aligned : Timing::jitter, start, 1);
    std::string text;
    const auto write = [&] {
        std::fwrite(text.data(), 1, text.size(), stdout);
        text.clear();
    };
    data.run(start + days * std::int64_t{86'400'000}, [&](const PollRow& row) {
        const auto& metrics = ValidatorData::metrics(row.group);
        for (std::size_t i = 0; i < metrics.size(); ++i) {
            // The shortest text that reads back as the same bits.
            fmt::format_to(std::back_inserter(text),
                           "{}{{network=\"xrpl\",node=\"validator-1\"}} {} {}\n", metrics[i],
                           row.values[i], row.time);
        }
        if (text.size() > 1'000'000) write();
    });
    write();
}
