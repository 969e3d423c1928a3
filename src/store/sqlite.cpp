#include "store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace nodewatch::store::sqlite {
namespace {

std::string_view name_of(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
            return "SQLITE_BUSY";
        case SQLITE_CANTOPEN:
            return "SQLITE_CANTOPEN";
        case SQLITE_CORRUPT:
            return "SQLITE_CORRUPT";
        case SQLITE_FULL:
            return "SQLITE_FULL";
        case SQLITE_IOERR:
            return "SQLITE_IOERR";
        case SQLITE_NOTADB:
            return "SQLITE_NOTADB";
        case SQLITE_PERM:
            return "SQLITE_PERM";
        case SQLITE_READONLY:
            return "SQLITE_READONLY";
        default:
            return "SQLITE_ERROR";
    }
}

constexpr std::string_view full_disk = "the disk is full; make room on it";

/// What the system said, where it was the system.
std::string with_system_error(std::string text, int error) {
    if (error == ENOSPC || error == EDQUOT) return std::string(full_disk);
    if (error != 0) text += ": " + std::generic_category().message(error);
    return text;
}

/// Empty for what an operator can do nothing about.
std::string reason_of(int code, int system_error) {
    if (code == SQLITE_READONLY_ROLLBACK)
        return "a program that was killed left the file half written; the next import or run puts "
               "it right";
    switch (code & 0xff) {
        case SQLITE_FULL:
            return std::string(full_disk);
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "this user may not write the file, or what SQLite keeps beside it; give the "
                   "file and its folder to the user that runs nodewatch";
        case SQLITE_CANTOPEN:
            return with_system_error("the file, or what SQLite keeps beside it, cannot be opened",
                                     system_error);
        case SQLITE_IOERR:
            return with_system_error("reading or writing the disk failed", system_error);
        case SQLITE_CORRUPT:
            return "the file is damaged; 'nodewatch store verify' says where";
        case SQLITE_NOTADB:
            return "the file is damaged at its beginning, or is no database";
        case SQLITE_BUSY:
            return "another program keeps the file locked; close the tool that looks into it";
        default:
            return {};
    }
}

Error error_of(sqlite3* handle, int code, std::string_view sql) {
    // SQLite keeps the number for some calls only; those that run statements begin with none.
    const int system_error = errno != 0 ? errno : sqlite3_system_errno(handle);
    const char* name = sqlite3_db_filename(handle, "main");
    const std::string path = name == nullptr || *name == 0 ? "a temporary file" : name;
    const std::string reason = reason_of(code, system_error);
    return Error{ErrorKind::file,
                 reason.empty()
                     ? fmt::format("cannot {} in {}: {}", sql, path, sqlite3_errmsg(handle))
                     : fmt::format("{}: {}", path, reason),
                 std::string(name_of(code))};
}

Error error_of(sqlite3* handle, std::string_view sql) {
    return error_of(handle, sqlite3_extended_errcode(handle), sql);
}

int flags_of(Access access) {
    switch (access) {
        case Access::read:
            return SQLITE_OPEN_READONLY;
        case Access::write:
            return SQLITE_OPEN_READWRITE;
        case Access::create:
            return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    return 0;
}

}  // namespace

bool is_damage(const Error& error) {
    return error.code == "SQLITE_CORRUPT" || error.code == "SQLITE_NOTADB";
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, ByteView value) {
    // A null pointer would bind NULL.
    const void* data = value.empty() ? static_cast<const void*>("") : value.data();
    sqlite3_bind_blob64(statement_.get(), parameter, data, value.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
    const char* data = value.empty() ? "" : value.data();
    sqlite3_bind_text64(statement_.get(), parameter, data, value.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
    return *this;
}

Result<bool> Statement::step() {
    errno = 0;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    Error error = error_of(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
    reset();
    return failure(std::move(error));
}

Result<> Statement::run() {
    while (true) {
        const auto row = step();
        if (!row) return failure(row.error());
        if (!*row) return {};
    }
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

ByteView Statement::bytes(int column) const {
    const auto* data =
        static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data == nullptr ? ByteView{} : ByteView(data, static_cast<std::size_t>(size));
}

std::string_view Statement::text(int column) const {
    return as_text(bytes(column));
}

void Connection::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Result<Connection> Connection::open(const std::string& path, Access access) {
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle,
                        flags_of(access) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Connection connection;
    connection.handle_.reset(handle);
    if (code != SQLITE_OK) {
        const int system_error = handle == nullptr ? 0 : sqlite3_system_errno(handle);
        const std::string reason = reason_of(code, system_error);
        return failure(ErrorKind::file,
                       fmt::format("{}: {}", path, reason.empty() ? sqlite3_errstr(code) : reason),
                       std::string(name_of(code)));
    }
    // Another process that reads (a backup tool, the command line) holds locks for moments only.
    sqlite3_busy_timeout(handle, 5'000);
    return connection;
}

bool Connection::is_read_only() const {
    return sqlite3_db_readonly(handle_.get(), "main") == 1;
}

Error Connection::error(int code, std::string_view sql) const {
    return error_of(handle_.get(), code, sql);
}

Result<> Connection::execute(const char* sql) {
    errno = 0;
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(error_of(handle_.get(), sql));
    return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return failure(error_of(handle_.get(), code, sql));
    Statement result;
    result.statement_.reset(statement);
    return result;
}

Result<std::int64_t> Connection::query_integer(std::string_view sql) {
    auto statement = prepare(sql);
    if (!statement) return failure(statement.error());
    const auto row = statement->step();
    if (!row) return failure(row.error());
    return *row ? statement->integer(0) : 0;
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(handle_.get());
}

void Backup::Finish::operator()(sqlite3_backup* backup) const {
    sqlite3_backup_finish(backup);
}

Backup::Backup(Connection& target, Connection& source)
    : target_(target),
      backup_(sqlite3_backup_init(target.handle(), "main", source.handle(), "main")) {}

Result<bool> Backup::step(int pages, std::string_view what) {
    const int code = backup_ ? sqlite3_backup_step(backup_.get(), pages) : SQLITE_ERROR;
    if (code == SQLITE_OK || code == SQLITE_DONE) return code == SQLITE_DONE;
    backup_.reset();  // its end tells the connection what the system said
    return failure(target_.error(code, what));
}

Result<Transaction> Transaction::begin_write(Connection& connection) {
    if (auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) return failure(begun.error());
    return Transaction(connection);
}

Result<Transaction> Transaction::begin_read(Connection& connection) {
    if (auto begun = connection.execute("BEGIN"); !begun) return failure(begun.error());
    return Transaction(connection);
}

Transaction::~Transaction() {
    // SQLite rolled back by itself after some errors; then there is nothing left to do.
    if (connection_ != nullptr && sqlite3_get_autocommit(connection_->handle()) == 0)
        sqlite3_exec(connection_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<> Transaction::commit() {
    auto committed = connection_->execute("COMMIT");
    if (committed) connection_ = nullptr;
    return committed;
}

}  // namespace nodewatch::store::sqlite
