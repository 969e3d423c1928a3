#include "store/documents.hpp"

#include <fmt/format.h>

#include "base/worker_pool.hpp"
#include "store/compress.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

namespace nodewatch::store {

Result<std::optional<std::string>> read_document(sqlite::Connection& connection,
                                                 const std::string& key) {
    auto statement = connection.prepare("SELECT data FROM document WHERE key = ?");
    if (!statement) return failure(statement.error());
    const auto row = statement->bind(1, std::string_view(key)).step();
    if (!row) return failure(row.error());
    if (!*row) return std::nullopt;
    if (const auto content = unseal(key, statement->bytes(0)))
        return std::string(as_text(*content));
    return failure(ErrorKind::parse,
                   fmt::format("the document {} is damaged; saving it again replaces it", key));
}

Result<> write_document(sqlite::Connection& connection, const std::string& key,
                        const std::string& document) {
    if (key.empty()) return failure(ErrorKind::internal, "a document without a key");
    if (document.size() > max_document_bytes) {
        return failure(ErrorKind::too_large,
                       fmt::format("the document {} has {} bytes, at most {} are kept", key,
                                   document.size(), max_document_bytes));
    }
    Bytes blob;
    put_bytes(blob, as_bytes(document));
    seal(key, blob);
    return run(connection,
               "INSERT INTO document(key, data) VALUES(?,?) "
               "ON CONFLICT(key) DO UPDATE SET data = excluded.data",
               std::string_view(key), ByteView(blob));
}

Task<Result<std::optional<std::string>>> StoreStateStore::load(std::string key) {
    auto work = [store = &store_, key = std::move(key)] { return store->load_document(key); };
    co_return co_await pool_.run(std::move(work));
}

Task<Result<>> StoreStateStore::save(std::string key, std::string document) {
    auto work = [store = &store_, key = std::move(key), document = std::move(document)] {
        return store->save_document(key, document);
    };
    co_return co_await pool_.run(std::move(work));
}

}  // namespace nodewatch::store
