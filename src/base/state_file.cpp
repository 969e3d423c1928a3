#include "base/state_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_document_bytes = std::size_t{64} * 1024 * 1024;
constexpr std::size_t max_name_bytes = 240;  // most file systems: 255, with room for ".damaged"
constexpr std::string_view magic = "nodewatch-state 1";

class File {
public:
    File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    bool is_open() const { return fd_ >= 0; }
    int fd() const { return fd_; }

private:
    int fd_;
};

std::unexpected<Error> file_failure(std::string_view what, const std::string& path) {
    std::string reason = std::generic_category().message(errno);
    return failure(ErrorKind::file, fmt::format("cannot {} {}: {}", what, path, reason));
}

/// The next save must not destroy what an operator may still want to look at.
std::unexpected<Error> damaged(const std::string& path, std::string_view why) {
    const std::string kept = path + ".damaged";
    if (::rename(path.c_str(), kept.c_str()) != 0) return file_failure("set aside", path);
    return failure(ErrorKind::parse, fmt::format("{} is damaged ({}) and was set aside as {}; it "
                                                 "begins anew",
                                                 path, why, kept));
}

std::uint32_t checksum(std::string_view text) {
    return static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

std::string header_of(std::string_view document) {
    return fmt::format("{} crc32={:08x} bytes={}\n", magic, checksum(document), document.size());
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Everything up to the end of the file or `limit` bytes.
std::optional<std::string> read_all(int fd, std::size_t limit) {
    std::string text;
    for (;;) {
        constexpr std::size_t read_step = std::size_t{64} * 1024;
        std::size_t size = text.size();
        text.resize(size + read_step);
        ssize_t got = ::read(fd, text.data() + size, read_step);
        int error = errno;
        text.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got < 0 && error == EINTR) continue;
        if (got < 0) {
            errno = error;
            return std::nullopt;
        }
        if (got == 0 || text.size() > limit) return text;
    }
}

Result<> write_synced(const std::string& path, std::string_view header, std::string_view document) {
    File file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.is_open()) return file_failure("create", path);
    if (!write_all(file.fd(), header) || !write_all(file.fd(), document)) {
        return file_failure("write", path);
    }
    if (::fsync(file.fd()) != 0) return file_failure("sync", path);
    return {};
}

/// The folder and those above it; what is created here is for this user only.
Result<> create_folder(const std::string& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return {};
    auto parent = std::filesystem::path(folder).parent_path();
    if (!parent.empty()) std::filesystem::create_directories(parent, error);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        return file_failure("create the folder", folder);
    }
    return {};
}

Result<> sync_folder(const std::string& folder) {
    File file(folder, O_RDONLY | O_DIRECTORY);
    if (!file.is_open() || ::fsync(file.fd()) != 0) return file_failure("sync the folder", folder);
    return {};
}

Result<std::string> path_of(const std::string& folder, const std::string& key) {
    std::string name = state_file_name(key);
    if (key.empty() || name.size() > max_name_bytes) {
        return failure(ErrorKind::internal,
                       fmt::format("'{}' cannot be the key of a document: its file name has {} "
                                   "bytes, 1 to {} are allowed",
                                   abbreviate(key, 60), name.size(), max_name_bytes));
    }
    return folder + "/" + name;
}

}  // namespace

std::string state_file_name(const std::string& key) {
    std::string out;
    for (char c : key) {
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || (c == '.' && !out.empty());
        if (plain) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out + ".state";
}

Result<std::optional<std::string>> load_state(const std::string& folder, const std::string& key) {
    auto path = path_of(folder, key);
    if (!path) return failure(path.error());
    File file(*path, O_RDONLY);
    if (!file.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        return file_failure("open", *path);
    }
    auto text = read_all(file.fd(), max_document_bytes + 1024);
    if (!text) return file_failure("read", *path);

    // The header is a function of the document: compare instead of parsing it.
    std::string_view all = *text;
    std::size_t end = all.find('\n');
    if (!all.starts_with(magic) || end == std::string_view::npos) {
        return damaged(*path, "its first line is not that of a state file");
    }
    std::string_view header = all.substr(0, end + 1);
    std::string_view document = all.substr(end + 1);
    if (header != header_of(document)) return damaged(*path, "its checksum is wrong");
    return std::string(document);
}

Result<> save_state(const std::string& folder, const std::string& key,
                    const std::string& document) {
    auto path = path_of(folder, key);
    if (!path) return failure(path.error());
    if (document.size() > max_document_bytes) {
        return failure(ErrorKind::too_large,
                       fmt::format("the document for {} has {} bytes, at most {} are kept", *path,
                                   document.size(), max_document_bytes));
    }
    auto folder_made = create_folder(folder);
    if (!folder_made) return folder_made;

    std::string temporary = *path + ".tmp";
    auto written = write_synced(temporary, header_of(document), document);
    if (written && ::rename(temporary.c_str(), path->c_str()) != 0) {
        written = file_failure("replace", *path);
    }
    if (!written) {
        ::unlink(temporary.c_str());
        return written;
    }
    return sync_folder(folder);
}

}  // namespace nodewatch
