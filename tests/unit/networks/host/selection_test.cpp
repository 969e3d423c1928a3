#include "networks/host/selection.hpp"

#include <gmock/gmock.h>

#include <set>

#include "networks/host/measurements.hpp"
#include "networks/host/measurements_kernel.hpp"

namespace nodewatch::host {
namespace {

Point memory_point() {
    Point point(memory_measurement, WallTime{}, Duration{1});
    for (const char* name : {"MemTotal", "Dirty", "Mapped"})
        memory_measurement.set(point, name, 1);
    return point;
}

bool told(const Selection& selection, std::string_view name) {
    Point point = memory_point();
    EXPECT_TRUE(selection.apply(point));
    return memory_measurement.get(point, name).has_value();
}

TEST(HostSelection, TellsTheChosenMetricsAndMoreOnRequest) {
    const Selection chosen(false, {}, measurements());
    EXPECT_TRUE(told(chosen, "MemTotal"));
    EXPECT_FALSE(told(chosen, "Dirty"));
    const Selection further(false, {"node_memory_Di", "node_vmstat_"}, measurements());
    EXPECT_TRUE(told(further, "MemTotal"));
    EXPECT_TRUE(told(further, "Dirty"));
    EXPECT_FALSE(told(further, "Mapped"));
    EXPECT_TRUE(told(Selection(true, {}, measurements()), "Mapped"));
}

TEST(HostSelection, APointOfWhichNothingIsLeftIsNotTold) {
    Point point(memory_measurement, WallTime{}, Duration{1});
    memory_measurement.set(point, "Dirty", 1);
    EXPECT_FALSE(Selection(false, {}, measurements()).apply(point));
}

TEST(HostSelection, ChoosesOnlyMetricsThatThereAre) {
    std::set<std::string_view> declared;
    for (const Measurement* measurement : measurements())
        for (const FieldSpec& field : measurement->fields())
            declared.insert(field.metric);
    for (const std::string_view name : default_metrics())
        EXPECT_TRUE(declared.contains(name)) << name;
}

}  // namespace
}  // namespace nodewatch::host
