#pragma once

#include <memory>
#include <string>

#include "store/blob_reader.hpp"
#include "store/cache_budget.hpp"
#include "store/head.hpp"
#include "store/options.hpp"
#include "store/series_index.hpp"
#include "store/status.hpp"

namespace nodewatch::store {

/// All that queries see of a store's file as it was at one moment, for who reads it at leisure:
/// from a temporary copy, so that a running store does not wait and its WAL does not grow. The copy
/// has no name: however the program ends, nothing is left of it.
class Snapshot {
public:
    /// Works beside a running store, of which the last second may not be on disk yet. The copy is
    /// as large as the file and lies where SQLite has its temporary files: $SQLITE_TMPDIR, else
    /// $TMPDIR, else /var/tmp.
    static Result<std::unique_ptr<Snapshot>> take(const std::string& path);

    /// Every series, ordered by labels. The snapshot outlives the selection.
    std::unique_ptr<Selection> select_all();
    /// Damaged parts that were met so far and left out.
    std::uint64_t damaged() const { return counters_.damaged_blobs; }

private:
    explicit Snapshot(std::unique_ptr<BlobReader> reader);

    ReaderPool readers_;
    CacheBudget budget_{StoreOptions{}.query_cache_bytes};
    SeriesIndex index_;
    Head head_;
    StoreCounters counters_;
};

}  // namespace nodewatch::store
