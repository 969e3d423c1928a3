#include "store/maintenance.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <limits>

#include "base/log.hpp"
#include "store/merge.hpp"
#include "store/retention.hpp"

namespace nodewatch::store {
namespace {

constexpr auto interval = std::chrono::hours{1};

/// Pages that a backup copies between two flushes: 16 MB.
constexpr int pages_at_once = 2'048;

struct EndBackup {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

}  // namespace

Result<> maintain(Writer& writer, std::int64_t now_ms) {
    // A day has ended when nothing that is late may still come for it.
    const std::int64_t ended = now_ms - writer.state().options.late_window.count();
    if (auto merged = merge_before(writer, ended / day_ms * day_ms); !merged) return merged;
    return apply_retention(writer, now_ms);
}

void Maintenance::run_if_due(Writer& writer) {
    const Now now = writer.state().clock.now();
    if (now.steady < next_) return;
    next_ = now.steady + interval;
    const auto done = maintain(writer, now.wall.time_since_epoch().count());
    if (done) return;
    writer.state().counters.set_error(done.error().message);
    log::error("store", "{}; tried again in an hour", done.error().message);
}

Result<> compact(Writer& writer) {
    if (auto flushed = writer.flush(true); !flushed) return flushed;
    if (auto merged = merge_before(writer, max_time / day_ms * day_ms); !merged) return merged;
    for (const char* sql : {"DELETE FROM head_log", "DELETE FROM open_rows",
                            "PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)"}) {
        if (auto done = writer.connection().execute(sql); !done) return done;
    }
    return {};
}

Result<> back_up(Writer& writer, const std::string& path) {
    if (std::filesystem::exists(path)) {
        return failure(ErrorKind::configuration,
                       fmt::format("{} exists; name a new file for the backup", path));
    }
    const std::string unfinished = path + ".unfinished";
    std::remove(unfinished.c_str());
    auto target = sqlite::Connection::open(unfinished, sqlite::Access::create);
    if (!target) return failure(target.error());
    const std::unique_ptr<sqlite3_backup, EndBackup> backup(
        sqlite3_backup_init(target->handle(), "main", writer.connection().handle(), "main"));
    if (!backup) return failure(target->last_error("begin a backup"));
    while (true) {
        // What this connection commits in between goes into the copy, too: it never starts again.
        const int code = sqlite3_backup_step(backup.get(), pages_at_once);
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_OK) return failure(target->last_error("write a backup"));
        if (!writer.breathe()) {
            return failure(ErrorKind::cancelled, "the backup was not finished: the store closes");
        }
    }
    if (std::rename(unfinished.c_str(), path.c_str()) != 0)
        return failure(ErrorKind::file, fmt::format("cannot rename {} to {}", unfinished, path));
    return {};
}

}  // namespace nodewatch::store
