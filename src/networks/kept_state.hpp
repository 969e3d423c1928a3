#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/state_store.hpp"

namespace nodewatch {

/// The document of one source that survives a restart. The store outlives it. One load, then one
/// save at a time.
class KeptState {
public:
    /// `key` is the source's name in the log, too: "xrpl/val-1".
    KeptState(StateStore& store, std::string key) : store_(store), key_(std::move(key)) {}

    /// Hands what was saved to `restore`, if anything was. What goes wrong is logged.
    Task<void> load(std::function<Result<>(const std::string& document)> restore);
    /// A failure is logged. What could not be read at the start is not written over: it may be
    /// readable later.
    Task<Result<>> save(std::string document);

private:
    StateStore& store_;
    std::string key_;
    bool may_save_ = true;
};

}  // namespace nodewatch
