#include "store/memory_source.hpp"

#include <algorithm>

namespace nodewatch::store {

namespace {

struct Entry {
    const Labels* labels;
    const Samples* samples;
};

bool overlaps(const Samples& samples, TimeRange range) {
    const auto first = std::ranges::lower_bound(samples.times, range.from);
    return first != samples.times.end() && *first <= range.to;
}

class MemorySelection final : public Selection {
public:
    explicit MemorySelection(std::vector<Entry> entries) : entries_(std::move(entries)) {}

    std::size_t size() const override { return entries_.size(); }
    const Labels& labels(std::size_t series) const override { return *entries_[series].labels; }

    Result<> read(std::size_t series, TimeRange range, Samples& out) const override {
        const Samples& in = *entries_[series].samples;
        const auto first = std::ranges::lower_bound(in.times, range.from) - in.times.begin();
        const auto last = std::ranges::upper_bound(in.times, range.to) - in.times.begin();
        if (first >= last) return {};
        out.times.insert(out.times.end(), in.times.begin() + first, in.times.begin() + last);
        out.values.insert(out.values.end(), in.values.begin() + first, in.values.begin() + last);
        return {};
    }

private:
    std::vector<Entry> entries_;
};

}  // namespace

bool MemorySource::append(const Labels& labels, std::int64_t time, double value) {
    Samples& samples = series_[labels];
    if (!samples.times.empty() && samples.times.back() >= time) return false;
    samples.times.push_back(time);
    samples.values.push_back(value);
    return true;
}

Result<std::unique_ptr<Selection>> MemorySource::select(const std::vector<Matcher>& matchers,
                                                        TimeRange range,
                                                        std::size_t max_series) const {
    std::vector<Entry> found;
    for (const auto& [labels, samples] : series_) {
        if (!all_match(matchers, labels) || !overlaps(samples, range)) continue;
        if (found.size() == max_series) {
            return failure(ErrorKind::too_large, "the selector matches more than " +
                                                     std::to_string(max_series) + " series");
        }
        found.push_back({&labels, &samples});
    }
    return std::make_unique<MemorySelection>(std::move(found));
}

Result<> MemorySource::for_each_series(const std::vector<Matcher>& matchers, TimeRange range,
                                       const std::function<bool(const Labels&)>& visit) const {
    for (const auto& [labels, samples] : series_) {
        if (!all_match(matchers, labels) || !overlaps(samples, range)) continue;
        if (!visit(labels)) break;
    }
    return {};
}

}  // namespace nodewatch::store
