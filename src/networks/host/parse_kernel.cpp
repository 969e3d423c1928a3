#include "networks/host/parse_kernel.hpp"

#include <algorithm>

#include "base/strings.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

/// The kernel tells times in hundredths of a second, whatever its own tick is (USER_HZ).
constexpr double ticks_per_second = 100;

constexpr std::string_view cpu_prefix = "cpu";

CpuTimes parse_cpu(std::string_view number, std::string_view rest) {
    CpuTimes times;
    times.cpu = number;
    for (auto& seconds : times.seconds)
        if (const auto ticks = take_number(rest)) seconds = *ticks / ticks_per_second;
    return times;
}

/// "avg300=0.20", with the name before the sign.
std::optional<double> value_of(std::string_view assignment, std::string_view name) {
    if (!assignment.starts_with(name)) return std::nullopt;
    return parse_double(assignment.substr(name.size()));
}

}  // namespace

KernelStat parse_stat(std::string_view text) {
    KernelStat stat;
    for (std::string_view line; take_line(text, line);) {
        const std::string_view word = take_word(line);
        if (word.starts_with(cpu_prefix)) {
            const std::string_view number = word.substr(cpu_prefix.size());
            if (parse_uint(number)) stat.cpus.push_back(parse_cpu(number, line));
        } else if (word == "btime") {
            stat.boot_time = take_number(line);
        } else if (word == "ctxt") {
            stat.context_switches = take_number(line);
        } else if (word == "processes") {
            stat.forks = take_number(line);
        } else if (word == "intr") {
            stat.interrupts = take_number(line);
        } else if (word == "procs_running") {
            stat.running = take_number(line);
        } else if (word == "procs_blocked") {
            stat.blocked = take_number(line);
        }
    }
    return stat;
}

std::array<std::optional<double>, 3> parse_load(std::string_view text) {
    std::array<std::optional<double>, 3> load;
    for (auto& value : load)
        value = take_number(text);
    return load;
}

NamedNumbers parse_meminfo(std::string_view text) {
    constexpr double bytes_per_kibibyte = 1'024;
    NamedNumbers values;
    for (std::string_view line; take_line(text, line);) {
        std::string name(take_word(line));
        const auto number = take_number(line);
        if (!name.ends_with(':') || !number) continue;
        name.pop_back();
        if (name.ends_with(')')) {
            name.pop_back();
            std::ranges::replace(name, '(', '_');
        }
        const bool kibibytes = take_word(line) == "kB";
        values.emplace_back(std::move(name), kibibytes ? *number * bytes_per_kibibyte : *number);
    }
    return values;
}

NamedNumbers parse_names_and_numbers(std::string_view text) {
    NamedNumbers values;
    for (std::string_view line; take_line(text, line);) {
        const std::string_view name = take_word(line);
        if (const auto number = take_number(line)) values.emplace_back(name, *number);
    }
    return values;
}

Pressure parse_pressure(std::string_view text) {
    constexpr double per_second = 1e6;  // the totals are microseconds
    Pressure pressure;
    for (std::string_view line; take_line(text, line);) {
        const std::string_view kind = take_word(line);
        if (kind != "some" && kind != "full") continue;
        const bool some = kind == "some";
        for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
            if (const auto total = value_of(word, "total="))
                (some ? pressure.some_seconds : pressure.full_seconds) = *total / per_second;
            if (const auto percent = value_of(word, "avg300="))
                (some ? pressure.some_percent_5m : pressure.full_percent_5m) = *percent;
        }
    }
    return pressure;
}

}  // namespace nodewatch::host
