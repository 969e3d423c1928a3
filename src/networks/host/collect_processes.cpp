#include <map>

#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_system.hpp"
#include "networks/host/parse_system.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

/// Processes, or threads of one: those that end meanwhile are left out.
template <typename Take>
void for_each_stat(const HostFiles& files, const std::string& folder, const Take& take) {
    for (const std::string& id : files.list_proc(folder)) {
        if (!parse_uint(id)) continue;
        const auto text = files.proc(folder + id + "/stat");
        if (const auto stat = text ? parse_process_stat(*text) : std::nullopt) take(id, *stat);
    }
}

void add_states(const Look& look, Reading& reading, const Measurement& measurement, Field field,
                const std::map<char, double>& states) {
    for (const auto& [state, count] : states)
        look.add(reading, measurement, {std::string(1, state)}).set(field, count);
}

}  // namespace

void collect_processes(const Look& look, Reading& reading) {
    const auto& m = processes_measurement;
    const HostFiles& files = look.view.files;
    double processes = 0, threads = 0;
    for_each_stat(files, "", [&](const std::string&, const ProcessStat& stat) {
        ++processes;
        threads += stat.threads;
    });
    Point& point = look.add(reading, m);
    if (processes > 0) {
        point.set(m.pids, processes);
        point.set(m.threads, threads);
    }
    point.set(m.max_processes, only_number(files.proc("sys/kernel/pid_max")));
    point.set(m.max_threads, only_number(files.proc("sys/kernel/threads-max")));
}

void collect_process_states(const Look& look, Reading& reading) {
    std::map<char, double> states;
    for_each_stat(look.view.files, "",
                  [&](const std::string&, const ProcessStat& stat) { ++states[stat.state]; });
    add_states(look, reading, process_state_measurement, process_state_measurement.processes,
               states);
}

void collect_thread_states(const Look& look, Reading& reading) {
    std::map<char, double> states;
    const HostFiles& files = look.view.files;
    for_each_stat(files, "", [&](const std::string& process, const ProcessStat&) {
        for_each_stat(files, process + "/task/",
                      [&](const std::string&, const ProcessStat& stat) { ++states[stat.state]; });
    });
    add_states(look, reading, thread_state_measurement, thread_state_measurement.threads, states);
}

}  // namespace nodewatch::host
