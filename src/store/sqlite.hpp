#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/bytes.hpp"

struct sqlite3;
struct sqlite3_backup;
struct sqlite3_stmt;

/// The thinnest layer over SQLite's C interface: ownership and errors as values. An error is of the
/// kind `file`, its code the name of SQLite's result ("SQLITE_FULL"); its message names the file
/// and says what the matter is and what to do about it, in words of our own.
namespace nodewatch::store::sqlite {

/// True for errors that say that the file's content is damaged or is no database.
bool is_damage(const Error& error);

/// A compiled statement. Used by the thread that uses its connection.
class Statement {
public:
    Statement() = default;

    /// Parameters count from 1. Bytes must live until the next reset().
    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, ByteView value);
    Statement& bind(int parameter, std::string_view value);

    /// True when there is a row, false at the end. After an error or the end it is reset.
    Result<bool> step();
    /// For statements without rows: runs to the end and resets.
    Result<> run();
    void reset();

    /// Columns count from 0. A view lives until the next step() or reset().
    std::int64_t integer(int column) const;
    ByteView bytes(int column) const;
    std::string_view text(int column) const;

private:
    friend class Connection;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

enum class Access : std::uint8_t { read, write, create };

/// One connection to a file. Used by one thread at a time.
class Connection {
public:
    static Result<Connection> open(const std::string& path, Access access);

    Result<> execute(const char* sql);
    Result<Statement> prepare(std::string_view sql);
    /// The first column of the first row of a statement that has one.
    Result<std::int64_t> query_integer(std::string_view sql);

    /// Rows of the last insert, update or delete.
    std::int64_t changes() const;
    sqlite3* handle() const { return handle_.get(); }
    /// Does the system allow no more than reading?
    bool is_read_only() const;
    /// Why `sql`, or the last call with this code, failed.
    Error error(int code, std::string_view sql) const;

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

/// Copies the whole of one database onto another. What `source` commits between two steps goes into
/// the copy, too.
class Backup {
public:
    static constexpr int all_pages = -1;

    /// Both connections must live as long.
    Backup(Connection& target, Connection& source);
    /// Copies so many pages more; true when nothing is left. `what` is for the error: "write a
    /// backup". After an error there is nothing to go on with.
    Result<bool> step(int pages, std::string_view what);

private:
    struct Finish {
        void operator()(sqlite3_backup* backup) const;
    };
    Connection& target_;
    std::unique_ptr<sqlite3_backup, Finish> backup_;
};

/// Rolls back unless it was committed.
class Transaction {
public:
    /// A writer takes the lock at once: it never has to give up half way.
    static Result<Transaction> begin_write(Connection& connection);
    /// What is read in it is of one state of the file.
    static Result<Transaction> begin_read(Connection& connection);
    Transaction(Transaction&& other) noexcept : connection_(other.connection_) {
        other.connection_ = nullptr;
    }
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<> commit();

private:
    explicit Transaction(Connection& connection) : connection_(&connection) {}
    Connection* connection_;
};

}  // namespace nodewatch::store::sqlite
