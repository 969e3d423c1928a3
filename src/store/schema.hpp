#pragma once

#include <string>

#include "store/sqlite.hpp"

namespace nodewatch::store {

/// The newest version of the tables that this program knows.
inline constexpr int schema_version = 3;

/// In the header of the file, where file(1) and others find it: "NWdb".
inline constexpr std::int64_t application_id = 0x4e57'6462;

/// Refuses what the first bytes of a file say before anything is written beside it, be it a lock:
/// that it is of a newer version or of another program. What they do not tell, those below find.
Result<> check_header(const std::string& path);

/// Opens the file for writing and creates it when it is not there, or was left without tables by a
/// program that was killed; brings its tables to schema_version. A file of a newer version is
/// refused, untouched, and so is one of another program, or one that may not be written.
Result<sqlite::Connection> open_for_writing(const std::string& path);

/// Opens an existing file for reading. Versions as above; one without tables is `file`.
Result<sqlite::Connection> open_for_reading(const std::string& path);

}  // namespace nodewatch::store
