#include "api/prometheus_metadata.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "api/prometheus_json.hpp"
#include "promql/parser.hpp"

namespace nodewatch::api {
namespace {

/// By metric.
using Entries = std::map<std::string, std::set<MetricMetadata>, std::less<>>;

Error too_large(std::string_view advice) {
    return {
        ErrorKind::too_large,
        fmt::format("the metadata take more than {} MiB; {}", max_metadata_bytes >> 20U, advice),
        "execution"};
}

/// A number as Go reads it. Negative: none.
Result<std::int64_t> parse_metadata_limit(const Parameters& parameters) {
    std::string_view text = parameters.get("limit");
    if (text.empty()) return -1;
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error == std::errc{} && end == text.data() + text.size()) return limit;
    return failure(bad_data("limit must be a number"));
}

bool is_reached(std::int64_t limit, std::size_t count) {
    return limit >= 0 && count >= static_cast<std::size_t>(limit);
}

std::vector<std::shared_ptr<const TargetMetadata>> scraped_targets(const KnownMetadata& known) {
    if (known.scraped == nullptr) return {};
    return known.scraped->targets();
}

/// Of one metric, or of all when that is empty.
std::vector<TargetMetadata::Family> families_of(const TargetMetadata& target,
                                                std::string_view metric) {
    if (metric.empty()) return target.families();
    auto metadata = target.find(metric);
    if (!metadata) return {};
    return {{std::string(metric), std::move(*metadata)}};
}

Result<Entries> entries_of(const KnownMetadata& known, std::string_view metric) {
    Entries all;
    std::size_t bytes = 0;
    for (const auto& [name, metadata] : known.own)
        if (metric.empty() || name == metric) all[name].insert(metadata);
    for (const auto& target : scraped_targets(known)) {
        for (auto& [name, metadata] : families_of(*target, metric)) {
            const std::size_t size = name.size() + metadata.help.size() + metadata.unit.size();
            if (all[std::move(name)].insert(std::move(metadata)).second) bytes += size;
            if (bytes > max_metadata_bytes) return failure(too_large("ask for one `metric`"));
        }
    }
    return all;
}

/// Without braces.
void append_metadata(std::string& out, const MetricMetadata& metadata) {
    out += R"("type":)";
    append_json_string(out, metadata.type);
    out += R"(,"help":)";
    append_json_string(out, metadata.help);
    out += R"(,"unit":)";
    append_json_string(out, metadata.unit);
}

store::Labels labels_of_target(const TargetMetadata& target) {
    store::Labels labels;
    for (const auto& [name, value] : target.labels())
        labels.set(name, value);
    return labels;
}

}  // namespace

std::map<std::string, MetricMetadata> metadata_of(
    const std::vector<const Measurement*>& measurements) {
    std::map<std::string, MetricMetadata> all;
    for (const Measurement* measurement : measurements) {
        for (const FieldSpec& field : measurement->fields()) {
            const std::string unit = field.unit == "1" ? "" : field.unit;
            if (!field.histogram.empty()) {
                all.try_emplace(field.histogram, MetricMetadata{"histogram", field.help, ""});
                continue;
            }
            const std::string type = field.kind == FieldKind::counter ? "counter" : "gauge";
            all.try_emplace(field.metric, MetricMetadata{type, field.help, unit});
        }
    }
    return all;
}

Answer metadata_list(const Question& question, const QueryContext& context) {
    const auto limit = parse_metadata_limit(question.parameters);
    if (!limit) return refusal(limit.error());
    const auto all = entries_of(context.metadata, question.parameters.get("metric"));
    if (!all) return refusal(all.error());
    std::string data = "{";
    std::size_t written = 0;
    for (const auto& [name, entries] : *all) {
        if (is_reached(*limit, written++)) break;
        if (data.size() > max_metadata_bytes)
            return refusal(too_large("ask for one `metric`, or with a `limit`"));
        if (data.back() != '{') data += ',';
        append_json_string(data, name);
        data += ":[";
        for (const MetricMetadata& metadata : entries) {
            if (data.back() != '[') data += ',';
            data += '{';
            append_metadata(data, metadata);
            data += '}';
        }
        data += ']';
    }
    data += '}';
    return success(data);
}

Answer target_metadata_list(const Question& question, const QueryContext& context) {
    const auto limit = parse_metadata_limit(question.parameters);
    if (!limit) return refusal(limit.error());
    std::vector<store::Matcher> matchers;
    if (const auto selector = question.parameters.get("match_target"); !selector.empty()) {
        auto parsed = promql::parse_selector(selector);
        if (!parsed) return refusal(invalid_parameter("match_target", parsed.error()));
        matchers = std::move(*parsed);
    }
    const std::string_view metric = question.parameters.get("metric");
    std::string data = "[";
    std::size_t written = 0;
    for (const auto& target : scraped_targets(context.metadata)) {
        if (is_reached(*limit, written)) break;
        const store::Labels labels = labels_of_target(*target);
        if (!store::all_match(matchers, labels)) continue;
        std::string begin = R"({"target":)";
        append_labels(begin, labels);
        for (const auto& [name, metadata] : families_of(*target, metric)) {
            if (data.size() > max_metadata_bytes)
                return refusal(
                    too_large("ask for one `metric`, or some targets with `match_target`"));
            if (written++ > 0) data += ',';
            data += begin;
            if (metric.empty()) {
                data += R"(,"metric":)";
                append_json_string(data, name);
            }
            data += ',';
            append_metadata(data, metadata);
            data += '}';
        }
    }
    data += ']';
    return success(data);
}

}  // namespace nodewatch::api
