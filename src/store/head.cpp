#include "store/head.hpp"

#include <algorithm>

namespace nodewatch::store {
namespace {

/// Samples that are taken under one hold of the mutex: some ten microseconds.
constexpr std::size_t samples_of_one_lock = 512;

/// Calls `visit(row)` for the rows in which the column has a value, until it returns false.
template <typename Visit>
void visit_present_rows(const Column& column, const std::vector<std::int64_t>& times, bool ordered,
                        TimeRange range, Visit visit) {
    // A column may be shorter than the times: nothing came for it since.
    const auto begin = times.begin();
    auto row = begin;
    auto end = begin + static_cast<std::ptrdiff_t>(column.values.size());
    if (ordered) {
        row = std::lower_bound(row, end, range.from);
        end = std::upper_bound(row, end, range.to);
    }
    for (; row != end; ++row) {
        const auto i = static_cast<std::size_t>(row - begin);
        if (*row < range.from || *row > range.to || !column.presence.at(i)) continue;
        if (!visit(i)) return;
    }
}

}  // namespace

Head::Counts& Head::Counts::operator+=(const Counts& other) {
    taken += other.taken;
    too_old += other.too_old;
    bad_time += other.bad_time;
    no_group += other.no_group;
    return *this;
}

Head::Group* Head::find(GroupId group) const {
    return group < groups_.size() ? groups_[group].get() : nullptr;
}

Head::Group& Head::make(GroupId group) {
    if (group >= groups_.size()) groups_.resize(std::size_t{group} + 1);
    if (!groups_[group]) groups_[group] = std::make_unique<Group>();
    return *groups_[group];
}

GroupId Head::new_group() {
    const std::scoped_lock lock(mutex_);
    const std::size_t id = std::max<std::size_t>(groups_.size(), 1);
    if (id > max_group_id) return 0;
    make(static_cast<GroupId>(id));
    return static_cast<GroupId>(id);
}

void Head::set_place(Place& place, GroupId group) {
    if (Group* const former = find(place.group)) --former->series;
    if (Group* const next = find(group)) ++next->series;
    place = {group, no_column};
}

void Head::place(SeriesId series, GroupId group) {
    const std::scoped_lock lock(mutex_);
    if (series >= places_.size()) places_.resize(std::size_t{series} + 1);
    Place& place = places_[series];
    if (place.group == group) return;
    if (place.group != 0) former_[series].push_back(place.group);
    set_place(place, group);
    changed_.push_back(series);
}

void Head::keep_together(GroupId group) {
    const std::scoped_lock lock(mutex_);
    make(group).kept_together = true;
}

bool Head::is_kept_together(GroupId group) const {
    const std::scoped_lock lock(mutex_);
    const Group* found = find(group);
    return found != nullptr && found->kept_together;
}

void Head::restore(SeriesId series, GroupId group, std::vector<GroupId> former) {
    const std::scoped_lock lock(mutex_);
    if (series >= places_.size()) places_.resize(std::size_t{series} + 1);
    make(group);
    set_place(places_[series], group);
    for (const GroupId old : former)
        make(old);
    if (!former.empty()) former_[series] = std::move(former);
}

GroupId Head::group_of_locked(SeriesId series) const {
    return series < places_.size() ? places_[series].group : 0;
}

GroupId Head::group_of(SeriesId series) const {
    const std::scoped_lock lock(mutex_);
    return group_of_locked(series);
}

std::vector<GroupId> Head::groups_of_locked(SeriesId series) const {
    std::vector<GroupId> groups;
    if (const GroupId group = group_of_locked(series); group != 0) groups.push_back(group);
    if (const auto found = former_.find(series); found != former_.end())
        groups.insert(groups.end(), found->second.begin(), found->second.end());
    return groups;
}

std::vector<GroupId> Head::groups_of(SeriesId series) const {
    const std::scoped_lock lock(mutex_);
    return groups_of_locked(series);
}

std::size_t Head::columns_of(GroupId group) const {
    const std::scoped_lock lock(mutex_);
    const Group* found = find(group);
    return found == nullptr ? 0 : found->columns.size();
}

std::size_t Head::size_of(GroupId group) const {
    const std::scoped_lock lock(mutex_);
    const Group* found = find(group);
    return found == nullptr ? 0 : std::max(found->columns.size(), found->series);
}

bool Head::has_time(GroupId group, std::int64_t time) const {
    const std::scoped_lock lock(mutex_);
    const Group* found = find(group);
    return found != nullptr &&
           std::find(found->times.rbegin(), found->times.rend(), time) != found->times.rend();
}

Head::OpenColumn& Head::column_of(SeriesId series, Group& group) {
    Place& place = places_[series];
    if (place.column == no_column) {
        place.column = static_cast<std::uint32_t>(group.columns.size());
        group.columns.emplace_back().column.key = series;
        ++columns_;
    }
    return group.columns[place.column];
}

std::size_t Head::new_row(Group& group, std::int64_t time) {
    group.ordered = group.ordered && (group.times.empty() || group.times.back() < time);
    group.times.push_back(time);
    return group.times.size() - 1;
}

/// The row of that time that the column may fill. What the log has is not changed, and a time that
/// is not where the columns of a group meet becomes a new row: reading orders them.
std::size_t Head::row_for(Group& group, OpenColumn& column, std::int64_t time) {
    const auto free = [&](std::size_t row) {
        return row >= group.logged && row < group.times.size() && group.times[row] == time &&
               (row >= column.column.values.size() || !column.column.presence.at(row));
    };
    if (group.times.empty() || time > group.times.back()) return new_row(group, time);
    if (free(group.times.size() - 1)) return group.times.size() - 1;
    while (column.next < group.times.size() && group.times[column.next] < time)
        ++column.next;
    if (free(column.next)) return column.next;
    return new_row(group, time);
}

void Head::fill(OpenColumn& open, std::size_t row, std::int64_t time, double value) {
    Column& column = open.column;
    if (row < column.values.size()) {
        column.values[row] = value;
        column.presence.set(row, true, column.values.size());
    } else {
        pad(column, row);
        column.values.push_back(value);
        column.presence.set(row, true, row + 1);
    }
    open.newest = std::max(open.newest, time);
    open.next = row + 1;
    ++samples_;
    ++unflushed_;
}

void Head::touch(Group& group, GroupId id) {
    if (group.dirty) return;
    group.dirty = true;
    dirty_.push_back(id);
}

Head::Outcome Head::append_row(GroupId id, std::int64_t time, std::span<const Value> values,
                               Lateness lateness) {
    if (time < 0 || time > max_time) return Outcome::bad_time;
    const std::scoped_lock lock(mutex_);
    Group* group = find(id);
    if (group == nullptr) return Outcome::no_group;
    if (time < lateness.oldest(group->newest)) return Outcome::too_old;
    const auto is_here = [&](const Value& v) { return group_of_locked(v.series) == id; };
    if (!std::ranges::all_of(values, is_here)) return Outcome::no_group;
    const std::size_t row = new_row(*group, time);
    group->newest = std::max(group->newest, time);
    for (const Value& value : values)
        fill(column_of(value.series, *group), row, time, value.value);
    touch(*group, id);
    return Outcome::taken;
}

Head::Outcome Head::append_one(const Sample& sample, Lateness lateness) {
    if (sample.time < 0 || sample.time > max_time) return Outcome::bad_time;
    const GroupId id = group_of_locked(sample.series);
    Group* group = find(id);
    if (id == 0 || group == nullptr) return Outcome::no_group;
    OpenColumn& column = column_of(sample.series, *group);
    if (sample.time < lateness.oldest(column.newest)) return Outcome::too_old;
    fill(column, row_for(*group, column, sample.time), sample.time, sample.value);
    group->newest = std::max(group->newest, sample.time);
    touch(*group, id);
    return Outcome::taken;
}

Head::Counts Head::append(std::span<const Sample> samples, Lateness lateness) {
    Counts counts;
    while (!samples.empty()) {
        const std::scoped_lock lock(mutex_);
        const auto part = samples.first(std::min(samples.size(), samples_of_one_lock));
        for (const Sample& sample : part) {
            switch (append_one(sample, lateness)) {
                case Outcome::taken:
                    ++counts.taken;
                    break;
                case Outcome::too_old:
                    ++counts.too_old;
                    break;
                case Outcome::bad_time:
                    ++counts.bad_time;
                    break;
                case Outcome::no_group:
                    ++counts.no_group;
                    break;
            }
        }
        samples = samples.subspan(part.size());
    }
    return counts;
}

void Head::restore_rows(GroupId id, const Rows& rows) {
    const std::scoped_lock lock(mutex_);
    Group& group = make(id);
    const std::size_t begin = group.times.size();
    for (const std::int64_t time : rows.times) {
        new_row(group, time);
        group.newest = std::max(group.newest, time);
    }
    constexpr Lateness any{};
    for (const Column& column : rows.columns) {
        const auto series = static_cast<SeriesId>(column.key);
        const GroupId current = group_of_locked(series);
        if (current == 0) continue;  // its entry is damaged
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (!column.presence.at(row)) continue;
            // A series that moved on to another group has its rows there now.
            if (current == id)
                fill(column_of(series, group), begin + row, rows.times[row], column.values[row]);
            else
                append_one({series, rows.times[row], column.values[row]}, any);
        }
    }
    unflushed_ = 0;
    group.logged = group.times.size();
}

Rows Head::copy(const Group& group, std::size_t from) {
    Rows rows;
    const auto begin = static_cast<std::ptrdiff_t>(from);
    rows.times.assign(group.times.begin() + begin, group.times.end());
    rows.columns.reserve(group.columns.size());
    for (const OpenColumn& open : group.columns) {
        const Column& column = open.column;
        if (column.values.size() <= from) continue;
        Column& part = rows.columns.emplace_back();
        part.key = column.key;
        part.values.assign(column.values.begin() + begin, column.values.end());
        for (std::size_t row = from; row < column.values.size(); ++row)
            part.presence.set(row - from, column.presence.at(row), part.values.size());
        pad(part, rows.size());
    }
    return rows;
}

std::shared_ptr<const Rows> Head::close(Group& group) {
    auto rows = std::make_shared<Rows>();
    rows->times = std::exchange(group.times, {});
    group.ordered = true;
    for (OpenColumn& open : group.columns) {
        open.next = 0;
        if (open.column.values.empty()) continue;
        Column& column = rows->columns.emplace_back(std::move(open.column));
        open.column = Column{column.key, {}, {}};
        pad(column, rows->size());
    }
    std::ranges::sort(rows->columns, {}, &Column::key);
    group.logged = 0;
    group.closed.push_back(rows);
    return rows;
}

void Head::collect(std::size_t chunk_rows, FlushWork& work) {
    std::vector<GroupId> dirty;
    {
        const std::scoped_lock lock(mutex_);
        dirty.swap(dirty_);
        collected_ += unflushed_.exchange(0);
        work.series.insert(work.series.end(), changed_.begin(), changed_.end());
        changed_.clear();
    }
    for (const GroupId id : dirty) {
        const std::scoped_lock lock(mutex_);
        Group& group = *groups_[id];
        group.dirty = false;
        if (group.times.size() >= chunk_rows) {
            work.closed.push_back({id, close(group)});
        } else if (group.logged < group.times.size()) {
            work.logged.emplace_back(id, copy(group, group.logged));
            group.logged = group.times.size();
        }
    }
}

void Head::touch_all() {
    const std::scoped_lock lock(mutex_);
    for (GroupId id = 1; id < groups_.size(); ++id) {
        if (groups_[id] && !groups_[id]->times.empty()) touch(*groups_[id], id);
    }
}

std::vector<std::pair<GroupId, Rows>> Head::open_rows() const {
    std::vector<std::pair<GroupId, Rows>> all;
    const std::size_t end = groups();
    for (GroupId id = 1; id < end; ++id) {
        const std::scoped_lock lock(mutex_);
        const Group* group = find(id);
        if (group != nullptr && !group->times.empty()) all.emplace_back(id, copy(*group, 0));
    }
    return all;
}

void Head::committed(const FlushWork& work) {
    for (const FlushWork::Closed& closed : work.closed) {
        std::size_t samples = 0;
        for (const Column& column : closed.rows->columns)
            samples += column.presence.count(closed.rows->size());
        const std::scoped_lock lock(mutex_);
        std::erase(groups_[closed.group]->closed, closed.rows);
        samples_ -= samples;
    }
    collected_ = 0;
}

void Head::drop(const std::vector<SeriesId>& series) {
    const std::scoped_lock lock(mutex_);
    for (const SeriesId id : series) {
        if (id >= places_.size()) continue;
        set_place(places_[id], 0);
        former_.erase(id);
    }
}

/// Where the open rows of a series are; null when it has none.
const Column* Head::open_column(SeriesId series, GroupId id, const Group& group) const {
    if (group.times.empty()) return nullptr;
    if (const Place place = places_[series]; place.group == id)
        return place.column == no_column ? nullptr : &group.columns[place.column].column;
    // A group that the series left does not have its place any more.
    const auto found = std::ranges::find(group.columns, series,
                                         [](const OpenColumn& open) { return open.column.key; });
    return found == group.columns.end() ? nullptr : &found->column;
}

/// Calls `visit(column, times, ordered)`, the oldest first: of two values for one time the later
/// counts.
template <typename Visit>
void Head::visit_columns(SeriesId series, std::span<const GroupId> groups, Visit visit) const {
    for (auto id = groups.rbegin(); id != groups.rend(); ++id) {
        const Group* group = find(*id);
        if (group == nullptr) continue;
        for (const auto& rows : group->closed) {
            const auto column = std::ranges::lower_bound(rows->columns, series, {}, &Column::key);
            if (column != rows->columns.end() && column->key == series)
                visit(*column, rows->times, false);
        }
        if (const Column* open = open_column(series, *id, *group))
            visit(*open, group->times, group->ordered);
    }
}

Head::View Head::view(SeriesId series, TimeRange range) const {
    const std::scoped_lock lock(mutex_);
    View view;
    view.groups = groups_of_locked(series);
    visit_columns(series, view.groups, [&](const auto& column, const auto& times, bool ordered) {
        visit_present_rows(column, times, ordered, range, [&](std::size_t row) {
            view.samples.times.push_back(times[row]);
            view.samples.values.push_back(column.values[row]);
            return true;
        });
    });
    return view;
}

std::int64_t Head::newest(SeriesId series) const {
    const std::scoped_lock lock(mutex_);
    std::int64_t newest = never;
    for (const GroupId id : groups_of_locked(series)) {
        const Group* const group = find(id);
        if (group == nullptr) continue;
        const auto column = std::ranges::find(
            group->columns, series, [](const OpenColumn& open) { return open.column.key; });
        if (column != group->columns.end()) newest = std::max(newest, column->newest);
    }
    return newest;
}

bool Head::has(SeriesId series, TimeRange range) const {
    const std::scoped_lock lock(mutex_);
    bool found = false;
    visit_columns(series, groups_of_locked(series),
                  [&](const auto& column, const auto& times, bool ordered) {
                      visit_present_rows(column, times, ordered, range, [&](std::size_t) {
                          found = true;
                          return false;
                      });
                  });
    return found;
}

HeadStatistics Head::statistics() const {
    HeadStatistics statistics;
    const std::size_t end = groups();
    for (GroupId id = 1; id < end; ++id) {
        const std::scoped_lock lock(mutex_);
        const Group* group = find(id);
        if (group == nullptr || group->times.empty()) continue;
        statistics.chunks += static_cast<std::uint64_t>(std::ranges::count_if(
            group->columns, [](const OpenColumn& open) { return !open.column.values.empty(); }));
        const auto [first, last] = std::ranges::minmax(group->times);
        statistics.extend({first, last});
    }
    return statistics;
}

std::size_t Head::columns() const {
    const std::scoped_lock lock(mutex_);
    return columns_;
}

std::size_t Head::groups() const {
    const std::scoped_lock lock(mutex_);
    return groups_.size();
}

}  // namespace nodewatch::store
