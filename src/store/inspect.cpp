#include "store/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "store/chunk.hpp"
#include "store/documents.hpp"
#include "store/event_rows.hpp"
#include "store/file_lock.hpp"
#include "store/head_log.hpp"
#include "store/schema.hpp"
#include "store/tables.hpp"
#include "store/visit_rows.hpp"

namespace nodewatch::store {
namespace {

constexpr std::size_t max_problems = 100;

/// Visits id and blob of each row of a query; damage ends it with false.
Result<bool> for_each_blob(sqlite::Connection& connection, std::string_view sql,
                           const std::function<void(std::int64_t, ByteView)>& visit) {
    auto statement = connection.prepare(sql);
    if (!statement) return failure(statement.error());
    return visit_rows(*statement, [&] { visit(statement->integer(0), statement->bytes(1)); });
}

void count_chunks(ByteView blob, StoreInfo& info) {
    while (!blob.empty()) {
        const auto view = ChunkView::parse(blob);
        if (!view) return;
        blob = blob.subspan(view->bytes());
        info.first = info.chunks == 0 ? view->first() : std::min(info.first, view->first());
        info.last = info.chunks == 0 ? view->last() : std::max(info.last, view->last());
        ++info.chunks;
        for (std::size_t i = 0; i < view->columns(); ++i) {
            Presence presence;
            if (view->presence(i, presence)) info.samples += presence.count(view->rows());
        }
    }
}

class Checker {
public:
    explicit Checker(sqlite::Connection& connection) : connection_(connection) {}

    Result<> check_structure() {
        auto statement = connection_.prepare("PRAGMA integrity_check(100)");
        if (!statement) return failure(statement.error());
        const auto whole = visit_rows(*statement, [&] {
            if (statement->text(0) != "ok") add_to_structure(std::string(statement->text(0)));
        });
        if (!whole) return failure(whole.error());
        if (!*whole) add_to_structure("the structure of the file cannot be followed to its end");
        return {};
    }

    /// `is_sound` says whether a blob can be read as a whole.
    Result<> check_table(std::string_view table, std::string_view sql,
                         const std::function<bool(std::int64_t, ByteView)>& is_sound) {
        const auto whole = for_each_blob(connection_, sql, [&](std::int64_t id, ByteView blob) {
            ++result_.chunks;
            if (!is_sound(id, blob)) add(fmt::format("{} {} is damaged", table, id));
        });
        if (!whole) return failure(whole.error());
        if (!*whole) add(fmt::format("the table {} cannot be read to its end", table));
        return {};
    }

    Result<> check_documents() {
        auto statement = connection_.prepare("SELECT key, data FROM document");
        if (!statement) return failure(statement.error());
        const auto whole = visit_rows(*statement, [&] {
            ++result_.chunks;
            if (!unseal(statement->text(0), statement->bytes(1)))
                add(fmt::format("the document {} is damaged", statement->text(0)));
        });
        if (!whole) return failure(whole.error());
        if (!*whole) add("the table document cannot be read to its end");
        return {};
    }

    Verification take() { return std::move(result_); }

private:
    void add(std::string problem) {
        ++result_.damaged;
        if (result_.problems.size() < max_problems) result_.problems.push_back(std::move(problem));
    }

    void add_to_structure(std::string problem) {
        result_.structure_is_sound = false;
        add(std::move(problem));
    }

    sqlite::Connection& connection_;
    Verification result_;
};

bool chunks_are_sound(std::int64_t, ByteView blob) {
    while (!blob.empty()) {
        const auto view = ChunkView::parse(blob);
        if (!view || !decode_chunk(blob)) return false;
        blob = blob.subspan(view->bytes());
    }
    return true;
}

bool labels_are_sound(std::int64_t id, ByteView blob) {
    return decode_labels(id, blob).has_value();
}

bool log_is_sound(std::int64_t, ByteView blob) {
    return decode_log(blob).has_value();
}

bool event_is_sound(std::int64_t id, ByteView blob) {
    return decode_event(id, blob).has_value();
}

}  // namespace

Result<StoreInfo> inspect(const std::string& path) {
    auto connection = open_for_reading(path);
    if (!connection) return failure(connection.error());
    StoreInfo info;
    info.file_bytes = bytes_of(path);
    info.wal_bytes = bytes_of(path + "-wal");
    std::int64_t free_pages = 0;
    std::int64_t page_size = 0;
    std::int64_t series = 0;
    std::int64_t documents = 0;
    for (const auto& [sql, number] : {std::pair{"PRAGMA freelist_count", &free_pages},
                                      {"PRAGMA page_size", &page_size},
                                      {"SELECT count(*) FROM series", &series},
                                      {"SELECT count(*) FROM document", &documents}}) {
        const auto value = connection->query_integer(sql);
        if (!value) return failure(value.error());
        *number = *value;
    }
    info.free_bytes = static_cast<std::uint64_t>(free_pages * page_size);
    info.series = static_cast<std::uint64_t>(series);
    info.documents = static_cast<std::uint64_t>(documents);
    auto merged = for_each_blob(*connection, "SELECT id, data FROM chunk", [&](auto, ByteView b) {
        ++info.merged_rows;
        count_chunks(b, info);
    });
    if (!merged) return failure(merged.error());
    auto staged = for_each_blob(*connection, "SELECT id, data FROM staging", [&](auto, ByteView b) {
        ++info.staged_rows;
        count_chunks(b, info);
    });
    if (!staged) return failure(staged.error());
    return info;
}

Result<Verification> verify(const std::string& path) {
    auto connection = open_for_reading(path);
    if (!connection) return failure(connection.error());
    Checker checker(*connection);
    if (auto done = checker.check_structure(); !done) return failure(done.error());
    struct Table {
        const char* name;
        const char* sql;
        bool (*is_sound)(std::int64_t, ByteView);
        std::int64_t since = 1;  ///< version of the tables
    };
    constexpr std::array tables{
        Table{"chunk", "SELECT id, data FROM chunk", chunks_are_sound},
        Table{"staging", "SELECT id, data FROM staging", chunks_are_sound},
        Table{"tier_hour", "SELECT id, data FROM tier_hour", chunks_are_sound},
        Table{"tier_minute", "SELECT id, data FROM tier_minute", chunks_are_sound},
        Table{"open_rows", "SELECT group_id, data FROM open_rows", log_is_sound},
        Table{"head_log", "SELECT flush, data FROM head_log", log_is_sound},
        Table{"series", "SELECT id, labels FROM series", labels_are_sound},
        Table{"event", "SELECT id, data FROM event", event_is_sound, 2},
    };
    const auto version = connection->query_integer("PRAGMA user_version");
    if (!version) return failure(version.error());
    for (const Table& table : tables) {
        if (*version < table.since) continue;
        if (auto done = checker.check_table(table.name, table.sql, table.is_sound); !done)
            return failure(done.error());
    }
    if (auto done = checker.check_documents(); !done) return failure(done.error());
    return checker.take();
}

}  // namespace nodewatch::store
