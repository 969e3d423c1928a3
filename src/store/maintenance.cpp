#include "store/maintenance.hpp"

#include <limits>

#include "base/log.hpp"
#include "store/merge.hpp"
#include "store/retention.hpp"
#include "store/unfinished_file.hpp"

namespace nodewatch::store {
namespace {

constexpr auto interval = std::chrono::hours{1};

/// Pages that a backup copies between two flushes: 16 MB.
constexpr int pages_at_once = 2'048;

Result<> copy_pages(Writer& writer, const std::string& path) {
    auto target = sqlite::Connection::open(path, sqlite::Access::create);
    if (!target) return failure(target.error());
    sqlite::Backup backup(*target, writer.connection());
    while (true) {
        const auto done = backup.step(pages_at_once, "write a backup");
        if (!done) return failure(done.error());
        if (*done) return {};
        if (!writer.breathe()) {
            return failure(ErrorKind::cancelled, "the backup was not finished: the store closes");
        }
    }
}

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
    auto file = UnfinishedFile::begin(path);
    if (!file) return failure(file.error());
    if (auto copied = copy_pages(writer, file->path()); !copied) return copied;
    return file->finish();
}

}  // namespace nodewatch::store
