#pragma once

#include <functional>

#include "base/async.hpp"

namespace nodewatch {

/// Runs `task`, and then `last`, which is not cancelled, however the task ended: for what must
/// happen at a stop, too.
Task<void> run_and_then(Task<void> task, std::function<Task<void>()> last);

}  // namespace nodewatch
