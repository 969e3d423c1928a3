#include "store/schema.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <span>
#include <string_view>

namespace nodewatch::store {
namespace {

/// Step i brings a file from version i to i + 1. A step that was released is never changed.
constexpr std::array<const char*, schema_version> migrations{
    // Labels, documents and log records end with a CRC-32 (compress.hpp), chunks have theirs
    // inside.
    R"(
CREATE TABLE series(
    id       INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,  -- whose chunks hold its samples
    former   BLOB NOT NULL,     -- groups that held them before
    first    INTEGER NOT NULL,  -- unix ms, bounds of its samples
    last     INTEGER NOT NULL,
    labels   BLOB NOT NULL);
CREATE TABLE staging(           -- chunks as they came from memory, until they are merged
    id       INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    data     BLOB NOT NULL);
CREATE INDEX staging_by_group ON staging(group_id, id, first, last);
CREATE TABLE chunk(             -- merged: one or more rows for each day and group
    id       INTEGER PRIMARY KEY,  -- day << 40 | group << 16 | part
    first    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    data     BLOB NOT NULL);
CREATE TABLE open_rows(         -- the rows in memory at flush `flush`
    group_id INTEGER PRIMARY KEY,
    flush    INTEGER NOT NULL,
    data     BLOB NOT NULL);
CREATE TABLE head_log(          -- the rows that came since
    flush    INTEGER PRIMARY KEY,
    data     BLOB NOT NULL);
CREATE TABLE tier_minute(id INTEGER PRIMARY KEY, data BLOB NOT NULL);  -- id as in chunk
CREATE TABLE tier_hour(id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE document(
    key      TEXT NOT NULL UNIQUE,
    data     BLOB NOT NULL);
)",
    // The newest events of the live log (event_rows.hpp), with a CRC-32 as above.
    "CREATE TABLE event(id INTEGER PRIMARY KEY, data BLOB NOT NULL);",
    // Columns over a divisor and in two more forms (integer_column.hpp, value_column.hpp), which
    // programs that know version 2 would take for damaged.
    ""};

/// How a connection behaves. The cache is in KiB: readers keep little, the file is in the system's
/// cache anyway.
constexpr const char* reader_settings = R"(
PRAGMA query_only = ON;
PRAGMA cache_size = -256;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;
)";
/// Checkpoints are made by the writer between its commits, not inside of one.
constexpr const char* writer_settings = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA journal_size_limit = 8388608;
PRAGMA cache_size = -2048;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;
)";
/// What can be chosen only before the first table.
constexpr const char* new_file_settings = R"(
PRAGMA page_size = 8192;
PRAGMA auto_vacuum = INCREMENTAL;
)";

struct FileKind {
    std::int64_t application = 0;
    std::int64_t version = 0;
    std::int64_t tables = 0;

    /// Neither ours nor somebody else's: there is nothing in it.
    bool is_unfinished() const { return tables == 0 && application == 0; }
};

Result<FileKind> kind_of(sqlite::Connection& connection) {
    FileKind kind;
    for (const auto& [member, sql] :
         {std::pair{&FileKind::application, "PRAGMA application_id"},
          std::pair{&FileKind::version, "PRAGMA user_version"},
          std::pair{&FileKind::tables, "SELECT count(*) FROM sqlite_schema"}}) {
        const auto value = connection.query_integer(sql);
        if (!value) return failure(value.error());
        kind.*member = *value;
    }
    return kind;
}

Result<> check(const FileKind& kind, const std::string& path) {
    if (kind.application != application_id) {
        return failure(ErrorKind::configuration,
                       fmt::format("{} is a database of another program; name another file", path));
    }
    if (kind.version > schema_version) {
        return failure(ErrorKind::configuration,
                       fmt::format("{} was written by a newer nodewatch (version {} of its tables, "
                                   "this program knows {}); use that program or another file",
                                   path, kind.version, schema_version));
    }
    return {};
}

/// A number of the header of SQLite's format,
/// https://www.sqlite.org/fileformat.html#the_database_header
std::int64_t header_number(std::span<const char> header, std::size_t offset) {
    std::uint32_t number = 0;
    for (std::size_t i = offset; i < offset + 4; ++i)
        number = number << 8U | static_cast<std::uint8_t>(header[i]);
    return number;
}

Result<> migrate(sqlite::Connection& connection, std::int64_t from) {
    auto transaction = sqlite::Transaction::begin_write(connection);
    if (!transaction) return failure(transaction.error());
    for (auto version = static_cast<std::size_t>(from); version < migrations.size(); ++version) {
        if (auto done = connection.execute(migrations[version]); !done) return done;
    }
    const std::string marks = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                                          application_id, schema_version);
    if (auto done = connection.execute(marks.c_str()); !done) return done;
    return transaction->commit();
}

}  // namespace

Result<> check_header(const std::string& path) {
    std::array<char, 100> header{};
    std::ifstream file(path, std::ios::binary);
    const bool is_database = file.read(header.data(), header.size()) &&
                             std::string_view(header.data(), 15) == "SQLite format 3";
    if (!is_database) return {};
    const FileKind kind{header_number(header, 68), header_number(header, 60), 0};
    // Before the first checkpoint it has no marks yet.
    if (kind.application == 0) return {};
    return check(kind, path);
}

Result<sqlite::Connection> open_for_writing(const std::string& path) {
    if (auto checked = check_header(path); !checked) return failure(checked.error());
    auto connection = sqlite::Connection::open(path, sqlite::Access::create);
    if (!connection) return connection;
    if (connection->is_read_only()) {
        return failure(ErrorKind::file,
                       fmt::format("{}: this user may only read the file; give it to the user that "
                                   "runs nodewatch, and make it writable",
                                   path));
    }
    const auto kind = kind_of(*connection);
    if (!kind) return failure(kind.error());
    const bool is_new = kind->is_unfinished();
    if (is_new) {
        if (auto set = connection->execute(new_file_settings); !set) return failure(set.error());
    } else if (auto checked = check(*kind, path); !checked) {
        return failure(checked.error());
    }
    if (auto set = connection->execute(writer_settings); !set) return failure(set.error());
    if (is_new || kind->version < schema_version) {
        if (auto done = migrate(*connection, kind->version); !done) return failure(done.error());
    }
    return connection;
}

Result<sqlite::Connection> open_for_reading(const std::string& path) {
    if (auto checked = check_header(path); !checked) return failure(checked.error());
    auto connection = sqlite::Connection::open(path, sqlite::Access::read);
    if (!connection) return connection;
    const auto kind = kind_of(*connection);
    if (!kind) return failure(kind.error());
    if (kind->is_unfinished()) {
        return failure(ErrorKind::file,
                       fmt::format("{}: nothing is in it yet, for the program that began it was "
                                   "stopped at once; the next import or run goes on with it",
                                   path));
    }
    if (auto checked = check(*kind, path); !checked) return failure(checked.error());
    if (auto set = connection->execute(reader_settings); !set) return failure(set.error());
    return connection;
}

}  // namespace nodewatch::store
