#include "store/regroup.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace nodewatch::store {
namespace {

/// Columns that share three quarters of the rows in which either has a value go together.
constexpr std::size_t shared_of_four = 3;
constexpr std::size_t min_values = 64;

struct Cluster {
    Presence presence;
    std::size_t values = 0;  ///< of one column
    std::vector<std::size_t> columns;
};

bool go_together(const Presence& a, const Presence& b, std::size_t rows) {
    if (a == b) return true;
    std::size_t both = 0;
    std::size_t either = 0;
    for (std::size_t i = 0; i < (rows + 63) / 64; ++i) {
        const std::uint64_t x = a.all() ? ~std::uint64_t{0} : a.words()[i];
        const std::uint64_t y = b.all() ? ~std::uint64_t{0} : b.words()[i];
        both += static_cast<std::size_t>(std::popcount(x & y));
        either += static_cast<std::size_t>(std::popcount(x | y));
    }
    return both * 4 >= either * shared_of_four;
}

std::vector<Cluster> cluster(const Rows& rows) {
    std::vector<Cluster> clusters;
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        const Presence& presence = rows.columns[i].presence;
        const auto found = std::ranges::find_if(clusters, [&](const Cluster& known) {
            return go_together(known.presence, presence, rows.size());
        });
        if (found != clusters.end())
            found->columns.push_back(i);
        else
            clusters.push_back({presence, presence.count(rows.size()), {i}});
    }
    std::ranges::sort(clusters, std::greater<>{}, [](const Cluster& c) {
        return std::pair(c.values * c.columns.size(), c.columns.size());
    });
    return clusters;
}

Rows part_of(const Rows& rows, std::vector<std::size_t> columns) {
    std::ranges::sort(columns);  // keys ascend in a chunk
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const bool any = std::ranges::any_of(
            columns, [&](std::size_t i) { return rows.columns[i].presence.at(row); });
        if (any) kept.push_back(row);
    }
    Rows part;
    for (const std::size_t row : kept)
        part.times.push_back(rows.times[row]);
    for (const std::size_t i : columns) {
        const Column& from = rows.columns[i];
        Column& to = part.columns.emplace_back();
        to.key = from.key;
        for (std::size_t row = 0; row < kept.size(); ++row) {
            to.values.push_back(from.values[kept[row]]);
            to.presence.set(row, from.presence.at(kept[row]), row + 1);
        }
    }
    return part;
}

}  // namespace

std::vector<Rows> split_by_presence(Rows rows) {
    std::vector<Rows> parts;
    std::vector<Cluster> clusters = cluster(rows);
    for (std::size_t i = 1; i < clusters.size(); ++i) {
        if (clusters[i].values >= min_values) continue;
        auto& main = clusters.front().columns;
        main.insert(main.end(), clusters[i].columns.begin(), clusters[i].columns.end());
        clusters[i].columns.clear();
    }
    std::erase_if(clusters, [](const Cluster& c) { return c.columns.empty(); });
    if (clusters.size() <= 1) {
        parts.push_back(std::move(rows));
        return parts;
    }
    for (const Cluster& c : clusters)
        parts.push_back(part_of(rows, c.columns));
    return parts;
}

}  // namespace nodewatch::store
