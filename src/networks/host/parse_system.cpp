#include "networks/host/parse_system.hpp"

#include "base/strings.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

/// The words that are left, with one blank between them.
std::string joined_words(std::string_view rest) {
    std::string all;
    for (auto word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (!all.empty()) all += ' ';
        all += word;
    }
    return all;
}

/// The value of an assignment in a shell's syntax: quotes around it, a backslash before what is
/// meant literally.
std::string unquoted(std::string_view text) {
    const bool single = text.starts_with('\'');
    if (text.size() >= 2 && (single || text.starts_with('"')) && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    if (single) return std::string(text);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

}  // namespace

std::vector<InterruptCounters> parse_interrupts(std::string_view text) {
    std::vector<InterruptCounters> all;
    std::string_view line;
    take_line(text, line);
    std::size_t processors = 0;  // a word of the heading for each
    while (!take_word(line).empty())
        ++processors;
    while (take_line(text, line)) {
        InterruptCounters interrupt;
        const std::string_view name = take_word(line);
        if (!name.ends_with(':')) continue;
        interrupt.type = name.substr(0, name.size() - 1);
        while (interrupt.counts.size() < processors) {
            const auto count = take_number(line);
            if (!count) break;
            interrupt.counts.push_back(*count);
        }
        const bool numbered = parse_uint(interrupt.type).has_value();
        interrupt.info = numbered ? std::string(take_word(line)) : joined_words(line);
        if (numbered) interrupt.devices = joined_words(line);
        // ERR and MIS are one number of the whole host, without a name.
        if (interrupt.counts.size() == processors && !interrupt.info.empty())
            all.push_back(std::move(interrupt));
    }
    return all;
}

std::vector<SchedulerCounters> parse_schedstat(std::string_view text) {
    constexpr std::string_view prefix = "cpu";
    constexpr double nanoseconds = 1e9;
    std::vector<SchedulerCounters> all;
    for (std::string_view line; take_line(text, line);) {
        const std::string_view name = take_word(line);
        if (!name.starts_with(prefix)) continue;
        // Six counters of the scheduler's calls come before the times.
        for (int passed_over = 0; passed_over < 6; ++passed_over)
            take_word(line);
        const auto running = take_number(line), waiting = take_number(line),
                   slices = take_number(line);
        if (!running || !waiting || !slices) continue;
        all.push_back({std::string(name.substr(prefix.size())), *running / nanoseconds,
                       *waiting / nanoseconds, *slices});
    }
    return all;
}

std::vector<CpuInfo> parse_cpuinfo(std::string_view text) {
    std::vector<CpuInfo> all;
    for (std::string_view line; take_line(text, line);) {
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = trim(line.substr(0, colon));
        if (name == "processor") all.emplace_back();
        if (!all.empty()) all.back()[std::string(name)] = trim(line.substr(colon + 1));
    }
    return all;
}

std::vector<std::string> parse_cpu_list(std::string_view text) {
    constexpr std::size_t most = 8'192;  // that a kernel can be made for
    std::vector<std::string> cpus;
    for (const std::string_view range : split(trim(text), ',')) {
        const std::size_t dash = range.find('-');
        const auto first = parse_uint(range.substr(0, dash));
        const auto last =
            dash == std::string_view::npos ? first : parse_uint(range.substr(dash + 1));
        if (!first || !last) continue;
        for (std::uint64_t cpu = *first; cpu <= *last && cpus.size() < most; ++cpu)
            cpus.push_back(std::to_string(cpu));
    }
    return cpus;
}

std::map<std::string, std::string, std::less<>> parse_os_release(std::string_view text) {
    std::map<std::string, std::string, std::less<>> values;
    for (std::string_view line; take_line(text, line);) {
        line = trim(line);
        const std::size_t sign = line.find('=');
        if (line.starts_with('#') || sign == std::string_view::npos) continue;
        values[std::string(line.substr(0, sign))] = unquoted(line.substr(sign + 1));
    }
    return values;
}

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
    // The name may hold blanks and parentheses; it ends at the last one.
    const std::size_t end_of_name = text.rfind(')');
    if (end_of_name == std::string_view::npos) return std::nullopt;
    std::string_view rest = text.substr(end_of_name + 1);
    const std::string_view state = take_word(rest);
    // Fields 4 to 19 of proc(5) lie between the state and the number of threads.
    for (int passed_over = 0; passed_over < 16; ++passed_over)
        take_word(rest);
    const auto threads = take_number(rest);
    if (state.size() != 1 || !threads) return std::nullopt;
    return ProcessStat{state.front(), *threads};
}

}  // namespace nodewatch::host
