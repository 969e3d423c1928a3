#pragma once

#include "api/prometheus_answer.hpp"
#include "telemetry/schema.hpp"

/// Type, help and unit of metrics: /api/v1/metadata and /api/v1/targets/metadata.
namespace nodewatch::api {

/// Of all metrics that the measurements declare, by name.
std::map<std::string, MetricMetadata> metadata_of(
    const std::vector<const Measurement*>& measurements);

/// Answers are not larger than this and one family; what is, is refused (execution, 422).
inline constexpr std::size_t max_metadata_bytes = 64UL << 20U;

/// By metric whatever is told of it: several entries where targets do not agree. Sorted.
Answer metadata_list(const Question& question, const QueryContext& context);
/// What each scraped target tells. The limit is looked at before each target, as Prometheus 2.42
/// does: the last one may bring more.
Answer target_metadata_list(const Question& question, const QueryContext& context);

}  // namespace nodewatch::api
