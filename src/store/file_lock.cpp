#include "store/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace nodewatch::store {
namespace {

std::string reason() {
    return std::generic_category().message(errno);
}

/// Why the lock's file cannot be made in its folder, and what to do.
std::string explain_open(const std::string& lock_path) {
    const int error = errno;
    std::string folder = std::filesystem::path(lock_path).parent_path();
    if (folder.empty()) folder = ".";
    switch (error) {
        case ENOENT:
            return fmt::format("the folder {} is not there; make it, or mount it again", folder);
        case EACCES:
        case EPERM:
        case EROFS:
            return fmt::format(
                "this user may not write the folder {}: {}; give it to the user "
                "that runs nodewatch",
                folder, std::generic_category().message(error));
        case ENOSPC:
        case EDQUOT:
            return fmt::format("the disk of {} is full; make room on it", folder);
        default:
            return fmt::format("cannot open {}: {}", lock_path,
                               std::generic_category().message(error));
    }
}

std::string holder(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : "unknown";
}

/// A command that root runs must not keep the service from its own files.
void give_to_owner_of_folder(int descriptor, const std::string& path) {
    struct stat folder{};
    const std::string name = std::filesystem::path(path).parent_path();
    if (::geteuid() != 0 || ::stat(name.empty() ? "." : name.c_str(), &folder) != 0) return;
    std::ignore = ::fchown(descriptor, folder.st_uid, folder.st_gid);
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path) {
    const std::string lock_path = path + ".lock";
    const int descriptor = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return failure(ErrorKind::file, explain_open(lock_path));
    give_to_owner_of_folder(descriptor, path);
    FileLock lock(descriptor, lock_path);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return failure(ErrorKind::file,
                       fmt::format("{} is in use by process {}; stop it, or give this one another "
                                   "data folder",
                                   path, holder(descriptor)));
    }
    const std::string process = std::to_string(::getpid());
    // Only a hint for the message above: nothing depends on it.
    if (::ftruncate(descriptor, 0) == 0)
        std::ignore = ::pwrite(descriptor, process.data(), process.size(), 0);
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

bool FileLock::is_in_place() const {
    struct stat info{};
    if (::fstat(descriptor_, &info) != 0) return false;
    return identity_of(path_) == FileIdentity{info.st_dev, info.st_ino};
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

FileIdentity identity_of(const std::string& path) {
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return {};
    return {info.st_dev, info.st_ino};
}

std::uint64_t bytes_of(const std::string& path) {
    struct stat info{};
    return ::stat(path.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

Result<std::string> set_aside(const std::string& path, std::int64_t now_ms) {
    const std::string name = fmt::format("{}.damaged-{}", path, now_ms);
    if (std::rename(path.c_str(), name.c_str()) != 0)
        return failure(ErrorKind::file, fmt::format("cannot rename {}: {}", path, reason()));
    // With the WAL under the same name a tool can recover the last commits, too.
    std::rename((path + "-wal").c_str(), (name + "-wal").c_str());
    std::remove((path + "-shm").c_str());
    return name;
}

}  // namespace nodewatch::store
