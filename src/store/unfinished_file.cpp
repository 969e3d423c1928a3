#include "store/unfinished_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace nodewatch::store {

Result<UnfinishedFile> UnfinishedFile::begin(const std::string& target) {
    std::error_code error;
    if (std::filesystem::exists(target, error)) {
        return failure(ErrorKind::configuration,
                       fmt::format("{} exists; name a new file for the copy", target));
    }
    UnfinishedFile file(target);
    file.remove();
    return file;
}

UnfinishedFile::UnfinishedFile(UnfinishedFile&& other) noexcept
    : target_(std::move(other.target_)), path_(std::exchange(other.path_, {})) {}

UnfinishedFile::~UnfinishedFile() {
    if (!path_.empty()) remove();
}

Result<> UnfinishedFile::finish() {
    if (std::rename(path_.c_str(), target_.c_str()) != 0) {
        return failure(ErrorKind::file, fmt::format("cannot rename {} to {}: {}", path_, target_,
                                                    std::generic_category().message(errno)));
    }
    path_.clear();
    return {};
}

/// A journal that stayed would be played back into the next file of that name.
void UnfinishedFile::remove() const {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
        std::remove((path_ + suffix).c_str());
}

}  // namespace nodewatch::store
