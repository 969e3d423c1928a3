#include "telemetry/histogram.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/clock.hpp"
#include "telemetry/documentation.hpp"
#include "telemetry/exposition.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/validate.hpp"

namespace nodewatch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct LatencyMeasurement : Measurement {
    LatencyMeasurement() : Measurement("latency", "How long it takes") {}
    HistogramFields seconds =
        histogram("latency", "test_latency_seconds", "seconds", "How long", {0.25, 1});
};

class HistogramTest : public ::testing::Test {
protected:
    HistogramTest() { hub.add(latest); }

    std::string exposed(ExpositionFormat format) {
        Point point(measurement, clock.now().wall, Duration{5'000});
        histogram.write(point);
        Publisher(hub, {"xrpl", "val-1"}).publish(point);
        return write_exposition(latest, clock.now(), format);
    }

    ManualClock clock;
    LatencyMeasurement measurement;
    Histogram histogram{measurement.seconds};
    Hub hub;
    LatestValues latest{clock};
};

TEST_F(HistogramTest, CountsUpToEachBoundInclusively) {
    for (const double value : {0.25, 0.5, 1.0, 7.0})
        histogram.observe(value);
    EXPECT_EQ(exposed(ExpositionFormat::prometheus_text), R"(# HELP test_latency_seconds How long
# TYPE test_latency_seconds histogram
test_latency_seconds_bucket{network="xrpl",node="val-1",le="0.25"} 1
test_latency_seconds_bucket{network="xrpl",node="val-1",le="1"} 3
test_latency_seconds_bucket{network="xrpl",node="val-1",le="+Inf"} 4
test_latency_seconds_sum{network="xrpl",node="val-1"} 8.75
test_latency_seconds_count{network="xrpl",node="val-1"} 4
)");
}

TEST_F(HistogramTest, OpenMetricsWantsBoundsWithAFraction) {
    histogram.observe(0.5);
    EXPECT_EQ(exposed(ExpositionFormat::open_metrics), R"(# HELP test_latency_seconds How long
# TYPE test_latency_seconds histogram
# UNIT test_latency_seconds seconds
test_latency_seconds_bucket{network="xrpl",node="val-1",le="0.25"} 0
test_latency_seconds_bucket{network="xrpl",node="val-1",le="1.0"} 1
test_latency_seconds_bucket{network="xrpl",node="val-1",le="+Inf"} 1
test_latency_seconds_sum{network="xrpl",node="val-1"} 0.5
test_latency_seconds_count{network="xrpl",node="val-1"} 1
# EOF
)");
}

TEST_F(HistogramTest, WhatIsNotANumberIsNoObservation) {
    histogram.observe(std::numeric_limits<double>::quiet_NaN());
    EXPECT_EQ(histogram.count(), 0);
    EXPECT_THAT(exposed(ExpositionFormat::prometheus_text),
                HasSubstr("test_latency_seconds_sum{network=\"xrpl\",node=\"val-1\"} 0\n"));
}

TEST_F(HistogramTest, TheDeclarationIsValidAndDocumented) {
    EXPECT_THAT(validate_measurements({&measurement}), IsEmpty());
    EXPECT_THAT(
        write_metrics_documentation({&measurement}),
        HasSubstr("| `test_latency_seconds_bucket` | histogram | 1 | `le`: 0.25, 1, +Inf |"));
}

}  // namespace
}  // namespace nodewatch
