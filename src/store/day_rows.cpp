#include "store/day_rows.hpp"

#include <algorithm>
#include <utility>

namespace nodewatch::store {
namespace {

/// Adds rows below others; columns that either lacks have no values there.
void append_rows(Rows& rows, const std::vector<std::int64_t>& times, std::size_t from,
                 std::size_t to, const std::vector<Column>& columns) {
    const std::size_t before = rows.size();
    rows.times.insert(rows.times.end(), times.begin() + static_cast<std::ptrdiff_t>(from),
                      times.begin() + static_cast<std::ptrdiff_t>(to));
    for (const Column& column : columns) {
        auto known = std::ranges::lower_bound(rows.columns, column.key, {}, &Column::key);
        if (known == rows.columns.end() || known->key != column.key)
            known = rows.columns.insert(known, Column{column.key, {}, {}});
        pad(*known, before);
        if (column.presence.all() && known->presence.all()) {
            known->values.insert(known->values.end(),
                                 column.values.begin() + static_cast<std::ptrdiff_t>(from),
                                 column.values.begin() + static_cast<std::ptrdiff_t>(to));
            continue;
        }
        for (std::size_t row = from; row < to; ++row) {
            known->values.push_back(column.values[row]);
            known->presence.set(before + row - from, column.presence.at(row),
                                before + row - from + 1);
        }
    }
    for (Column& column : rows.columns)
        pad(column, rows.size());
}

void append_rows(Rows& rows, const Rows& more) {
    append_rows(rows, more.times, 0, more.size(), more.columns);
}

}  // namespace

Rows slice(const Rows& rows, std::size_t from, std::size_t to) {
    Rows part;
    append_rows(part, rows.times, from, to, rows.columns);
    return part;
}

void DayRows::add(ByteView blob) {
    const Bytes& kept = *blobs_.emplace_back(std::make_unique<Bytes>(blob.begin(), blob.end()));
    for (ByteView rest = kept; !rest.empty();) {
        auto view = ChunkView::parse(rest);
        if (!view) {
            ++damaged_;
            return;
        }
        rest = rest.subspan(view->bytes());
        parts_.push_back({blobs_.size(), std::move(*view)});
    }
}

void DayRows::append(const ChunkView& view, TimeRange range, Rows& rows) {
    std::vector<std::int64_t> times;
    if (!view.times(times)) {
        ++damaged_;
        return;
    }
    std::vector<Column> columns;
    for (std::size_t i = 0; i < view.columns(); ++i) {
        if (!view.column(i, columns.emplace_back())) {
            ++damaged_;
            columns.pop_back();
        }
    }
    const auto from = std::ranges::lower_bound(times, range.from) - times.begin();
    const auto to = std::ranges::upper_bound(times, range.to) - times.begin();
    if (from >= to || columns.empty()) return;
    append_rows(rows, times, static_cast<std::size_t>(from), static_cast<std::size_t>(to), columns);
}

Result<> DayRows::visit(TimeRange range, std::size_t size, const Visitor& visit) {
    std::erase_if(parts_, [&](const Part& part) {
        return part.view.last() < range.from || part.view.first() > range.to;
    });
    std::ranges::sort(parts_, {}, [](const Part& part) { return part.view.first(); });
    Rows ready;
    for (std::size_t i = 0; i < parts_.size();) {
        // Chunks that overlap in time, put together in the order in which they came.
        std::size_t end = i + 1;
        std::int64_t last = parts_[i].view.last();
        for (; end < parts_.size() && parts_[end].view.first() <= last; ++end)
            last = std::max(last, parts_[end].view.last());
        std::ranges::sort(parts_.begin() + static_cast<std::ptrdiff_t>(i),
                          parts_.begin() + static_cast<std::ptrdiff_t>(end), {},
                          [](const Part& part) { return std::pair(part.blob, part.view.first()); });
        Rows run;
        for (; i < end; ++i)
            append(parts_[i].view, range, run);
        sort_rows(run);
        append_rows(ready, run);
        std::size_t done = 0;
        for (; ready.size() - done >= size; done += size) {
            if (auto visited = visit(slice(ready, done, done + size)); !visited) return visited;
        }
        if (done > 0) ready = slice(ready, done, ready.size());
    }
    return ready.size() > 0 ? visit(ready) : Result<>{};
}

}  // namespace nodewatch::store
