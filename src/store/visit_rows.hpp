#pragma once

#include <cstdint>

#include "store/sqlite.hpp"

namespace nodewatch::store {

/// Calls `visit` for each row that the statement finds. False when damage of the file hides further
/// ones.
template <typename Visit>
Result<bool> visit_rows(sqlite::Statement& statement, const Visit& visit) {
    for (;;) {
        const auto row = statement.step();
        if (!row && sqlite::is_damage(row.error())) return false;
        if (!row) return failure(row.error());
        if (!*row) return true;
        visit();
    }
}

/// The same; damage is counted.
template <typename Visit>
Result<> visit_rows(sqlite::Statement& statement, std::uint64_t& damaged, const Visit& visit) {
    const auto whole = visit_rows(statement, visit);
    if (!whole) return failure(whole.error());
    if (!*whole) ++damaged;
    return {};
}

}  // namespace nodewatch::store
