#include "store/importer.hpp"

#include <algorithm>
#include <map>

namespace nodewatch::store {
namespace {

/// More series in one group do not make it smaller, and reading one of them slower.
constexpr std::size_t max_columns = 64;

/// After so many it is looked whether the disk keeps up.
constexpr std::size_t samples_of_one_step = 65'536;

using FamilyTimes = std::pair<std::uint64_t, std::vector<std::int64_t>>;

/// The same family, and the same times but for the last one.
bool is_cut_short(const FamilyTimes& a, const FamilyTimes& whole) {
    return a.first == whole.first && a.second.size() + 1 == whole.second.size() &&
           std::ranges::equal(a.second, std::span(whole.second).first(a.second.size()));
}

Error not_written(const Error& error) {
    return {ErrorKind::file,
            "the history cannot be written, send this again later: " + error.message, error.code};
}

}  // namespace

Result<SeriesId> Importer::series(const Labels& labels) {
    const auto found = state_.index.find_or_add(labels);
    if (found) return found->id;
    ++state_.counters.refused_limit;
    return failure(found.error());
}

bool Importer::is_placed(SeriesId series) {
    if (series < placed_.size() && placed_[series]) return true;
    if (state_.head.group_of(series) == 0) return false;
    if (series >= placed_.size()) placed_.resize(std::size_t{series} + 1, false);
    placed_[series] = true;
    return true;
}

/// A group of the family that has these times already, or a new one.
GroupId Importer::group_for(std::uint64_t family, const Times& times) {
    std::vector<GroupId>& groups = groups_[family];
    for (const GroupId group : groups) {
        if (state_.head.columns_of(group) + 1 < max_columns &&
            state_.head.has_time(group, times.front()) &&
            state_.head.has_time(group, times.back())) {
            return group;
        }
    }
    const GroupId group = state_.head.new_group();
    if (group != 0) groups.push_back(group);
    return group;
}

void Importer::place_new(std::span<const Head::Sample> samples) {
    std::map<SeriesId, Times> times_of;
    for (const Head::Sample& sample : samples) {
        if (!is_placed(sample.series)) times_of[sample.series].push_back(sample.time);
    }
    // Series with the same times, by family.
    std::map<FamilyTimes, std::vector<SeriesId>> clusters;
    for (auto& [series, times] : times_of) {
        if (series == 0) continue;
        clusters[{state_.index.family(series), std::move(times)}].push_back(series);
    }
    // A batch may end in the middle of a row: then some series lack the last time, and in the order
    // of the map come right before those that have it.
    for (auto next = clusters.begin(); next != clusters.end();) {
        const auto cluster = next++;
        if (next == clusters.end() || !is_cut_short(cluster->first, next->first)) {
            place_together(cluster->first.first, cluster->first.second, cluster->second);
            continue;
        }
        next->second.insert(next->second.end(), cluster->second.begin(), cluster->second.end());
    }
}

void Importer::place_together(std::uint64_t family, const Times& times,
                              const std::vector<SeriesId>& members) {
    GroupId group = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i % max_columns == 0) group = group_for(family, times);
        if (group != 0) state_.head.place(members[i], group);
    }
}

Result<Head::Counts> Importer::append(std::span<const Head::Sample> samples) {
    if (auto written = writer_.last_flush(); !written) return failure(not_written(written.error()));
    Head::Counts total;
    while (!samples.empty()) {
        if (auto room = writer_.wait_for_room(state_.options.max_unflushed / 4); !room)
            return failure(not_written(room.error()));
        const auto part = samples.first(std::min(samples.size(), samples_of_one_step));
        samples = samples.subspan(part.size());
        place_new(part);
        total += state_.head.append(part, state_.lateness());
    }
    state_.counters.samples += total.taken;
    state_.counters.refused_old += total.too_old;
    state_.counters.refused_time += total.bad_time;
    state_.counters.refused_limit += total.no_group;
    if (total.taken > 0 && !writer_.committed_lately()) {
        if (auto written = writer_.flush_now(); !written)
            return failure(not_written(written.error()));
    }
    return total;
}

}  // namespace nodewatch::store
