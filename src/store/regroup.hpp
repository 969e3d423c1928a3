#pragma once

#include <vector>

#include "store/rows.hpp"

namespace nodewatch::store {

/// Splits rows whose columns have values at different times (series that share their labels but are
/// told at other intervals) into parts whose columns go together, so that no part is full of gaps.
/// The first part is that with the most values. Columns of few values stay with it: a chunk of
/// their own would be larger than their gaps. Rows without any value are left out of a part.
std::vector<Rows> split_by_presence(Rows rows);

}  // namespace nodewatch::store
