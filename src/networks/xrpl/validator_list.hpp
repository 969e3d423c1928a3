#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.hpp"

/// For the decoders only. Include in .cpp files.
namespace nodewatch::xrpl {

/// How the server stands with its validator list, all publishers together.
struct ValidatorListState {
    std::optional<std::uint64_t> count;
    std::optional<std::string> status;       ///< active, expired, unknown
    std::optional<std::int64_t> expiration;  ///< unix seconds; absent for unknown and never
    bool never_expires = false;
};

/// Reads `validator_list` of server_info and validators, or `validator_list_expires` of
/// server_state (a number) and of servers before 1.2 (a text).
ValidatorListState read_validator_list(const json::Element& holder);

/// A date as text, as unix seconds.
std::optional<std::int64_t> date_member(const json::Element& holder, std::string_view key);

}  // namespace nodewatch::xrpl
