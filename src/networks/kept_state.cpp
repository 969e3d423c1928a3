#include "networks/kept_state.hpp"

#include "base/log.hpp"

namespace nodewatch {

Task<void> KeptState::load(std::function<Result<>(const std::string& document)> restore) {
    auto document = co_await store_.load(key_);
    if (!document) {
        may_save_ = document.error().kind != ErrorKind::file;
        log::error(key_, "the saved state is not used, totals start at zero{}: {}",
                   may_save_ ? "" : " and are not saved", document.error().message);
        co_return;
    }
    if (!*document) co_return;
    if (const auto restored = restore(**document); !restored)
        log::error(key_, "the saved state is not used, totals start at zero: {}",
                   restored.error().message);
}

Task<Result<>> KeptState::save(std::string document) {
    if (!may_save_)
        co_return failure(ErrorKind::file, "the state of the last run could not be read");
    auto saved = co_await store_.save(key_, std::move(document));
    if (!saved) log::error(key_, "the state cannot be saved: {}", saved.error().message);
    co_return saved;
}

}  // namespace nodewatch
