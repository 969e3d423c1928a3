#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "promql/engine.hpp"

namespace nodewatch::promql {

struct ScriptReport {
    std::size_t cases = 0;   ///< `eval` commands
    std::size_t checks = 0;  ///< evaluations compared: each case is also pinned and run as a range
    std::vector<std::string> failures;
};

/// Runs a script of Prometheus' test language:
///
///     clear
///     load 5m
///       name{label="value"} 1 _ 2+1x3 stale NaN
///     eval instant at 10m EXPRESSION         (also eval_ordered, eval_fail)
///       {label="value"} 1
///
/// Like the original runner, each case is evaluated again with all selectors pinned to its time by
/// `@`, at other times, and as a range query whose middle step is compared.
/// Beyond the original: `eval range from A to B step S EXPRESSION`, whose series have one value a
/// step, `_` for none; and `edges prometheus2` or `edges prometheus3`.
ScriptReport run_script(const std::string& text, Edges edges);

}  // namespace nodewatch::promql
