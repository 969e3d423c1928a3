#include "store/copy.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "store/schema.hpp"
#include "store/tables.hpp"

namespace nodewatch::store {

Result<> copy_file(const std::string& path, const std::string& target) {
    if (std::filesystem::exists(target)) {
        return failure(ErrorKind::configuration,
                       fmt::format("{} exists; name a new file for the copy", target));
    }
    auto connection = open_for_reading(path);
    if (!connection) return failure(connection.error());
    const std::string unfinished = target + ".unfinished";
    std::remove(unfinished.c_str());
    auto copied = connection->execute("PRAGMA query_only = OFF");  // it counts as a write
    if (copied) copied = run(*connection, "VACUUM INTO ?", std::string_view(unfinished));
    if (copied && std::rename(unfinished.c_str(), target.c_str()) == 0) return {};
    const std::string reason = std::generic_category().message(errno);
    std::remove(unfinished.c_str());
    if (!copied) return failure(copied.error().within("copying to " + target));
    return failure(ErrorKind::file,
                   fmt::format("cannot rename {} to {}: {}", unfinished, target, reason));
}

}  // namespace nodewatch::store
