#pragma once

#include <string>

namespace nodewatch::app {

/// What follows `nodewatch query`.
struct QueryArguments {
    std::string expr;
    std::string time;    ///< unix seconds or RFC 3339; empty: now
    std::string range;   ///< "6h" back from `time`; empty: an instant query
    std::string step;    ///< "1m"; empty: what gives some 120 points
    std::string format;  ///< "table", "json", "csv"; empty: as fits the output
    std::string url = "http://127.0.0.1:8090";
};

/// Asks a running nodewatch, or any other server of the Prometheus API, and prints its answer.
/// Returns the exit status: 2 when the question cannot be asked so, 1 when it cannot be answered.
int run_query(const QueryArguments& arguments);

}  // namespace nodewatch::app
