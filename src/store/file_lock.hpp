#pragma once

#include <string>

#include "base/result.hpp"

namespace nodewatch::store {

/// Held by the one process that writes a store: a lock on a small file beside it, which holds the
/// number of the process and goes with it, however it ends. (Not on the file itself: closing any
/// descriptor of that would take SQLite's own locks away.)
class FileLock {
public:
    /// `file` when another process has it; the message names it.
    static Result<FileLock> take(const std::string& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

    /// Whether the file of the lock is still there. When somebody removed it, another process could
    /// make a new one and take that.
    bool is_in_place() const;

private:
    FileLock(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
    int descriptor_;
    std::string path_;  ///< of the lock
};

/// Tells one file from another by device and inode; all zero when there is none.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};
FileIdentity identity_of(const std::string& path);

/// 0 when there is no such file.
std::uint64_t bytes_of(const std::string& path);

/// Renames the database with its WAL to a name that says when, and returns that.
Result<std::string> set_aside(const std::string& path, std::int64_t now_ms);

}  // namespace nodewatch::store
