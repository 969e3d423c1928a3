#include "telemetry/validate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/telemetry/measurements.hpp"

namespace nodewatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// One field of each kind with the parts that a test wants wrong.
struct OneField : Measurement {
    OneField(std::string name, std::string metric, FieldKind kind, LabelPairs labels = {},
             std::vector<std::string> tags = {}, std::string help = "Help", std::string unit = "1")
        : Measurement(std::move(name), "Help of the measurement", std::move(tags)) {
        if (kind == FieldKind::counter)
            counter("value", std::move(metric), std::move(unit), std::move(help),
                    std::move(labels));
        else
            gauge("value", std::move(metric), std::move(unit), std::move(help), std::move(labels));
    }
};

std::vector<std::string> findings(std::vector<const Measurement*> measurements,
                                  std::vector<std::string_view> inherited = {}) {
    std::vector<std::string> texts;
    for (const Error& error : validate_measurements(measurements, inherited))
        texts.push_back(error.message);
    return texts;
}

std::vector<std::string> findings_of_gauge(const std::string& metric) {
    const OneField m("m", metric, FieldKind::gauge);
    return findings({&m});
}

TEST(ValidateTest, GoodDeclarationsPass) {
    const testing::ServerMeasurement server;
    const testing::VersionMeasurement versions;
    EXPECT_THAT(findings({&server, &versions}), IsEmpty());
}

TEST(ValidateTest, NamesFollowPrometheus) {
    EXPECT_THAT(findings_of_gauge("ok_name_9"), IsEmpty());
    for (const char* bad : {"", "9lives", "with-dash", "with:colon", "with space", "naïve"})
        EXPECT_THAT(findings_of_gauge(bad), ElementsAre(HasSubstr("no metric name"))) << bad;
}

TEST(ValidateTest, CountersAndOnlyCountersEndInTotal) {
    const OneField counter("m", "test_messages", FieldKind::counter);
    EXPECT_THAT(findings({&counter}), ElementsAre(HasSubstr("ends in _total")));
    EXPECT_THAT(findings_of_gauge("test_total"), ElementsAre(HasSubstr("only a counter")));
}

TEST(ValidateTest, UnitsAreBaseUnitsAndHistogramSuffixesAreTaken) {
    EXPECT_THAT(findings_of_gauge("test_latency_ms"), ElementsAre(HasSubstr("base unit")));
    EXPECT_THAT(findings_of_gauge("test_days_left"), ElementsAre(HasSubstr("base unit")));
    EXPECT_THAT(findings_of_gauge("test_peer_count"), ElementsAre(HasSubstr("histograms")));
}

TEST(ValidateTest, InheritedNamesAreExcusedFromStyle) {
    const OneField m("m", "xrpl_io_latency_ms", FieldKind::gauge);
    EXPECT_THAT(findings({&m}, {"xrpl_io_latency_ms"}), IsEmpty());
    EXPECT_THAT(findings({&m}, {"xrpl_other"}), ElementsAre(HasSubstr("base unit")));
}

TEST(ValidateTest, AMetricMeansTheSameEverywhere) {
    const OneField a("a", "test_value", FieldKind::gauge, {}, {"x"});
    const OneField b("b", "test_value", FieldKind::gauge, {}, {"y"}, "Other help");
    EXPECT_THAT(findings({&a, &b}), ElementsAre(HasSubstr("b.value: test_value: kind, unit")));
}

TEST(ValidateTest, TwoFieldsNeverBecomeTheSameSeries) {
    const OneField plain("a", "test_value", FieldKind::gauge);
    const OneField again("b", "test_value", FieldKind::gauge);
    EXPECT_THAT(findings({&plain, &again}), ElementsAre(HasSubstr("same series as a.value")));

    const OneField full("c", "test_value", FieldKind::gauge, {{"state", "full"}});
    const OneField idle("d", "test_value", FieldKind::gauge, {{"state", "idle"}});
    EXPECT_THAT(findings({&plain, &full, &idle}), IsEmpty());

    const OneField tagged("e", "test_value", FieldKind::gauge, {}, {"state"});
    EXPECT_THAT(findings({&full, &tagged}), ElementsAre(HasSubstr("same series as c.value")));
}

TEST(ValidateTest, FamiliesOfOpenMetricsDoNotMeet) {
    const OneField counter("a", "test_peers_total", FieldKind::counter);
    const OneField gauge("b", "test_peers", FieldKind::gauge);
    EXPECT_THAT(findings({&counter, &gauge}), ElementsAre(HasSubstr("test_peers_total")));
}

TEST(ValidateTest, LabelsAndTagsAreNamesOnce) {
    const OneField taken("a", "test_a", FieldKind::gauge, {}, {"node"});
    const OneField bad("b", "test_b", FieldKind::gauge, {{"a-b", "1"}});
    const OneField twice("c", "test_c", FieldKind::gauge, {{"x", "1"}}, {"x"});
    const OneField empty("d", "test_d", FieldKind::gauge, {{"x", ""}});
    EXPECT_THAT(findings({&taken, &bad, &twice, &empty}),
                ElementsAre(HasSubstr("tag 'node' is there"), HasSubstr("'a-b' is no label name"),
                            HasSubstr("label 'x' is there"), HasSubstr("empty or invalid")));
}

TEST(ValidateTest, MeasurementsAndKeysAreUniqueAndExplained) {
    const OneField a("m", "test_a", FieldKind::gauge);
    const OneField b("m", "test_b", FieldKind::gauge, {}, {}, "", "");
    EXPECT_THAT(findings({&a, &b}), ElementsAre("m: declared twice", "m.value: has no help text",
                                                HasSubstr("m.value: has no unit")));
}

}  // namespace
}  // namespace nodewatch
