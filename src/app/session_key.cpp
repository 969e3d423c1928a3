#include "app/session_key.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>

#include "base/log.hpp"

namespace nodewatch::app {

namespace {

constexpr std::size_t key_bytes = 32;

std::unexpected<Error> file_failure(const std::string& path, const char* what) {
    return failure(ErrorKind::file, fmt::format("cannot {} {}: {}", what, path,
                                                std::generic_category().message(errno)));
}

/// Nothing when there is no usable one.
std::optional<std::string> read_key(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) {
        if (errno != ENOENT)
            log::warn("app", "cannot read {}: {}: a new one is made, sessions of the UI end", path,
                      std::generic_category().message(errno));
        return std::nullopt;
    }
    struct stat status{};
    std::string key(key_bytes + 1, '\0');
    const bool is_private = ::fstat(file, &status) == 0 && (status.st_mode & 077U) == 0;
    const ssize_t size = ::read(file, key.data(), key.size());
    ::close(file);
    if (!is_private || size != static_cast<ssize_t>(key_bytes)) {
        log::warn("app", "{} is {}: a new one is made, sessions of the UI end", path,
                  is_private ? "damaged" : "readable for others");
        return std::nullopt;
    }
    key.resize(key_bytes);
    return key;
}

/// A new file takes the place of the old one as a whole.
Result<> write_key(const std::string& path, const std::string& key) {
    const std::string unfinished = path + ".new";
    ::unlink(unfinished.c_str());
    const int file = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return file_failure(unfinished, "make");
    const bool written =
        ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!written) return file_failure(unfinished, "write");
    if (std::rename(unfinished.c_str(), path.c_str()) != 0) return file_failure(path, "make");
    return {};
}

}  // namespace

Result<std::string> load_session_key(const std::string& folder) {
    const std::string path = fmt::format("{}/{}", folder, session_key_file_name);
    if (auto known = read_key(path)) return std::move(*known);
    std::string key(key_bytes, '\0');
    if (::getentropy(key.data(), key.size()) != 0)
        return file_failure(path, "get random bytes for");
    if (auto written = write_key(path, key); !written) return failure(written.error());
    return key;
}

}  // namespace nodewatch::app
