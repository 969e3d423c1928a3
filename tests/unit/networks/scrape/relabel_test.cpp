#include "networks/scrape/relabel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"

namespace nodewatch::scrape {
namespace {

using ::testing::HasSubstr;

/// What Debian's Prometheus 2.42 makes of rules; tools/record_relabel.py asked it.
json::Array recorded(std::string_view part) {
    static simdjson::dom::parser parser;
    static const json::Element document = parser.load(
        std::string(NODEWATCH_SOURCE_DIR) + "/tests/unit/networks/scrape/relabel_prometheus.json");
    return json::array(document, part).value();
}

std::optional<std::string> optional_text(const json::Element& rule, std::string_view key) {
    const auto text = json::text(rule, key);
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

Result<RelabelRule> make_rule(const json::Element& rule) {
    RelabelText text;
    const auto action = parse_relabel_action(json::text(rule, "action").value_or("replace"));
    if (!action) return failure(ErrorKind::configuration, "unknown action");
    text.action = *action;
    if (const auto sources = json::array(rule, "source_labels"))
        for (const json::Element source : *sources)
            text.source_labels.emplace_back(source.get_string().value());
    text.separator = optional_text(rule, "separator");
    text.regex = optional_text(rule, "regex");
    text.replacement = optional_text(rule, "replacement");
    text.target_label = optional_text(rule, "target_label").value_or("");
    text.modulus = json::unsigned_integer(rule, "modulus").value_or(0);
    return RelabelRule::make(std::move(text));
}

store::Labels labels_of(const json::Object& object) {
    store::Labels labels;
    for (const auto [name, value] : object)
        labels.set(name, value.get_string().value());
    return labels;
}

/// As Prometheus shows the labels of a target.
store::Labels shown(const store::Labels& labels) {
    store::Labels out;
    for (const auto& label : labels)
        if (!label.name.starts_with("__")) out.set(label.name, label.value);
    if (!out.has("instance")) out.set("instance", labels.get("__address__"));
    return out;
}

TEST(Relabel, DoesWhatPrometheusDoes) {
    std::size_t cases = 0;
    for (const json::Element test : recorded("cases")) {
        SCOPED_TRACE(*json::text(test, "name"));
        std::vector<RelabelRule> rules;
        const auto written = json::array(test, "rules").value();
        for (const json::Element rule : written)
            rules.push_back(make_rule(rule).value());
        store::Labels labels = labels_of(*json::object(test, "before"));
        const bool kept = relabel(labels, rules);
        const auto after = json::object(test, "after");
        EXPECT_EQ(kept, after.has_value());
        if (kept && after) {
            EXPECT_EQ(to_string(shown(labels)), to_string(labels_of(*after)));
        }
        ++cases;
    }
    EXPECT_GE(cases, 40U);
}

TEST(Relabel, RefusesWhatPromtoolRefuses) {
    std::size_t cases = 0;
    for (const json::Element test : recorded("written")) {
        const auto rule = make_rule(test["rule"]);
        EXPECT_EQ(rule.has_value(), *json::boolean(test, "valid"))
            << simdjson::minify(json::Element(test["rule"])) << (rule ? "" : rule.error().message);
        ++cases;
    }
    EXPECT_GE(cases, 40U);
}

TEST(Relabel, ErrorsNameActionAndKey) {
    const auto no_target = RelabelRule::make({.action = RelabelAction::hash_mod, .modulus = 4});
    EXPECT_EQ(no_target.error().code, "target_label");
    EXPECT_THAT(no_target.error().message, HasSubstr("`hashmod`"));
    const auto bad_regex = RelabelRule::make({.action = RelabelAction::keep, .regex = "a("});
    EXPECT_EQ(bad_regex.error().code, "regex");
    EXPECT_THAT(bad_regex.error().message, HasSubstr("missing )"));
    const auto huge =
        RelabelRule::make({.action = RelabelAction::keep, .regex = "((a{100}){100}){100}"});
    EXPECT_EQ(huge.error().code, "regex");
}

TEST(Relabel, NamesThatNoLabelCanHaveAreLeftOut) {
    const auto rule = RelabelRule::make({.action = RelabelAction::label_map, .regex = "a(.*)"});
    store::Labels labels{{"a1", "x"}, {"ab", "y"}};
    EXPECT_TRUE(rule->apply(labels));
    EXPECT_EQ(labels, (store::Labels{{"a1", "x"}, {"ab", "y"}, {"b", "y"}}));
}

}  // namespace
}  // namespace nodewatch::scrape
