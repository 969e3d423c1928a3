#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"

/// The files of FileStateStore. These functions block: worker threads only.
namespace nodewatch {

/// "xrpl/val-1/agreement" -> "xrpl%2Fval-1%2Fagreement.state". Different keys have different names;
/// no name leaves the folder or is hidden.
std::string state_file_name(const std::string& key);

Result<std::optional<std::string>> load_state(const std::string& folder, const std::string& key);
Result<> save_state(const std::string& folder, const std::string& key, const std::string& document);

}  // namespace nodewatch
