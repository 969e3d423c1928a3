#pragma once

#include <string>

#include "base/result.hpp"

namespace nodewatch::store {

/// Copies the file of a store, as it was at one moment, to a new one without free pages. Works
/// beside a running store, of which the last second may not be on disk yet. A target that exists
/// is an error of kind `configuration`; a copy that fails leaves none.
Result<> copy_file(const std::string& path, const std::string& target);

}  // namespace nodewatch::store
