#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_devices.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

NetworkErrors errors_of(const NetworkCounters& counters) {
    const auto value = [&](NetworkField field) {
        return counters.values[static_cast<std::size_t>(field)].value_or(0);
    };
    return {
        .errors = value(NetworkField::receive_errs) + value(NetworkField::transmit_errs),
        .packets = value(NetworkField::receive_packets) + value(NetworkField::transmit_packets)};
}

std::string class_path(const std::string& device, std::string_view file) {
    return "class/net/" + device + "/" + std::string(file);
}

/// The trimmed text of a file of a network device; empty when it cannot be read.
std::string class_text(const HostFiles& files, const std::string& device, std::string_view file) {
    return std::string(trim(files.sys(class_path(device, file)).value_or("")));
}

/// The flags are hexadecimal ("0x1003"), the rest decimal.
std::optional<double> class_number(const std::string& text) {
    constexpr std::string_view hexadecimal = "0x";
    return text.starts_with(hexadecimal) ? parse_hex(text.substr(hexadecimal.size()))
                                         : parse_double(text);
}

void set_class_values(const Look& look, const std::string& device, Point& point) {
    const auto& m = network_measurement;
    for (const NamedValue& value : network_class_files()) {
        if (!look.view.selection.wants(m, *m.find(value.name))) continue;
        const std::string text = class_text(look.view.files, device, value.name);
        if (text.empty()) continue;
        if (value.name == "operstate") {
            m.set(point, value.name, text == "up" ? 1 : 0);
        } else if (const auto number = class_number(text)) {
            // A device that has no speed, or no link, tells -1.
            if (value.name == "speed" && *number < 0) continue;
            m.set(point, value.name, *number);
        }
    }
}

}  // namespace

void collect_disks(const Look& look, Reading& reading) {
    const auto& m = disk_measurement;
    const auto text = look.view.files.proc("diskstats");
    if (!text) return;
    for (const DiskCounters& disk : parse_diskstats(*text)) {
        if (look.view.disks.excludes(disk.device)) continue;
        Point& point = look.add(reading, m, {disk.device});
        for (std::size_t i = 0; i < disk_field_count; ++i)
            if (disk.values[i]) m.set(point, name_of(static_cast<DiskField>(i)), *disk.values[i]);
        const auto busy = m.get(point, name_of(DiskField::io_ms));
        const auto requests = m.get(point, name_of(DiskField::weighted_ms));
        if (busy && requests) reading.facts.disks[disk.device] = {*busy, *requests};
    }
}

/// Path, model and serial number stand in udev's files, which hosts of containers do not show: the
/// labels are those of a node exporter that does not see them either.
void collect_disk_info(const Look& look, Reading& reading) {
    const auto text = look.view.files.proc("diskstats");
    if (!text) return;
    for (const DiskCounters& disk : parse_diskstats(*text)) {
        if (look.view.disks.excludes(disk.device)) continue;
        look.add(reading, disk_info_measurement,
                 {disk.device, disk.major, disk.minor, "", "", "", "", ""})
            .set(disk_info_measurement.info, 1);
    }
}

void collect_network(const Look& look, Reading& reading) {
    const auto& m = network_measurement;
    const auto text = look.view.files.proc("net/dev");
    if (!text) return;
    for (const NetworkCounters& counters : parse_net_dev(*text)) {
        if (look.view.network_devices.excludes(counters.device)) continue;
        Point& point = look.add(reading, m, {counters.device});
        for (std::size_t i = 0; i < network_field_count; ++i)
            if (counters.values[i])
                m.set(point, name_of(static_cast<NetworkField>(i)), *counters.values[i]);
        set_class_values(look, counters.device, point);
        reading.facts.network[counters.device] = errors_of(counters);
    }
}

void collect_network_info(const Look& look, Reading& reading) {
    for (const std::string& device : look.view.files.list_sys("class/net")) {
        if (look.view.network_devices.excludes(device)) continue;
        const auto read = [&](std::string_view file) {
            return class_text(look.view.files, device, file);
        };
        const std::string state = read("operstate");
        if (state.empty()) continue;  // a file that lies there too: bonding_masters
        look.add(reading, network_info_measurement,
                 {device, read("address"), read("broadcast"), read("duplex"), state,
                  read("ifalias")})
            .set(network_info_measurement.info, 1);
    }
}

void collect_arp(const Look& look, Reading& reading) {
    const auto text = look.view.files.proc("net/arp");
    if (!text) return;
    for (const auto& [device, entries] : parse_arp(*text))
        look.add(reading, arp_measurement, {device}).set(arp_measurement.entries, entries);
}

}  // namespace nodewatch::host
