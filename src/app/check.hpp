#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/configuration.hpp"
#include "networks/network.hpp"

namespace nodewatch::app {

/// Takes a line of output, without its line end.
using Print = std::function<void(std::string_view line)>;

/// Tries what the configuration names: TLS files, data folder and every target, all at the same
/// time. Prints one line a finding; false when something fails.
bool check_configuration(const Configuration& configuration, const Print& print);

}  // namespace nodewatch::app
