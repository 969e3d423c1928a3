#pragma once

#include <string>

#include "store/sqlite.hpp"

namespace nodewatch::store {

/// The newest version of the tables that this program knows.
inline constexpr int schema_version = 2;

/// In the header of the file, where file(1) and others find it: "NWdb".
inline constexpr std::int64_t application_id = 0x4e57'6462;

/// Opens the file for writing and creates it when it is not there; brings its tables to
/// schema_version. A file of a newer version is refused, untouched, and so is one of another
/// program.
Result<sqlite::Connection> open_for_writing(const std::string& path);

/// Opens an existing file for reading. Versions as above.
Result<sqlite::Connection> open_for_reading(const std::string& path);

}  // namespace nodewatch::store
