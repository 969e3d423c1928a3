#pragma once

#include <vector>

#include "store/bytes.hpp"
#include "store/head.hpp"
#include "store/head_log.hpp"
#include "store/tables.hpp"

namespace nodewatch::store {

/// A chunk on its way to the staging table.
struct StagedChunk {
    GroupId group = 0;
    TimeRange bounds;
    std::vector<SeriesId> series;
    Bytes blob;
};

/// What one commit brings to disk. A commit that fails is tried again, together with what came
/// meanwhile.
struct Flush {
    FlushWork work;
    std::size_t encoded = 0;  ///< of work.closed
    std::vector<StagedChunk> chunks;
    bool empty() const { return work.closed.empty() && work.logged.empty() && work.series.empty(); }
};

/// Encodes what was closed since the last call. Groups that turned out to hold series of different
/// rhythms are split: their series are placed in groups of their own.
void encode_closed(Flush& flush, Head& head);

/// Writes it all in the current transaction, as flush number `number`. The chunks get the numbers
/// after `last_staged`.
Result<> write_flush(sqlite::Connection& connection, const Flush& flush,
                     const std::vector<SeriesRow>& series, std::int64_t number,
                     std::int64_t last_staged);

/// Replaces the log by the open rows of all groups, in the current transaction.
Result<> write_open_rows(sqlite::Connection& connection, const GroupRows& open,
                         std::int64_t number);

/// Puts back into memory what the file has of it: series, open rows, log. Returns the number of the
/// last flush.
Result<std::int64_t> load_head(sqlite::Connection& connection, SeriesIndex& index, Head& head,
                               std::uint64_t& damaged);

}  // namespace nodewatch::store
