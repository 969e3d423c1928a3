#include "promql/limits.hpp"

#include <algorithm>

namespace nodewatch::promql {

Error execution_error(std::string message) {
    return {ErrorKind::server, std::move(message), "execution"};
}

Error too_many_points(std::size_t max_points) {
    std::string number = std::to_string(max_points);
    for (std::size_t end = number.size(); end > 3; end -= 3)
        number.insert(end - 3, 1, ',');
    return {ErrorKind::parse,
            "exceeded maximum resolution of " + number +
                " points per timeseries. Try decreasing the query resolution (?step=XX)",
            "bad_data"};
}

Result<> Budget::check() {
    pending_ = 0;
    switch (settings_.stop ? settings_.stop() : Stop::no) {
        case Stop::no:
            break;
        case Stop::timeout:
            return failure(ErrorKind::timeout, "query timed out in expression evaluation",
                           "timeout");
        case Stop::cancelled:
            return failure(ErrorKind::cancelled, "query was canceled in expression evaluation",
                           "canceled");
    }
    return {};
}

Result<> Budget::take(std::size_t samples) {
    if (samples > settings_.max_samples - held_) {
        return failure(
            ErrorKind::too_large,
            "query processing would load too many samples into memory in query execution",
            "execution");
    }
    if (settings_.shared_samples != nullptr && !settings_.shared_samples->take(samples)) {
        return failure(ErrorKind::unavailable,
                       "all queries together hold too many samples in memory; try again later",
                       "unavailable");
    }
    held_ += samples;
    peak_ = std::max(peak_, held_);
    return {};
}

void Budget::give_back(std::size_t samples) {
    held_ -= samples;
    if (settings_.shared_samples != nullptr) settings_.shared_samples->give_back(samples);
}

Result<> Held::add(std::size_t samples) {
    if (auto taken = budget_->take(samples); !taken) return taken;
    samples_ += samples;
    return {};
}

}  // namespace nodewatch::promql
