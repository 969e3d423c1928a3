#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/environment.hpp"
#include "base/result.hpp"

namespace nodewatch::app {

/// Where state is kept: the configured folder; else $STATE_DIRECTORY, which systemd sets; else
/// /var/lib/nodewatch when `usable` says so (it exists or can be made by this user); else
/// $XDG_STATE_HOME/nodewatch or ~/.local/state/nodewatch. Creates nothing.
Result<std::string> choose_data_dir(const std::optional<std::string>& configured,
                                    const Environment& environment,
                                    const std::function<bool(const std::string&)>& usable);

/// The history's file in that folder.
inline constexpr std::string_view store_file_name = "nodewatch.db";

/// Whether this process can write into the folder or make it. Creates nothing.
bool is_writable_folder(const std::string& folder);

/// Makes the folder for its owner alone, with its parents, and checks that it can be written.
Result<> prepare_data_dir(const std::string& folder);

}  // namespace nodewatch::app
