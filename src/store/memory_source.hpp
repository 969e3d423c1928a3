#pragma once

#include <map>

#include "store/series_source.hpp"

namespace nodewatch::store {

/// Series held in memory: for tests of what reads series, and for expressions over data that is at
/// hand. Filled first, then read.
class MemorySource final : public SeriesSource {
public:
    /// Times ascend within a series; a sample that does not is refused with false.
    bool append(const Labels& labels, std::int64_t time, double value);
    void clear() { series_.clear(); }

    Result<std::unique_ptr<Selection>> select(const std::vector<Matcher>& matchers, TimeRange range,
                                              std::size_t max_series) const override;
    Result<> for_each_series(const std::vector<Matcher>& matchers, TimeRange range,
                             const std::function<bool(const Labels&)>& visit) const override;

private:
    std::map<Labels, Samples> series_;
};

}  // namespace nodewatch::store
