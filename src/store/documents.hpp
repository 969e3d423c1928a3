#pragma once

#include <optional>
#include <string>

#include "base/state_store.hpp"
#include "store/sqlite.hpp"

namespace nodewatch {
class WorkerPool;
}

namespace nodewatch::store {

class Store;

/// Documents above this size are refused.
inline constexpr std::size_t max_document_bytes = std::size_t{64} << 20U;

Result<std::optional<std::string>> read_document(sqlite::Connection& connection,
                                                 const std::string& key);
/// In a transaction of its own.
Result<> write_document(sqlite::Connection& connection, const std::string& key,
                        const std::string& document);

/// The documents in the store's file. The store and the pool outlive it.
class StoreStateStore final : public StateStore {
public:
    StoreStateStore(Store& store, WorkerPool& pool) : store_(store), pool_(pool) {}
    Task<Result<std::optional<std::string>>> load(std::string key) override;
    Task<Result<>> save(std::string key, std::string document) override;

private:
    Store& store_;
    WorkerPool& pool_;
};

}  // namespace nodewatch::store
