#include "networks/xrpl/validator_list.hpp"

#include <chrono>

#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

/// validator_list_expires of server_state for a list that never expires.
constexpr std::uint64_t never_as_number = 4'294'967'295;

}  // namespace

std::optional<std::int64_t> date_member(const json::Element& holder, std::string_view key) {
    auto written = json::text(holder, key);
    auto date = written ? parse_date(*written) : std::nullopt;
    if (!date) {
        return std::nullopt;
    }
    return std::chrono::floor<std::chrono::seconds>(*date).time_since_epoch().count();
}

ValidatorListState read_validator_list(const json::Element& holder) {
    ValidatorListState state;
    if (auto list = member_object(holder, "validator_list")) {
        state.count = json::unsigned_integer(*list, "count");
        state.status = text(*list, "status");
        state.expiration = date_member(*list, "expiration");
        state.never_expires = json::text(*list, "expiration") == "never";
        return state;
    }
    constexpr std::string_view key = "validator_list_expires";
    if (auto number = json::unsigned_integer(holder, key)) {
        state.never_expires = *number == never_as_number;
        state.expiration = state.never_expires ? std::nullopt : from_ripple_time(number);
    } else {
        state.never_expires = json::text(holder, key) == "never";
        state.expiration = date_member(holder, key);
    }
    return state;
}

}  // namespace nodewatch::xrpl
