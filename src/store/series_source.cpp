#include "store/series_source.hpp"

#include <algorithm>

namespace nodewatch::store {

Result<> SeriesSource::for_each_label(const std::vector<Matcher>& matchers, TimeRange range,
                                      std::string_view name, const LabelVisitor& visit) const {
    return for_each_series(matchers, range, [&](const Labels& labels) {
        return std::ranges::all_of(labels, [&](const Label& label) {
            return (!name.empty() && label.name != name) || visit(label.name, label.value);
        });
    });
}

}  // namespace nodewatch::store
