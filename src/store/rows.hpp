#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nodewatch::store {

/// One bit a row: does a column have a value there? Without bits every row has one.
class Presence {
public:
    bool all() const { return words_.empty(); }
    bool at(std::size_t row) const { return all() || (words_[row / 64] >> (row % 64) & 1U) != 0; }
    /// The first `rows` rows have values, unless others were set.
    void set(std::size_t row, bool present, std::size_t rows);
    /// Of the first `rows` rows.
    std::size_t count(std::size_t rows) const;
    /// Of the rows before `row`.
    std::size_t count_before(std::size_t row) const;
    void clear() { words_.clear(); }

    /// Bits beyond the rows are zero.
    const std::vector<std::uint64_t>& words() const { return words_; }
    std::vector<std::uint64_t>& words() { return words_; }

    bool operator==(const Presence&) const = default;

private:
    std::vector<std::uint64_t> words_;
};

/// The values of one series, one a row; where the series has none the value means nothing.
struct Column {
    std::uint64_t key = 0;  ///< the id of the series; in tiers see tiers.hpp
    std::vector<double> values;
    Presence presence;
};

/// Makes the column at least as long as `rows`, with nothing in the new ones.
void pad(Column& column, std::size_t rows);

/// Series that share their times.
struct Rows {
    std::vector<std::int64_t> times;  ///< unix ms
    std::vector<Column> columns;

    std::size_t size() const { return times.size(); }
};

/// Orders the rows by time and makes one row of those with the same time: of two values of a series
/// the one in the later row counts. Afterwards the times strictly ascend.
void sort_rows(Rows& rows);

}  // namespace nodewatch::store
