#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "api/prometheus_parameters.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "promql/engine.hpp"
#include "store/series_source.hpp"
#include "telemetry/metadata_board.hpp"

namespace nodewatch::api {

/// What an endpoint of the Prometheus API answers.
struct Answer {
    int status = 200;
    std::string body;    ///< JSON; empty with 204
    bool retry = false;  ///< the same question may be answered in a moment
};

/// {"status":"success","data":...}; `data` is JSON.
Answer success(std::string_view data, const std::vector<std::string>& warnings = {});

/// {"status":"error","errorType":...,"error":...} with the status that Prometheus gives to that
/// type: bad_data 400, not_found 404, execution 422, internal 500, timeout, canceled and
/// unavailable 503, the last to be asked again. An error whose code is none of these is "internal".
Answer refusal(const Error& error);

/// What is known of metrics.
struct KnownMetadata {
    std::map<std::string, MetricMetadata> own;  ///< of those that nodewatch's measurements declare
    const MetadataBoard* scraped = nullptr;     ///< null: none. Outlives this
};

/// What endpoints that read series, or much else, work with. All of it outlives every request.
struct QueryContext {
    const store::SeriesSource& source;
    const promql::Settings& settings;
    const Clock& clock;  ///< only now(), which worker threads may ask
    const KnownMetadata& metadata;
};

/// One request, on its way to a worker thread.
struct Question {
    Parameters parameters;
    std::string path_parameter;          ///< what stood for {} in the path
    std::string body;                    ///< of a request that is no form
    Now asked;                           ///< when it came
    std::function<promql::Stop()> stop;  ///< whether somebody still waits; thread-safe
};

/// Endpoints are pure but for what they read: they run on worker threads, many at a time.
using Endpoint = Answer (*)(const Question& question, const QueryContext& context);

}  // namespace nodewatch::api
