#pragma once

#include <string>

#include "base/result.hpp"

namespace nodewatch::app {

/// The secret that signs the sessions of the UI: 32 random bytes, kept in the data folder in a file
/// that its owner alone can read. One that is not whole, or that others can read, is replaced: who
/// is logged in must log in again.
inline constexpr std::string_view session_key_file_name = "session.key";

Result<std::string> load_session_key(const std::string& folder);

}  // namespace nodewatch::app
