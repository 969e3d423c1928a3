#pragma once

#include "store/writer.hpp"

namespace nodewatch::store {

/// Days of raw samples that one call deletes for their age, at most. Called once an hour it keeps
/// up with any backlog in time, and a clock that jumps a year ahead costs two days and not all.
inline constexpr int max_days_deleted_at_once = 2;

/// Deletes what is older than the options allow, whole days and the oldest first: raw samples,
/// tiers, series that have no samples left. A day that goes leaves its minute tier behind. Then, if
/// the file is larger than it may be, further days. Runs on the writer's thread.
Result<> apply_retention(Writer& writer, std::int64_t now_ms);

}  // namespace nodewatch::store
