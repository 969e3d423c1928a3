#pragma once

#include "api/prometheus_answer.hpp"

namespace nodewatch::api {

inline constexpr std::size_t max_batch_queries = 200;

/// Many range queries over the same steps in one answer, a column of values a series. The format of
/// request and answer is described in docs/api.md. A query that fails has its error beside the
/// results of the others; `bad_data` when the request as a whole cannot be understood.
Answer batch_query(const Question& question, const QueryContext& context);

}  // namespace nodewatch::api
