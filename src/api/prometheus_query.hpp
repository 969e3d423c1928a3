#pragma once

#include <optional>

#include "api/prometheus_answer.hpp"

/// Evaluating expressions: /api/v1/query and its like.
namespace nodewatch::api {

Answer instant_query(const Question& question, const QueryContext& context);
Answer range_query(const Question& question, const QueryContext& context);
/// There are no exemplars here: an empty list for every selector.
Answer exemplars_query(const Question& question, const QueryContext& context);
Answer format_query(const Question& question, const QueryContext& context);
/// The tree of the expression, as Prometheus 3.0 answers.
Answer parse_query(const Question& question, const QueryContext& context);

/// The time limit that a request asks for, in ms; nothing when it asks for none.
Result<std::optional<Duration>> parse_timeout(const Parameters& parameters);

}  // namespace nodewatch::api
