#include "base/state_store.hpp"

#include <map>

#include "base/state_file.hpp"
#include "base/worker_pool.hpp"

namespace nodewatch {

FileStateStore::FileStateStore(std::string folder, WorkerPool& pool)
    : folder_(std::move(folder)), pool_(pool) {}

Task<Result<std::optional<std::string>>> FileStateStore::load(std::string key) {
    auto work = [folder = folder_, key = std::move(key)] { return load_state(folder, key); };
    co_return co_await pool_.run(std::move(work));
}

Task<Result<>> FileStateStore::save(std::string key, std::string document) {
    auto work = [folder = folder_, key = std::move(key), document = std::move(document)] {
        return save_state(folder, key, document);
    };
    co_return co_await pool_.run(std::move(work));
}

struct MemoryStateStore::Documents {
    std::map<std::string, std::string> by_key;
};

MemoryStateStore::MemoryStateStore() : documents_(std::make_unique<Documents>()) {}
MemoryStateStore::~MemoryStateStore() = default;

Task<Result<std::optional<std::string>>> MemoryStateStore::load(std::string key) {
    auto found = documents_->by_key.find(key);
    if (found == documents_->by_key.end()) co_return std::nullopt;
    co_return found->second;
}

Task<Result<>> MemoryStateStore::save(std::string key, std::string document) {
    documents_->by_key.insert_or_assign(std::move(key), std::move(document));
    co_return Result<>{};
}

}  // namespace nodewatch
