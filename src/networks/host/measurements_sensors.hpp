#pragma once

#include "networks/host/named_measurement.hpp"

/// Temperatures, fans, voltages, power. Names and labels are the node exporter's.
namespace nodewatch::host {

struct HwmonChipMeasurement : Measurement {
    HwmonChipMeasurement()
        : Measurement("host_hwmon_chip", "What each hardware monitor is called",
                      {"chip", "chip_name"}) {}

    Field info =
        gauge("info", "node_hwmon_chip_names", "1", "Always 1; the monitor stands in the labels");
};

struct HwmonLabelMeasurement : Measurement {
    HwmonLabelMeasurement()
        : Measurement("host_hwmon_label", "What each sensor is called",
                      {"chip", "sensor", "label"}) {}

    Field info =
        gauge("info", "node_hwmon_sensor_label", "1", "Always 1; the sensor stands in the labels");
};

struct ThermalZoneMeasurement : Measurement {
    ThermalZoneMeasurement()
        : Measurement("host_thermal_zone", "Each thermal zone", {"zone", "type"}) {}

    Field temperature =
        gauge("temp", "node_thermal_zone_temp", "celsius", "Temperature of the zone");
};

struct CoolingMeasurement : Measurement {
    CoolingMeasurement() : Measurement("host_cooling", "Each cooling device", {"name", "type"}) {}

    Field current = gauge("cur_state", "node_cooling_device_cur_state", "1",
                          "How much it cools, or slows down");
    Field max = gauge("max_state", "node_cooling_device_max_state", "1", "How much it can");
};

struct PowerSupplyInfoMeasurement : Measurement {
    PowerSupplyInfoMeasurement()
        : Measurement("host_power_supply_info", "What each power supply is",
                      {"power_supply", "capacity_level", "charge_type", "health", "manufacturer",
                       "model_name", "serial_number", "status", "technology", "type", "usb_type",
                       "scope"}) {}

    Field info =
        gauge("info", "node_power_supply_info", "1", "Always 1; the supply stands in the labels");
};

/// By type and element of the sensor's file: "temp crit".
extern const NamedMeasurement hwmon_measurement;
extern const HwmonChipMeasurement hwmon_chip_measurement;
extern const HwmonLabelMeasurement hwmon_label_measurement;
extern const ThermalZoneMeasurement thermal_zone_measurement;
extern const CoolingMeasurement cooling_measurement;
/// By the file's name.
extern const NamedMeasurement power_supply_measurement;
extern const PowerSupplyInfoMeasurement power_supply_info_measurement;
std::span<const NamedValue> power_supply_files();

}  // namespace nodewatch::host
