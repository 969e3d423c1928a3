#include "base/deadline.hpp"

#include <fmt/format.h>

namespace nodewatch::deadline_detail {

Task<void> run_alarm(Clock& clock, Duration limit, bool& expired, TaskGroup& group) {
    co_await clock.sleep_for(limit);
    expired = true;
    group.cancel();
}

Error timeout_error(std::string_view what, Duration limit) {
    return Error{ErrorKind::timeout,
                 fmt::format("{} took longer than {} s", what, to_seconds(limit))};
}

}  // namespace nodewatch::deadline_detail
