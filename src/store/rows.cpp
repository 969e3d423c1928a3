#include "store/rows.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <utility>

namespace nodewatch::store {
namespace {

std::size_t words_for(std::size_t rows) {
    return (rows + 63) / 64;
}

/// For each row that will be: the rows that make it up, in the order in which they came.
struct Order {
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> target;  ///< of rows[i]
    std::size_t size = 0;
};

Order order_of(const std::vector<std::int64_t>& times) {
    Order order;
    order.rows.resize(times.size());
    std::iota(order.rows.begin(), order.rows.end(), 0U);
    std::ranges::sort(order.rows, {}, [&](std::uint32_t row) {
        return std::pair(times[row], row);  // rows of one time stay in their order
    });
    order.target.resize(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
        const bool same = i > 0 && times[order.rows[i]] == times[order.rows[i - 1]];
        if (!same) ++order.size;
        order.target[i] = static_cast<std::uint32_t>(order.size - 1);
    }
    return order;
}

void rearrange(Column& column, const Order& order) {
    std::vector<double> values(order.size, 0.0);
    Presence presence;
    std::vector<bool> found(order.size, false);
    for (std::size_t i = 0; i < order.rows.size(); ++i) {
        if (!column.presence.at(order.rows[i])) continue;
        values[order.target[i]] = column.values[order.rows[i]];
        found[order.target[i]] = true;
    }
    for (std::size_t row = 0; row < order.size; ++row) {
        if (!found[row]) presence.set(row, false, order.size);
    }
    column.values = std::move(values);
    column.presence = std::move(presence);
}

}  // namespace

void Presence::set(std::size_t row, bool present, std::size_t rows) {
    if (all()) {
        if (present) return;
        words_.assign(words_for(rows), ~std::uint64_t{0});
        if (rows % 64 != 0) words_.back() = (std::uint64_t{1} << (rows % 64)) - 1;
    }
    if (row / 64 >= words_.size()) words_.resize(row / 64 + 1, 0);
    const std::uint64_t bit = std::uint64_t{1} << (row % 64);
    if (present)
        words_[row / 64] |= bit;
    else
        words_[row / 64] &= ~bit;
}

std::size_t Presence::count(std::size_t rows) const {
    if (all()) return rows;
    return std::transform_reduce(
        words_.begin(), words_.end(), std::size_t{0}, std::plus<>{},
        [](std::uint64_t word) { return static_cast<std::size_t>(std::popcount(word)); });
}

std::size_t Presence::count_before(std::size_t row) const {
    if (all()) return row;
    std::size_t count = 0;
    for (std::size_t i = 0; i < row / 64; ++i)
        count += static_cast<std::size_t>(std::popcount(words_[i]));
    if (row % 64 == 0) return count;
    const std::uint64_t below = (std::uint64_t{1} << (row % 64)) - 1;
    return count + static_cast<std::size_t>(std::popcount(words_[row / 64] & below));
}

void pad(Column& column, std::size_t rows) {
    for (std::size_t row = column.values.size(); row < rows; ++row) {
        column.values.push_back(0.0);
        column.presence.set(row, false, row + 1);
    }
}

void sort_rows(Rows& rows) {
    if (std::ranges::adjacent_find(rows.times, std::greater_equal<>{}) == rows.times.end()) return;
    const Order order = order_of(rows.times);
    for (Column& column : rows.columns)
        rearrange(column, order);
    std::vector<std::int64_t> times(order.size);
    for (std::size_t i = 0; i < order.rows.size(); ++i)
        times[order.target[i]] = rows.times[order.rows[i]];
    rows.times = std::move(times);
}

}  // namespace nodewatch::store
