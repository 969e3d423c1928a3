#include <algorithm>
#include <ctime>

#include "base/strings.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/measurements_time.hpp"
#include "networks/host/parse_kernel.hpp"
#include "networks/host/text.hpp"
#include "networks/host/timex.hpp"

namespace nodewatch::host {
namespace {

void set_timex(const Timex& timex, Point& point) {
    const auto& m = time_measurement;
    point.set(m.synchronised, timex.synchronised);
    point.set(m.offset, timex.offset);
    point.set(m.frequency, timex.frequency_ratio);
    point.set(m.max_error, timex.max_error);
    point.set(m.estimated_error, timex.estimated_error);
    point.set(m.status, timex.status);
    point.set(m.time_constant, timex.time_constant);
    point.set(m.tick, timex.tick);
    point.set(m.tai_offset, timex.tai_offset);
    point.set(m.pps_frequency, timex.pps_frequency);
    point.set(m.pps_jitter, timex.pps_jitter);
    point.set(m.pps_shift, timex.pps_shift);
    point.set(m.pps_stability, timex.pps_stability);
    point.set(m.pps_jitter_count, timex.pps_jitter_count);
    point.set(m.pps_calibrations, timex.pps_calibrations);
    point.set(m.pps_errors, timex.pps_errors);
    point.set(m.pps_stability_exceeded, timex.pps_stability_exceeded);
}

}  // namespace

void collect_time(const Look& look, Reading& reading) {
    Point& point = look.add(reading, time_measurement);
    point.set(time_measurement.time, to_unix_seconds(look.stamp.time));
    if (const auto text = look.view.files.proc("stat"))
        point.set(time_measurement.boot, parse_stat(*text).boot_time);
    if (const auto timex = read_timex()) {
        set_timex(*timex, point);
        reading.facts.clock_synchronised = timex->synchronised;
    }
}

void collect_clocksource(const Look& look, Reading& reading) {
    constexpr std::string_view folder = "devices/system/clocksource", prefix = "clocksource";
    for (const std::string& name : look.view.files.list_sys(folder)) {
        if (!name.starts_with(prefix)) continue;
        const std::string path = std::string(folder) + "/" + name + "/";
        const auto available = look.view.files.sys(path + "available_clocksource");
        const auto current = look.view.files.sys(path + "current_clocksource");
        if (!available || !current) continue;
        std::string_view rest = trim(*available);
        for (auto clock = take_word(rest); !clock.empty(); clock = take_word(rest)) {
            Point& point = look.add(reading, clocksource_measurement,
                                    {name.substr(prefix.size()), std::string(clock)});
            point.set(clocksource_measurement.available, 1);
            if (clock == trim(*current)) point.set(clocksource_measurement.current, 1);
        }
    }
}

void collect_time_zone(const Look& look, Reading& reading) {
    const std::time_t now =
        std::chrono::duration_cast<std::chrono::seconds>(look.stamp.time.time_since_epoch())
            .count();
    std::tm local{};
    if (::localtime_r(&now, &local) == nullptr) return;
    look.add(reading, time_zone_measurement, {local.tm_zone})
        .set(time_zone_measurement.offset, local.tm_gmtoff);
}

}  // namespace nodewatch::host
