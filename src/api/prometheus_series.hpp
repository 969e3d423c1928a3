#pragma once

#include "api/prometheus_answer.hpp"

/// Which series there are: /api/v1/series, labels and label values.
namespace nodewatch::api {

Answer list_series(const Question& question, const QueryContext& context);
Answer list_label_names(const Question& question, const QueryContext& context);
Answer list_label_values(const Question& question, const QueryContext& context);
/// What the store holds, by metric and by label: the ten largest of each.
Answer tsdb_status(const Question& question, const QueryContext& context);

}  // namespace nodewatch::api
