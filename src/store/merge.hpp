#pragma once

#include "store/tables.hpp"
#include "store/writer.hpp"

/// Merging: the staged chunks of a day, as they came from memory, become few large ones, ordered by
/// time. Functions of a time; they run on the writer's thread, between its flushes.
namespace nodewatch::store {

/// Rows of a merged chunk: twice as many make the file one to three per cent smaller and a query of
/// one instant up to twice as dear (bench/README.md).
inline constexpr std::size_t merged_rows = 4'096;

/// Merges all staged rows before `until` (unix ms, the start of a day), a group and a day at a
/// time. Stops early when the program is to stop; what was merged stays. Damaged chunks are left
/// out and counted, for nothing can be done with them.
Result<> merge_before(Writer& writer, std::int64_t until);

/// The merged rows of a group on a day, in turn.
Result<> visit_day(sqlite::Connection& connection, GroupId group, std::int64_t day,
                   std::uint64_t& damaged, const std::function<Result<>(const Rows&)>& visit);

}  // namespace nodewatch::store
