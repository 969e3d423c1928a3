#include "store/series_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <span>
#include <unordered_set>

namespace nodewatch::store {

/// One matcher against the numbers of texts: each text is compared once.
class SeriesIndex::Test {
public:
    Test(const SeriesIndex& index, const Matcher& matcher)
        : index_(index), matcher_(matcher), name_(index.find_symbol(matcher.name())) {}

    bool passes(const Entry& entry) {
        if (name_ != nullptr) {
            for (std::uint32_t i = 0; i < entry.pairs; ++i) {
                const Pair pair = index_.pairs_[entry.first_pair + i];
                if (pair.name == *name_) return matches(pair.value);
            }
        }
        return matcher_.matches_empty();
    }

private:
    bool matches(Symbol value) {
        const auto [known, added] = known_.try_emplace(value, false);
        if (added) known->second = matcher_.matches(std::string_view(index_.texts_[value]));
        return known->second;
    }

    const SeriesIndex& index_;
    const Matcher& matcher_;
    const Symbol* name_;
    std::unordered_map<Symbol, bool> known_;
};

SeriesIndex::Symbol SeriesIndex::intern(std::string_view text) {
    if (const Symbol* known = find_symbol(text)) return *known;
    const auto symbol = static_cast<Symbol>(texts_.size());
    symbols_.emplace(texts_.emplace_back(text), symbol);
    return symbol;
}

const SeriesIndex::Symbol* SeriesIndex::find_symbol(std::string_view text) const {
    const auto found = symbols_.find(text);
    return found == symbols_.end() ? nullptr : &found->second;
}

bool SeriesIndex::same(const Entry& entry, const Labels& labels) const {
    if (entry.pairs != labels.size()) return false;
    const Pair* pair = pairs_.data() + entry.first_pair;
    return std::ranges::all_of(labels, [&](const Label& label) {
        const Pair current = *pair++;
        return texts_[current.name] == label.name && texts_[current.value] == label.value;
    });
}

SeriesId SeriesIndex::find(const Labels& labels, std::size_t hash) const {
    const auto [first, last] = by_hash_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
        if (same(entries_[it->second], labels)) return it->second;
    }
    return 0;
}

void SeriesIndex::insert(SeriesId id, const Labels& labels, std::size_t hash, TimeRange bounds) {
    Entry& entry = entries_[id];
    entry = {static_cast<std::uint32_t>(pairs_.size()), static_cast<std::uint32_t>(labels.size()),
             bounds};
    for (const Label& label : labels) {
        const Pair pair{intern(label.name), intern(label.value)};
        pairs_.push_back(pair);
        postings_[posting_key(pair)].push_back(id);
    }
    by_hash_.emplace(hash, id);
    ++size_;
}

Result<SeriesIndex::Found> SeriesIndex::find_or_add(const Labels& labels) {
    if (labels.empty()) return failure(ErrorKind::parse, "a series without labels");
    const std::size_t hash = LabelsHash{}(labels);
    {
        const std::shared_lock lock(mutex_);
        if (const SeriesId id = find(labels, hash); id != 0) return Found{id, false};
    }
    const std::unique_lock lock(mutex_);
    if (const SeriesId id = find(labels, hash); id != 0) return Found{id, false};
    if (size_ >= max_series_) {
        return failure(ErrorKind::too_large,
                       fmt::format("the store holds {} series, its limit; {} is refused. Raise the "
                                   "limit or take away a label with ever new values",
                                   size_, to_string(labels)));
    }
    const auto id = static_cast<SeriesId>(entries_.size());
    entries_.emplace_back();
    insert(id, labels, hash, no_bounds);
    return Found{id, true};
}

void SeriesIndex::restore(SeriesId id, const Labels& labels, TimeRange bounds) {
    const std::unique_lock lock(mutex_);
    if (id >= entries_.size()) entries_.resize(std::size_t{id} + 1);
    insert(id, labels, LabelsHash{}(labels), bounds);
}

/// The series with the rarest of the labels that the matchers demand; null when they demand none.
const std::vector<SeriesId>* SeriesIndex::shortest_postings(const std::vector<Matcher>& matchers,
                                                            bool& impossible) const {
    const std::vector<SeriesId>* shortest = nullptr;
    for (const Matcher& matcher : matchers) {
        if (matcher.type() != MatchType::equal || matcher.value().empty()) continue;
        const Symbol* name = find_symbol(matcher.name());
        const Symbol* value = find_symbol(matcher.value());
        const auto found = name == nullptr || value == nullptr
                               ? postings_.end()
                               : postings_.find(posting_key({*name, *value}));
        if (found == postings_.end()) {
            impossible = true;
            return nullptr;
        }
        if (shortest == nullptr || found->second.size() < shortest->size())
            shortest = &found->second;
    }
    return shortest;
}

std::vector<SeriesId> SeriesIndex::match(const std::vector<Matcher>& matchers) const {
    const std::shared_lock lock(mutex_);
    return match_locked(matchers);
}

std::vector<SeriesId> SeriesIndex::match_locked(const std::vector<Matcher>& matchers) const {
    std::vector<SeriesId> result;
    bool impossible = false;
    const std::vector<SeriesId>* candidates = shortest_postings(matchers, impossible);
    if (impossible) return result;
    std::vector<Test> tests;
    for (const Matcher& matcher : matchers)
        tests.emplace_back(*this, matcher);
    const auto consider = [&](SeriesId id) {
        const Entry& entry = entries_[id];
        if (entry.pairs == 0) return;
        if (std::ranges::all_of(tests, [&](Test& test) { return test.passes(entry); }))
            result.push_back(id);
    };
    if (candidates != nullptr) {
        std::ranges::for_each(*candidates, consider);
    } else {
        for (SeriesId id = 1; id < entries_.size(); ++id)
            consider(id);
    }
    return result;
}

std::vector<SeriesIndex::LabelView> SeriesIndex::find_labels(
    const std::vector<Matcher>& matchers, std::string_view name,
    const std::function<bool(SeriesId, TimeRange)>& counts) const {
    const std::shared_lock lock(mutex_);
    std::vector<LabelView> found;
    const Symbol* only = name.empty() ? nullptr : find_symbol(name);
    if (!name.empty() && only == nullptr) return found;
    const auto is_asked = [&](Pair pair) { return only == nullptr || pair.name == *only; };
    const auto add = [&](Pair pair) { found.push_back({texts_[pair.name], texts_[pair.value]}); };
    const auto is_there = [&](SeriesId id) {
        return entries_[id].pairs > 0 && counts(id, entries_[id].bounds);
    };
    if (matchers.empty()) {
        // One series of a label is enough.
        for (const auto& [key, ids] : postings_) {
            const Pair pair = pair_of(key);
            if (is_asked(pair) && std::ranges::any_of(ids, is_there)) add(pair);
        }
        return found;
    }
    std::unordered_set<std::uint64_t> seen;
    for (const SeriesId id : match_locked(matchers)) {
        const auto pairs = std::span(pairs_).subspan(entries_[id].first_pair, entries_[id].pairs);
        const auto is_new = [&](Pair p) { return is_asked(p) && !seen.contains(posting_key(p)); };
        if (std::ranges::none_of(pairs, is_new) || !is_there(id)) continue;
        for (const Pair pair : pairs)
            if (is_asked(pair) && seen.insert(posting_key(pair)).second) add(pair);
    }
    return found;
}

bool SeriesIndex::before(SeriesId a, SeriesId b) const {
    const Entry& left = entries_[a];
    const Entry& right = entries_[b];
    for (std::uint32_t i = 0; i < std::min(left.pairs, right.pairs); ++i) {
        const Pair x = pairs_[left.first_pair + i];
        const Pair y = pairs_[right.first_pair + i];
        if (x.name != y.name) return texts_[x.name] < texts_[y.name];
        if (x.value != y.value) return texts_[x.value] < texts_[y.value];
    }
    return left.pairs < right.pairs;
}

void SeriesIndex::sort(std::vector<SeriesId>& ids) const {
    const std::shared_lock lock(mutex_);
    std::ranges::sort(ids, [this](SeriesId a, SeriesId b) { return before(a, b); });
}

Labels SeriesIndex::labels_of(const Entry& entry) const {
    std::vector<Label> labels;
    labels.reserve(entry.pairs);
    for (std::uint32_t i = 0; i < entry.pairs; ++i) {
        const Pair pair = pairs_[entry.first_pair + i];
        labels.push_back({texts_[pair.name], texts_[pair.value]});
    }
    return Labels(labels);
}

Labels SeriesIndex::labels(SeriesId id) const {
    const std::shared_lock lock(mutex_);
    return labels_of(entries_[id]);
}

std::uint64_t SeriesIndex::family(SeriesId id) const {
    const std::shared_lock lock(mutex_);
    const Symbol* metric = find_symbol(metric_name_label);
    const Entry& entry = entries_[id];
    std::uint64_t hash = 0x9e37'79b9'7f4a'7c15;
    for (std::uint32_t i = 0; i < entry.pairs; ++i) {
        const Pair pair = pairs_[entry.first_pair + i];
        if (metric != nullptr && pair.name == *metric) continue;
        hash = (hash ^ posting_key(pair)) * 0xff51'afd7'ed55'8ccd;
        hash ^= hash >> 32U;
    }
    return hash;
}

TimeRange SeriesIndex::bounds(SeriesId id) const {
    const std::shared_lock lock(mutex_);
    return entries_[id].bounds;
}

void SeriesIndex::extend(SeriesId id, TimeRange bounds) {
    const std::unique_lock lock(mutex_);
    if (id >= entries_.size()) return;
    TimeRange& known = entries_[id].bounds;
    known.from = std::min(known.from, bounds.from);
    known.to = std::max(known.to, bounds.to);
}

void SeriesIndex::drop(const std::vector<SeriesId>& ids) {
    const std::unique_lock lock(mutex_);
    for (const SeriesId id : ids) {
        Entry& entry = entries_[id];
        if (entry.pairs == 0) continue;
        const auto [first, last] = by_hash_.equal_range(LabelsHash{}(labels_of(entry)));
        const auto found = std::find_if(first, last, [=](auto& it) { return it.second == id; });
        if (found != last) by_hash_.erase(found);
        entry = Entry{};  // what points to it finds no pairs
        --size_;
    }
}

std::size_t SeriesIndex::size() const {
    const std::shared_lock lock(mutex_);
    return size_;
}

}  // namespace nodewatch::store
