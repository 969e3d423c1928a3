#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_kernel.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
void collect_cpu(const Look& look, Reading& reading) {
    const auto text = look.view.files.proc("stat");
    if (!text) return;
    for (const CpuTimes& cpu : parse_stat(*text).cpus) {
        Point& point = look.add(reading, cpu_measurement, {cpu.cpu});
        for (std::size_t i = 0; i < cpu_mode_count; ++i)
            point.set(cpu_measurement.modes[i], cpu.seconds[i]);
    }
}

void collect_load(const Look& look, Reading& reading) {
    const auto text = look.view.files.proc("loadavg");
    if (!text) return;
    Point& point = look.add(reading, load_measurement);
    const auto load = parse_load(*text);
    for (std::size_t i = 0; i < load.size(); ++i)
        point.set(load_measurement.averages[i], load[i]);
}

void collect_memory(const Look& look, Reading& reading) {
    const auto text = look.view.files.proc("meminfo");
    if (!text) return;
    Point& point = look.add(reading, memory_measurement);
    for (const auto& [name, value] : parse_meminfo(*text))
        memory_measurement.set(point, name, value);
    reading.facts.memory_bytes = memory_measurement.get(point, "MemTotal");
    reading.facts.memory_available_bytes = memory_measurement.get(point, "MemAvailable");
}

void collect_kernel(const Look& look, Reading& reading) {
    const auto& m = kernel_measurement;
    Point& point = look.add(reading, m);
    if (const auto text = look.view.files.proc("stat")) {
        const KernelStat stat = parse_stat(*text);
        point.set(m.running, stat.running);
        point.set(m.blocked, stat.blocked);
        point.set(m.context_switches, stat.context_switches);
        point.set(m.forks, stat.forks);
        point.set(m.interrupts, stat.interrupts);
    }
    if (const auto text = look.view.files.proc("sys/fs/file-nr")) {
        std::string_view rest = *text;
        point.set(m.files_allocated, take_number(rest));
        take_word(rest);  // free ones: always 0
        point.set(m.files_maximum, parse_double(trim(rest)));
    }
    point.set(m.entropy_available,
              only_number(look.view.files.proc("sys/kernel/random/entropy_avail")));
    point.set(m.entropy_pool, only_number(look.view.files.proc("sys/kernel/random/poolsize")));
}

void collect_vmstat(const Look& look, Reading& reading) {
    const auto text = look.view.files.proc("vmstat");
    if (!text) return;
    Point& point = look.add(reading, vmstat_measurement);
    for (const auto& [name, value] : parse_names_and_numbers(*text))
        vmstat_measurement.set(point, name, value);
    reading.facts.oom_kills = vmstat_measurement.get(point, "oom_kill");
}

void collect_pressure(const Look& look, Reading& reading) {
    const auto& m = pressure_measurement;
    const auto read = [&](std::string_view name) -> std::optional<Pressure> {
        const auto text = look.view.files.proc(name);
        return text ? std::optional(parse_pressure(*text)) : std::nullopt;
    };
    Point& point = look.add(reading, m);
    Facts& facts = reading.facts;
    facts.cpu_pressure = read("pressure/cpu");
    facts.memory_pressure = read("pressure/memory");
    facts.io_pressure = read("pressure/io");
    if (facts.cpu_pressure) point.set(m.cpu_waiting, facts.cpu_pressure->some_seconds);
    if (facts.memory_pressure) {
        point.set(m.memory_waiting, facts.memory_pressure->some_seconds);
        point.set(m.memory_stalled, facts.memory_pressure->full_seconds);
    }
    if (facts.io_pressure) {
        point.set(m.io_waiting, facts.io_pressure->some_seconds);
        point.set(m.io_stalled, facts.io_pressure->full_seconds);
    }
    if (const auto irq = read("pressure/irq")) point.set(m.irq_stalled, irq->full_seconds);
}

}  // namespace nodewatch::host
