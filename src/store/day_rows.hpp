#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "store/chunk.hpp"
#include "store/series_source.hpp"

namespace nodewatch::store {

/// Blobs of one group in the order in which they came, each with one chunk or more, put together:
/// ordered by time, of two values of a series for one time the one that came later.
class DayRows {
public:
    /// Keeps a copy of the bytes. A blob or a column that is damaged is counted and left out.
    void add(ByteView blob);
    std::uint64_t damaged() const { return damaged_; }

    using Visitor = std::function<Result<>(const Rows&)>;
    /// The rows within the range, `size` at a time, the last time fewer.
    Result<> visit(TimeRange range, std::size_t size, const Visitor& visit);

private:
    struct Part {
        std::size_t blob = 0;  ///< later ones have larger numbers
        ChunkView view;
    };

    void append(const ChunkView& view, TimeRange range, Rows& rows);

    std::vector<std::unique_ptr<const Bytes>> blobs_;
    std::vector<Part> parts_;
    std::uint64_t damaged_ = 0;
};

/// The rows [from, to) of all columns.
Rows slice(const Rows& rows, std::size_t from, std::size_t to);

}  // namespace nodewatch::store
