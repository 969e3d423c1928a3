#pragma once

#include <string>
#include <vector>

namespace nodewatch::promql {

/// The rows of a file of tests/data/promql: fields parted by tabs, in which \n, \t and \\ stand for
/// line break, tab and backslash.
std::vector<std::vector<std::string>> read_table(const std::string& file_name);

}  // namespace nodewatch::promql
