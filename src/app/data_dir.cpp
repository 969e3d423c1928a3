#include "app/data_dir.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace nodewatch::app {

namespace {
constexpr const char* system_folder = "/var/lib/nodewatch";
}  // namespace

Result<std::string> choose_data_dir(const std::optional<std::string>& configured,
                                    const Environment& environment,
                                    const std::function<bool(const std::string&)>& usable) {
    if (configured) return *configured;
    // A unit with several state folders gets them separated by colons.
    if (const auto state = environment("STATE_DIRECTORY"))
        return state->substr(0, state->find(':'));
    if (usable(system_folder)) return system_folder;
    if (const auto state = environment("XDG_STATE_HOME")) return *state + "/nodewatch";
    if (const auto home = environment("HOME")) return *home + "/.local/state/nodewatch";
    return failure(ErrorKind::configuration,
                   "no folder for the state: set data_dir in the configuration file, or "
                   "NODEWATCH_DATA_DIR");
}

bool is_writable_folder(const std::string& folder) {
    const std::filesystem::path path(folder);
    if (::access(path.c_str(), F_OK) == 0) return ::access(path.c_str(), W_OK | X_OK) == 0;
    return ::access(path.parent_path().c_str(), W_OK | X_OK) == 0;
}

Result<> prepare_data_dir(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (fs::create_directories(folder, error))
        fs::permissions(folder, fs::perms::owner_all, fs::perm_options::replace, error);
    if (!error && !fs::is_directory(folder, error) && !error)
        error = std::make_error_code(std::errc::not_a_directory);
    if (!error && ::access(folder.c_str(), W_OK | X_OK) != 0)
        error = std::error_code(errno, std::generic_category());
    if (!error) return {};
    return failure(ErrorKind::file,
                   fmt::format("data folder {}: {}; set data_dir to a folder that this user can "
                               "write",
                               folder, error.message()));
}

}  // namespace nodewatch::app
