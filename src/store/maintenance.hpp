#pragma once

#include "store/writer.hpp"

namespace nodewatch::store {

/// What the writer does once an hour between its flushes: merge the days that ended, delete what is
/// too old. By the monotonic clock, so that a step of the wall clock starts nothing by itself.
class Maintenance {
public:
    /// The first time a minute after the start.
    explicit Maintenance(SteadyTime started) : next_(started + std::chrono::minutes{1}) {}

    void run_if_due(Writer& writer);

private:
    SteadyTime next_;
};

/// All that run_if_due() does, at once.
Result<> maintain(Writer& writer, std::int64_t now_ms);

/// Brings the file to its smallest: everything in memory into chunks, all chunks merged, free pages
/// given back.
Result<> compact(Writer& writer);

/// Copies the file, as it is at the end of the copy, to a new one, while the store goes on.
Result<> back_up(Writer& writer, const std::string& path);

}  // namespace nodewatch::store
