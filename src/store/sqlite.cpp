#include "store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

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

Error error_of(sqlite3* handle, std::string_view doing) {
    const int code = sqlite3_extended_errcode(handle);
    const char* path = sqlite3_db_filename(handle, "main");
    return Error{ErrorKind::file,
                 fmt::format("cannot {} in {}: {}", doing, path == nullptr ? "" : path,
                             sqlite3_errmsg(handle)),
                 std::string(name_of(code))};
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
        return failure(
            ErrorKind::file,
            fmt::format("cannot open {}: {}", path,
                        handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle)),
            std::string(name_of(code)));
    }
    // Another process that reads (a backup tool, the command line) holds locks for moments only.
    sqlite3_busy_timeout(handle, 5'000);
    return connection;
}

Error Connection::last_error(std::string_view doing) const {
    return error_of(handle_.get(), doing);
}

Result<> Connection::execute(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure(last_error(sql));
    return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return failure(last_error(sql));
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
