#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"

namespace nodewatch {

/// Small documents that survive a restart, by key ("xrpl/val-1/agreement"). A key has one owner,
/// who waits for a save to end before the next one.
class StateStore {
public:
    virtual ~StateStore() = default;
    /// Nothing when the key was never saved. A damaged document is an error.
    virtual Task<Result<std::optional<std::string>>> load(std::string key) = 0;
    /// Replaces the document as a whole: after a crash either the old or the new one is there.
    virtual Task<Result<>> save(std::string key, std::string document) = 0;
};

/// Keeps the documents in memory: for `nodewatch check` and for tests.
class MemoryStateStore final : public StateStore {
public:
    MemoryStateStore();
    ~MemoryStateStore() override;
    Task<Result<std::optional<std::string>>> load(std::string key) override;
    Task<Result<>> save(std::string key, std::string document) override;

private:
    struct Documents;
    std::unique_ptr<Documents> documents_;
};

}  // namespace nodewatch
