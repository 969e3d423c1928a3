#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Names of hardware monitors: https://docs.kernel.org/hwmon/sysfs-interface.html. Pure.
namespace nodewatch::host {

/// A file of a monitor's folder, such as "temp1_crit_hyst".
struct SensorFile {
    std::string sensor;   ///< "temp1"; "0" follows where the file has no number
    std::string type;     ///< "temp"
    std::string element;  ///< "crit_hyst"; empty of "pwm1"
};
/// Nothing for files of other things.
std::optional<SensorFile> parse_sensor_file(std::string_view name);

/// As the node exporter writes names of devices: lower case, '_' for what stands in no label.
std::string cleaned_device_name(std::string_view name);

}  // namespace nodewatch::host
