#include "store/copy.hpp"

#include <fmt/format.h>

#include "store/file_lock.hpp"
#include "store/schema.hpp"
#include "store/tables.hpp"
#include "store/unfinished_file.hpp"

namespace nodewatch::store {

Result<> copy_file(const std::string& path, const std::string& target) {
    auto copy = UnfinishedFile::begin(target);
    if (!copy) return failure(copy.error());
    auto connection = open_for_reading(path);
    if (!connection) return failure(connection.error());
    auto copied = connection->execute("PRAGMA query_only = OFF");  // it counts as a write
    if (copied) copied = run(*connection, "VACUUM INTO ?", std::string_view(copy->path()));
    if (copied) return copy->finish();
    // SQLite does not say which of the two files it was; that of a full disk is the new one.
    const bool is_full = copied.error().code == "SQLITE_FULL";
    if (!is_full) return failure(copied.error().within("cannot copy to " + target));
    return failure(ErrorKind::file,
                   fmt::format("cannot copy {} to {}: the disk is full; name a file on a disk that "
                               "has {:.0f} MB of room",
                               path, target, static_cast<double>(bytes_of(path)) / 1e6),
                   copied.error().code);
}

}  // namespace nodewatch::store
