#include "base/state_store.hpp"

#include <map>

namespace nodewatch {

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
