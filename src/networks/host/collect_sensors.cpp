#include <filesystem>

#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_sensors.hpp"
#include "networks/host/parse_sensors.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

constexpr std::string_view hwmon_folder = "class/hwmon/";

std::string sysfs_text(const HostFiles& files, const std::string& name) {
    return std::string(trim(files.sys(name).value_or("")));
}

/// A name that stays the same after the next start, when the monitors' numbers may be others: by
/// the device, else what the monitor calls itself, else its number.
std::string chip_of(const HostFiles& files, const std::string& monitor) {
    const std::string folder = std::string(hwmon_folder) + monitor;
    std::error_code unknown;
    const auto device = std::filesystem::canonical(files.sysfs + "/" + folder + "/device", unknown);
    if (!unknown) {
        const std::string name = cleaned_device_name(device.filename().native());
        const std::string bus = cleaned_device_name(device.parent_path().filename().native());
        if (!name.empty()) return bus.empty() ? name : bus + "_" + name;
    }
    const std::string name = cleaned_device_name(sysfs_text(files, folder + "/name"));
    return name.empty() ? monitor : name;
}

struct Chip {
    std::string monitor, name;
};

/// Two of one device with the same name are told apart by their numbers.
std::vector<Chip> chips_of(const HostFiles& files) {
    std::vector<Chip> chips;
    std::map<std::string, int> times;
    for (const std::string& monitor : files.list_sys(hwmon_folder)) {
        chips.push_back({monitor, chip_of(files, monitor)});
        ++times[chips.back().name];
    }
    for (Chip& chip : chips)
        if (times[chip.name] > 1) chip.name += "_" + chip.monitor;
    return chips;
}

struct SensorValue {
    SensorFile file;
    std::string text;
};

/// The files of the monitor's sensors; those of old drivers lie in its device's folder.
std::vector<SensorValue> read_sensors(const HostFiles& files, const std::string& monitor) {
    std::vector<SensorValue> values;
    const std::string folder = std::string(hwmon_folder) + monitor;
    for (const std::string& place : {folder, folder + "/device"})
        for (const std::string& name : files.list_sys(place)) {
            auto file = parse_sensor_file(name);
            if (!file) continue;
            if (const auto text = files.sys(place + "/" + name))
                values.push_back({std::move(*file), std::string(trim(*text))});
        }
    return values;
}

void note_temperature(const Point& point, std::string sensor, Facts& facts) {
    // A broken sensor tells a temperature all the same.
    if (hwmon_measurement.get(point, "temp fault").value_or(0) != 0) return;
    if (const auto celsius = hwmon_measurement.get(point, "temp input"))
        facts.temperatures.push_back(
            {std::move(sensor), *celsius, hwmon_measurement.get(point, "temp crit")});
}

}  // namespace

void collect_hwmon(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    for (const auto& [monitor, chip] : chips_of(files)) {
        std::map<std::string, std::string> labels;
        std::map<std::string, std::vector<SensorValue>> by_sensor;
        for (SensorValue& value : read_sensors(files, monitor)) {
            if (value.file.element == "label") labels[value.file.sensor] = value.text;
            by_sensor[value.file.sensor].push_back(std::move(value));
        }
        for (const auto& [sensor, values] : by_sensor) {
            Point& point = look.add(reading, hwmon_measurement, {chip, sensor});
            for (const auto& [file, text] : values)
                if (const auto number = parse_double(text))
                    hwmon_measurement.set(point, file.type + " " + file.element, *number);
            const auto label = labels.find(sensor);
            note_temperature(point, chip + " " + (label == labels.end() ? sensor : label->second),
                             reading.facts);
        }
    }
}

void collect_hwmon_chips(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    for (const auto& [monitor, chip] : chips_of(files)) {
        const std::string name =
            cleaned_device_name(sysfs_text(files, std::string(hwmon_folder) + monitor + "/name"));
        if (!name.empty())
            look.add(reading, hwmon_chip_measurement, {chip, name})
                .set(hwmon_chip_measurement.info, 1);
    }
}

void collect_hwmon_labels(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    for (const auto& [monitor, chip] : chips_of(files))
        for (const auto& [file, text] : read_sensors(files, monitor))
            if (file.element == "label")
                look.add(reading, hwmon_label_measurement, {chip, file.sensor, text})
                    .set(hwmon_label_measurement.info, 1);
}

void collect_thermal_zones(const Look& look, Reading& reading) {
    constexpr std::string_view folder = "class/thermal/", prefix = "thermal_zone";
    constexpr double per_degree = 1'000;
    const HostFiles& files = look.view.files;
    for (const std::string& name : files.list_sys(folder)) {
        if (!name.starts_with(prefix)) continue;
        const std::string zone = std::string(folder) + name + "/";
        const auto value = only_number(files.sys(zone + "temp"));
        if (value)
            look.add(reading, thermal_zone_measurement,
                     {name.substr(prefix.size()), sysfs_text(files, zone + "type")})
                .set(thermal_zone_measurement.temperature, *value / per_degree);
    }
}

void collect_cooling(const Look& look, Reading& reading) {
    constexpr std::string_view folder = "class/thermal/", prefix = "cooling_device";
    const HostFiles& files = look.view.files;
    for (const std::string& name : files.list_sys(folder)) {
        if (!name.starts_with(prefix)) continue;
        const std::string device = std::string(folder) + name + "/";
        Point& point = look.add(reading, cooling_measurement,
                                {name.substr(prefix.size()), sysfs_text(files, device + "type")});
        point.set(cooling_measurement.current, only_number(files.sys(device + "cur_state")));
        point.set(cooling_measurement.max, only_number(files.sys(device + "max_state")));
    }
}

void collect_power_supplies(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    const std::string folder = "class/power_supply/";
    for (const std::string& name : files.list_sys(folder)) {
        Point& point = look.add(reading, power_supply_measurement, {name});
        for (const NamedValue& value : power_supply_files())
            if (const auto number =
                    only_number(files.sys(folder + name + "/" + std::string(value.name))))
                power_supply_measurement.set(point, value.name, *number);
    }
}

void collect_power_supply_info(const Look& look, Reading& reading) {
    const HostFiles& files = look.view.files;
    const std::string folder = "class/power_supply/";
    for (const std::string& name : files.list_sys(folder)) {
        std::vector<std::string> tags = {name};
        const auto& labels = power_supply_info_measurement.tags();  // also the files' names
        for (std::size_t i = 1; i < labels.size(); ++i)
            tags.push_back(sysfs_text(files, folder + name + "/" + labels[i]));
        look.add(reading, power_supply_info_measurement, std::move(tags))
            .set(power_supply_info_measurement.info, 1);
    }
}

}  // namespace nodewatch::host
