#pragma once

#include <string>
#include <vector>

#include "base/settings.hpp"

namespace nodewatch::testing {

/// All that is wrong with it after the last read, unknown keys included.
inline std::vector<std::string> errors_after_reading(Settings& settings) {
    settings.finish();
    std::vector<std::string> messages;
    for (const Error& error : settings.errors())
        messages.push_back(error.message);
    return messages;
}

}  // namespace nodewatch::testing
