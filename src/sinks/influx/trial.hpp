#pragma once

#include "base/async.hpp"
#include "base/result.hpp"
#include "sinks/influx/options.hpp"

namespace nodewatch::influx {

/// Writes a comment, which leaves nothing in the database, as the sink would write points. An error
/// says what the database, or the way to it, has against that.
Task<Result<>> try_database(asio::any_io_executor executor, Options options);

}  // namespace nodewatch::influx
