#include "app/data_dir.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace nodewatch::app {

namespace {
constexpr const char* system_folder = "/var/lib/nodewatch";

/// The process id that the holder of the lock wrote, for the error's text.
std::string read_holder(int file) {
    std::array<char, 32> text{};
    const auto size = ::pread(file, text.data(), text.size(), 0);
    if (size <= 0) return "another process";
    const std::string_view line(text.data(), static_cast<std::size_t>(size));
    return fmt::format("process {}", line.substr(0, line.find('\n')));
}

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

Result<DataDirLock> DataDirLock::acquire(const std::string& folder) {
    const std::string path = folder + "/lock";
    const auto fail = [&path](std::string_view what) {
        return failure(ErrorKind::file, fmt::format("cannot {} {}: {}", what, path,
                                                    std::generic_category().message(errno)));
    };
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail("open");
    DataDirLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return fail("lock");
        return failure(
            ErrorKind::file,
            fmt::format("data folder {}: in use by {}; stop it, or give this one another "
                        "data_dir",
                        folder, read_holder(file)));
    }
    const std::string holder = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, holder.data(), holder.size(), 0) < 0)
        return fail("write");
    return lock;
}

DataDirLock::~DataDirLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace nodewatch::app
