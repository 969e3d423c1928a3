#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "base/text_hash.hpp"
#include "store/labels.hpp"
#include "store/matcher.hpp"
#include "store/series_source.hpp"

namespace nodewatch::store {

/// Dense numbers of series, from 1. Not used again while the program runs.
using SeriesId = std::uint32_t;

/// Which series there are and how selectors find them. Every text is kept once; a series is a list
/// of pairs of numbers. What a dropped series had stays until the next start.
///
/// Thread-safe. A mutex and not a snapshot, because writers are rare (a new series) and a copy of
/// the index at each would cost more than the wait for a reader, which is below 10 ms even for a
/// regular expression over 40,000 series.
class SeriesIndex {
public:
    explicit SeriesIndex(std::size_t max_series) : max_series_(max_series) {}

    struct Found {
        SeriesId id = 0;
        bool added = false;
    };
    /// `too_large` when it would be one series more than the limit.
    Result<Found> find_or_add(const Labels& labels);
    /// For series that a file already has; ids come in any order.
    void restore(SeriesId id, const Labels& labels, TimeRange bounds);

    /// Those that match all matchers, in no order.
    std::vector<SeriesId> match(const std::vector<Matcher>& matchers) const;
    struct LabelView {
        std::string_view name;
        std::string_view value;
    };
    /// The labels called `name` (empty: all labels) of the series that match all matchers and that
    /// `counts` accepts, each once. The texts live as long as the index. `counts` is called under
    /// the lock and must not come back here.
    std::vector<LabelView> find_labels(
        const std::vector<Matcher>& matchers, std::string_view name,
        const std::function<bool(SeriesId, TimeRange bounds)>& counts) const;
    /// Orders as their labels are ordered.
    void sort(std::vector<SeriesId>& ids) const;
    Labels labels(SeriesId id) const;
    /// Equal for series that share all labels but the name.
    std::uint64_t family(SeriesId id) const;

    /// The times between which samples on disk lie; `from` after `to` when there are none.
    TimeRange bounds(SeriesId id) const;
    void extend(SeriesId id, TimeRange bounds);
    void drop(const std::vector<SeriesId>& ids);

    std::size_t size() const;
    std::size_t max_series() const { return max_series_; }

    static constexpr TimeRange no_bounds{std::numeric_limits<std::int64_t>::max(),
                                         std::numeric_limits<std::int64_t>::min()};

private:
    using Symbol = std::uint32_t;
    struct Pair {
        Symbol name;
        Symbol value;
    };
    struct Entry {
        std::uint32_t first_pair = 0;
        std::uint32_t pairs = 0;  ///< none: no such series
        TimeRange bounds = no_bounds;
    };
    class Test;

    Symbol intern(std::string_view text);
    const Symbol* find_symbol(std::string_view text) const;
    SeriesId find(const Labels& labels, std::size_t hash) const;
    bool same(const Entry& entry, const Labels& labels) const;
    void insert(SeriesId id, const Labels& labels, std::size_t hash, TimeRange bounds);
    Labels labels_of(const Entry& entry) const;
    bool before(SeriesId a, SeriesId b) const;
    std::vector<SeriesId> match_locked(const std::vector<Matcher>& matchers) const;
    const std::vector<SeriesId>* shortest_postings(const std::vector<Matcher>& matchers,
                                                   bool& impossible) const;
    static std::uint64_t posting_key(Pair pair) {
        return std::uint64_t{pair.name} << 32U | pair.value;
    }
    static Pair pair_of(std::uint64_t key) {
        return {static_cast<Symbol>(key >> 32U), static_cast<Symbol>(key)};
    }

    const std::size_t max_series_;
    mutable std::shared_mutex mutex_;
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, Symbol, TextHash> symbols_;
    std::vector<Pair> pairs_;
    std::vector<Entry> entries_{1};  ///< by id
    std::unordered_multimap<std::size_t, SeriesId> by_hash_;
    std::unordered_map<std::uint64_t, std::vector<SeriesId>> postings_;
    std::size_t size_ = 0;
};

}  // namespace nodewatch::store
