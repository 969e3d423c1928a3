#pragma once

#include "base/async.hpp"
#include "base/time.hpp"

namespace nodewatch::net {

/// Runs the work for at most `limit`. False when time ran out: then the work was cancelled and has
/// ended. It hands its result over through variables of the caller, which therefore outlive it.
/// Cancelling the caller cancels the work.
Task<bool> finish_within(Duration limit, Task<void> work);

}  // namespace nodewatch::net
