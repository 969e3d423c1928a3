#include <sys/utsname.h>

#include <set>

#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_system.hpp"
#include "networks/host/parse_system.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

std::map<std::string, std::string, std::less<>> read_os_release(const HostFiles& files) {
    auto text = files.root("etc/os-release");
    if (!text) text = files.root("usr/lib/os-release");
    return parse_os_release(text.value_or(""));
}

template <typename Map>
std::string value_or_empty(const Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found == map.end() ? std::string() : found->second;
}

/// "12.5" of "12.5.1"; nothing of "rolling".
std::optional<double> version_number(std::string_view text) {
    const std::size_t point = text.find_first_not_of("0123456789");
    std::size_t end = point;
    if (point != std::string_view::npos && text[point] == '.')
        end = text.find_first_not_of("0123456789", point + 1);
    text = text.substr(0, end);
    if (text.ends_with('.')) text.remove_suffix(1);
    return parse_double(text);
}

/// Folders of processors in sysfs: "cpu0", "cpu1".
std::vector<std::string> cpu_folders(const HostFiles& files) {
    constexpr std::string_view prefix = "cpu";
    auto names = files.list_sys("devices/system/cpu");
    std::erase_if(names, [&](const std::string& name) {
        return !name.starts_with(prefix) || !parse_uint(name.substr(prefix.size()));
    });
    return names;
}

}  // namespace

void collect_info(const Look& look, Reading& reading) {
    utsname kernel{};
    if (::uname(&kernel) != 0) return;
    const auto cpus = parse_cpuinfo(look.view.files.proc("cpuinfo").value_or(""));
    const std::string model = cpus.empty() ? "" : value_or_empty(cpus.front(), "model name");
    look.add(reading, info_measurement,
             {kernel.release, kernel.machine,
              value_or_empty(read_os_release(look.view.files), "PRETTY_NAME"), model})
        .set(info_measurement.info, 1);
}

void collect_uname(const Look& look, Reading& reading) {
    utsname kernel{};
    if (::uname(&kernel) != 0) return;
    look.add(reading, uname_measurement,
             {kernel.sysname, kernel.release, kernel.version, kernel.machine, kernel.nodename,
              kernel.domainname})
        .set(uname_measurement.info, 1);
}

void collect_os(const Look& look, Reading& reading) {
    const auto os = read_os_release(look.view.files);
    if (os.empty()) return;
    std::vector<std::string> tags;
    for (const std::string& tag : os_measurement.tags()) {
        std::string key = tag;
        for (char& c : key)
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        tags.push_back(value_or_empty(os, key));
    }
    look.add(reading, os_measurement, std::move(tags)).set(os_measurement.info, 1);
}

void collect_os_version(const Look& look, Reading& reading) {
    const auto os = read_os_release(look.view.files);
    const auto version = version_number(value_or_empty(os, "VERSION_ID"));
    if (!version || *version <= 0) return;
    look.add(reading, os_version_measurement,
             {value_or_empty(os, "ID"), value_or_empty(os, "ID_LIKE"), value_or_empty(os, "NAME")})
        .set(os_version_measurement.version, *version);
}

void collect_cpu_info(const Look& look, Reading& reading) {
    constexpr std::string_view words[] = {"physical id", "core id",   "processor",  "vendor_id",
                                          "cpu family",  "model",     "model name", "microcode",
                                          "stepping",    "cache size"};
    for (const CpuInfo& cpu : parse_cpuinfo(look.view.files.proc("cpuinfo").value_or(""))) {
        std::vector<std::string> tags;
        for (const std::string_view word : words)
            tags.push_back(value_or_empty(cpu, word));
        look.add(reading, cpu_info_measurement, std::move(tags)).set(cpu_info_measurement.info, 1);
    }
}

void collect_cpu_frequency(const Look& look, Reading& reading) {
    constexpr double hertz_per_kilohertz = 1'000;
    const auto& m = cpu_frequency_measurement;
    for (const std::string& cpu : cpu_folders(look.view.files)) {
        Point& point = look.add(reading, m, {cpu.substr(3)});
        for (std::size_t i = 0; i < m.fields().size(); ++i) {
            const std::string file = "devices/system/cpu/" + cpu + "/cpufreq/" + m.fields()[i].key;
            if (const auto kilohertz = only_number(look.view.files.sys(file)))
                point.set(Field{static_cast<std::uint16_t>(i)}, *kilohertz * hertz_per_kilohertz);
        }
    }
}

void collect_throttles(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    std::set<std::pair<double, double>> seen;  // processors of one core tell the same
    for (const std::string& cpu : cpu_folders(files)) {
        const std::string folder = "devices/system/cpu/" + cpu + "/";
        const auto package = only_number(files.sys(folder + "topology/physical_package_id"));
        const auto core = only_number(files.sys(folder + "topology/core_id"));
        if (!package || !core || !seen.emplace(*package, *core).second) continue;
        const auto count = only_number(files.sys(folder + "thermal_throttle/core_throttle_count"));
        if (count)
            look.add(reading, cpu_throttle_measurement,
                     {format_double(*package), format_double(*core)})
                .set(cpu_throttle_measurement.throttles, *count);
    }
}

void collect_package_throttles(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    std::set<double> seen;
    for (const std::string& cpu : cpu_folders(files)) {
        const std::string folder = "devices/system/cpu/" + cpu + "/";
        const auto package = only_number(files.sys(folder + "topology/physical_package_id"));
        const auto count =
            only_number(files.sys(folder + "thermal_throttle/package_throttle_count"));
        if (package && count && seen.insert(*package).second)
            look.add(reading, package_throttle_measurement, {format_double(*package)})
                .set(package_throttle_measurement.throttles, *count);
    }
}

void collect_isolated_cpus(const Look& look, Reading& reading) {
    const auto text = look.view.files.sys("devices/system/cpu/isolated");
    for (std::string& cpu : parse_cpu_list(text.value_or("")))
        look.add(reading, cpu_isolated_measurement, {std::move(cpu)})
            .set(cpu_isolated_measurement.isolated, 1);
}

void collect_interrupts(const Look& look, Reading& reading) {
    for (const auto& one : parse_interrupts(look.view.files.proc("interrupts").value_or("")))
        for (std::size_t cpu = 0; cpu < one.counts.size(); ++cpu)
            look.add(reading, interrupt_measurement,
                     {std::to_string(cpu), one.type, one.info, one.devices})
                .set(interrupt_measurement.count, one.counts[cpu]);
}

void collect_scheduler(const Look& look, Reading& reading) {
    const auto& m = scheduler_measurement;
    for (const auto& cpu : parse_schedstat(look.view.files.proc("schedstat").value_or(""))) {
        Point& point = look.add(reading, m, {cpu.cpu});
        point.set(m.running, cpu.running_seconds);
        point.set(m.waiting, cpu.waiting_seconds);
        point.set(m.timeslices, cpu.timeslices);
    }
}

}  // namespace nodewatch::host
