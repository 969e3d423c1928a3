#include "api/guess_limit.hpp"

namespace nodewatch::api {

bool GuessLimit::is_reached(std::string_view address) const {
    if (is_over()) return false;
    auto known = failures_.find(address);
    if (known == failures_.end()) known = failures_.find("");
    return known != failures_.end() && known->second >= max_failures;
}

void GuessLimit::count_failure(std::string_view address) {
    if (is_over()) {
        window_start_ = clock_.now().steady;
        failures_.clear();
    }
    if (const auto known = failures_.find(address); known != failures_.end())
        ++known->second;
    else
        ++failures_[failures_.size() < max_addresses ? std::string(address) : ""];
}

}  // namespace nodewatch::api
