#include "networks/scrape/relabel_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.hpp"

namespace nodewatch::scrape {

namespace {

std::uint64_t read_modulus(Settings& settings) {
    const auto text = settings.optional_text("modulus");
    if (!text) return 0;
    const auto value = parse_uint(*text);
    if (!value) settings.fail("modulus", "expected a whole number from 0 to 2^64 - 1");
    return value.value_or(0);
}

/// A key without a value, `replacement:`, is an empty text to Prometheus.
std::optional<std::string> read_rule_text(Settings& settings, std::string_view key) {
    auto text = settings.optional_text(key);
    const auto keys = settings.keys();
    if (!text && !settings.has(key) && std::ranges::find(keys, key) != keys.end()) return "";
    return text;
}

std::optional<RelabelRule> read_rule(Settings& settings) {
    RelabelText text;
    const std::string word = settings.text("action", "replace");
    const auto action = parse_relabel_action(word);
    text.source_labels = settings.listed_texts("source_labels");
    text.separator = read_rule_text(settings, "separator");
    text.regex = read_rule_text(settings, "regex");
    text.replacement = read_rule_text(settings, "replacement");
    text.target_label = settings.text("target_label", "");
    text.modulus = read_modulus(settings);
    if (!action) {
        settings.fail("action",
                      fmt::format("expected replace, keep, drop, keepequal, dropequal, hashmod, "
                                  "labelmap, labeldrop, labelkeep, lowercase or uppercase, found "
                                  "'{}'",
                                  escape_controls(abbreviate(word, 60))));
        return std::nullopt;
    }
    text.action = *action;
    auto rule = RelabelRule::make(std::move(text));
    if (!rule) {
        settings.fail(rule.error().code, rule.error().message);
        return std::nullopt;
    }
    return std::move(*rule);
}

}  // namespace

std::vector<RelabelRule> read_relabel_rules(Settings& settings, std::string_view key) {
    std::vector<RelabelRule> rules;
    for (auto& written : settings.list(key))
        if (auto rule = read_rule(written)) rules.push_back(std::move(*rule));
    return rules;
}

}  // namespace nodewatch::scrape
