#pragma once

#include "base/settings.hpp"

namespace nodewatch::app {

/// Reads a variable of the environment; absent and empty are the same. Injected, so that tests
/// need not change the environment of their process.
using Environment = Settings::Environment;

/// The environment of this process.
Environment process_environment();

/// The names of its variables.
std::vector<std::string> process_variables();

}  // namespace nodewatch::app
