#pragma once

#include <string>

#include "api/health.hpp"

namespace nodewatch::api {

/// The page at "/": the state of each target and where everything is. Needs no script and nothing
/// from elsewhere.
std::string write_index_page(const Health& health, const std::string& version);

}  // namespace nodewatch::api
