#include "networks/xrpl/messages.hpp"

#include <algorithm>

namespace nodewatch::xrpl {

std::optional<ServerState> parse_server_state(std::string_view name) {
    // "down" is our own word: a server that says it is not one we know.
    const auto* first = server_state_names.begin() + 1;
    const auto* found = std::find(first, server_state_names.end(), name);
    if (found == server_state_names.end()) {
        return std::nullopt;
    }
    return static_cast<ServerState>(found - server_state_names.begin());
}

std::uint64_t LedgerRanges::count() const {
    std::uint64_t ledgers = 0;
    for (auto [first, last] : ranges) {
        ledgers += std::uint64_t{last} - first + 1;
    }
    return ledgers;
}

}  // namespace nodewatch::xrpl
