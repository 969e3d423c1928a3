#include "networks/host/parse_sensors.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"

namespace nodewatch::host {
namespace {

constexpr std::array<std::string_view, 13> sensor_types = {
    "vrm",  "beep_enable", "update_interval", "in",     "cpu",      "fan",      "pwm",
    "temp", "curr",        "power",           "energy", "humidity", "intrusion"};

}  // namespace

std::optional<SensorFile> parse_sensor_file(std::string_view name) {
    constexpr std::string_view digits = "0123456789";
    const std::size_t number = std::min(name.find_first_of(digits), name.size());
    const std::string_view type = name.substr(0, number);
    if (std::ranges::find(sensor_types, type) == sensor_types.end()) return std::nullopt;
    std::string_view rest = name.substr(number);
    const std::size_t end = std::min(rest.find_first_not_of(digits), rest.size());
    const std::string_view figures = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!rest.empty() && (rest.front() != '_' || rest.size() == 1)) return std::nullopt;
    SensorFile file;
    file.type = type;
    file.sensor = std::string(type) + (figures.empty() ? "0" : std::string(figures));
    if (!rest.empty()) file.element = rest.substr(1);
    return file;
}

std::string cleaned_device_name(std::string_view name) {
    std::string clean = to_lower(trim(name));
    for (char& c : clean) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':' || c == '_';
        if (!kept) c = '_';
    }
    const std::size_t first = clean.find_first_not_of('_');
    if (first == std::string::npos) return {};
    return clean.substr(first, clean.find_last_not_of('_') - first + 1);
}

}  // namespace nodewatch::host
