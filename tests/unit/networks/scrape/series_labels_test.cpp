#include "networks/scrape/series_labels.hpp"

#include <gtest/gtest.h>

namespace nodewatch::scrape {
namespace {

using Exposed = std::vector<store::Label>;

ScrapeOptions options_of(store::Labels labels) {
    ScrapeOptions options;
    options.labels = std::move(labels);
    return options;
}

std::string stored(const Exposed& exposed, const ScrapeOptions& options) {
    const auto labels = stored_labels(exposed, options);
    if (!labels) return "error: " + labels.error().message;
    return *labels ? store::to_string(**labels) : "dropped";
}

TEST(SeriesLabels, MovesWhatTheTargetHasToo) {
    const auto options = options_of({{"job", "j"}, {"instance", "i"}});
    EXPECT_EQ(stored({{"__name__", "a"}, {"x", "1"}}, options), R"(a{instance="i",job="j",x="1"})");
    EXPECT_EQ(stored({{"__name__", "a"}, {"job", "own"}}, options),
              R"(a{exported_job="own",instance="i",job="j"})");
    EXPECT_EQ(stored({{"__name__", "a"}, {"job", "own"}, {"exported_job", "other"}}, options),
              R"(a{exported_exported_job="own",exported_job="other",instance="i",job="j"})");
    EXPECT_EQ(stored({{"__name__", "a"}, {"job", ""}}, options), R"(a{instance="i",job="j"})");
}

TEST(SeriesLabels, LeavesThemToTheExporterWhenItIsHonoured) {
    auto options = options_of({{"job", "j"}, {"instance", "i"}});
    options.honor_labels = true;
    EXPECT_EQ(stored({{"__name__", "a"}, {"job", "own"}}, options), R"(a{instance="i",job="own"})");
    // The way of the Pushgateway to say that there is no instance.
    EXPECT_EQ(stored({{"__name__", "a"}, {"instance", ""}}, options), R"(a{job="j"})");
}

TEST(SeriesLabels, RelabelsWhatTheSeriesHasByThen) {
    auto options = options_of({{"job", "j"}});
    options.metric_relabel.push_back(*RelabelRule::make(
        {.action = RelabelAction::drop, .source_labels = {"job", "x"}, .regex = "j;1"}));
    EXPECT_EQ(stored({{"__name__", "a"}, {"x", "1"}}, options), "dropped");
    EXPECT_EQ(stored({{"__name__", "a"}, {"x", "2"}}, options), R"(a{job="j",x="2"})");
    options.metric_relabel.push_back(
        *RelabelRule::make({.action = RelabelAction::label_drop, .regex = "__name__"}));
    EXPECT_TRUE(stored({{"__name__", "a"}, {"x", "2"}}, options).starts_with("error: "));
}

TEST(SeriesLabels, RefusesALabelThatStandsTwice) {
    EXPECT_TRUE(
        stored({{"__name__", "a"}, {"x", "1"}, {"x", "2"}}, options_of({})).starts_with("error: "));
}

TEST(SeriesLabels, KnowsTheLimits) {
    const store::Labels labels{{"__name__", "abcd"}, {"long_name", "v"}, {"x", "value"}};
    ScrapeOptions options;
    EXPECT_TRUE(check_limits(labels, options));
    options.label_limit = 3;
    options.label_name_length_limit = 9;
    options.label_value_length_limit = 5;
    EXPECT_TRUE(check_limits(labels, options));
    auto few = options;
    few.label_limit = 2;
    EXPECT_FALSE(check_limits(labels, few));
    auto short_names = options;
    short_names.label_name_length_limit = 8;
    EXPECT_FALSE(check_limits(labels, short_names));
    auto short_values = options;
    short_values.label_value_length_limit = 4;
    EXPECT_FALSE(check_limits(labels, short_values));
}

std::string with_labels(int count) {
    std::string series = "a{";
    for (int i = 0; i < count; ++i)
        series += "x" + std::to_string(i) + "=\"1\",";
    return series + "}";
}

SeriesFate::Kind fate_kind(std::string_view series, const ScrapeOptions& options = {}) {
    const auto fate = fate_of(series, options);
    EXPECT_TRUE(fate) << fate.error().message;
    return fate ? fate->kind : SeriesFate::Kind::dropped;
}

TEST(SeriesLabels, RefusesWhatTheStoreDoesNotTake) {
    using enum SeriesFate::Kind;
    // The name is a label, too: 128 in all.
    EXPECT_EQ(fate_kind(with_labels(127)), stored);
    EXPECT_EQ(fate_kind(with_labels(128)), refused);
    EXPECT_EQ(fate_kind("a{x=\"" + std::string(16'384, 'v') + "\"}"), stored);
    EXPECT_EQ(fate_kind("a{x=\"" + std::string(16'385, 'v') + "\"}"), refused);
    EXPECT_EQ(fate_kind("a{" + std::string(512, 'n') + "=\"v\"}"), stored);
    EXPECT_EQ(fate_kind("a{" + std::string(513, 'n') + "=\"v\"}"), refused);
    // Relabelling comes first.
    ScrapeOptions options;
    options.metric_relabel.push_back(
        *RelabelRule::make({.action = RelabelAction::label_drop, .regex = "x.*"}));
    EXPECT_EQ(fate_kind(with_labels(250), options), stored);
    EXPECT_EQ(fate_kind(with_labels(256), options), refused);
}

}  // namespace
}  // namespace nodewatch::scrape
