#include "networks/folder_files.hpp"

#include <fmt/format.h>

#include <chrono>

namespace nodewatch {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_be_read(const fs::path& folder, const std::error_code& error) {
    return failure(ErrorKind::file,
                   fmt::format("{} cannot be read: {}", folder.string(), error.message()));
}

}  // namespace

Result<> visit_files(const fs::path& folder, const WalkBounds& bounds, const VisitFile& visit) {
    const auto began = std::chrono::steady_clock::now();
    std::error_code error;
    // What may not be read is passed over below: of the folder itself that would make it empty.
    if (const fs::directory_iterator readable(folder, error); error)
        return cannot_be_read(folder, error);
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           error);
    std::size_t files = 0;
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (++files > bounds.files)
            return failure(ErrorKind::too_large,
                           fmt::format("{} has more than {} files", folder.string(), bounds.files));
        if (bounds.stop.stop_requested())
            return failure(ErrorKind::cancelled, fmt::format("{} was left", folder.string()));
        if (std::chrono::steady_clock::now() - began > bounds.time)
            return failure(ErrorKind::timeout,
                           fmt::format("{} takes more than {} to look through", folder.string(),
                                       format_duration(bounds.time)));
        std::error_code gone;  // the node deletes files while we look
        if (!entry->is_regular_file(gone) || gone) continue;
        const auto bytes = entry->file_size(gone);
        if (!gone) visit(entry->path(), bytes);
    }
    if (error) return cannot_be_read(folder, error);
    return {};
}

std::optional<DiskSpace> disk_space(const fs::path& path) {
    std::error_code error;
    const auto space = fs::space(path, error);
    if (error) return std::nullopt;
    return DiskSpace{static_cast<double>(space.capacity), static_cast<double>(space.available)};
}

}  // namespace nodewatch
