#include "app/store_commands.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "app/measurements.hpp"
#include "base/clock.hpp"
#include "store/copy.hpp"
#include "store/file_lock.hpp"
#include "store/inspect.hpp"
#include "store/schema.hpp"
#include "store/store.hpp"
#include "store/usage.hpp"

namespace nodewatch::app {

namespace {

constexpr double mega = 1e6;

std::string time_text(std::int64_t ms) {
    return format_rfc3339(from_unix_milliseconds(ms));
}

/// The measurement that declares each metric; of two that do, the first.
std::map<std::string, std::string> measurement_by_metric() {
    std::map<std::string, std::string> names;
    for (const Measurement* measurement : all_measurements())
        for (const FieldSpec& field : measurement->fields())
            names.emplace(field.metric, measurement->name());
    return names;
}

std::map<std::string, store::MetricUsage> by_measurement(
    const std::map<std::string, store::MetricUsage>& by_metric) {
    const auto declared = measurement_by_metric();
    std::map<std::string, store::MetricUsage> usage;
    for (const auto& [metric, part] : by_metric) {
        const auto found = declared.find(metric);
        usage[found == declared.end() ? "(imported)" : found->second] += part;
    }
    return usage;
}

Result<std::unique_ptr<store::Store>> open_store(const std::string& path, const Clock& clock) {
    store::StoreOptions options;
    options.path = path;
    // A command must not delete what the configuration would keep.
    options.retention = options.minute_tier_retention = options.hour_tier_retention = Duration{0};
    return store::Store::open(std::move(options), clock);
}

/// Exit status 1 for a command that did its work, but on a file that has damaged parts.
Error damage_of(const std::string& path, std::uint64_t parts, std::string_view done) {
    return {ErrorKind::file, fmt::format("{} damaged parts of {} were met; {}. 'nodewatch store "
                                         "verify' names what is damaged",
                                         parts, path, done)};
}

/// Decodes everything, while nobody writes.
Result<store::Verification> verify_alone(const std::string& path) {
    if (auto checked = store::check_header(path); !checked) return failure(checked.error());
    const auto lock = store::FileLock::take(path);
    if (!lock) return failure(lock.error());
    return store::verify(path);
}

}  // namespace

Result<> must_exist(const std::string& path) {
    if (std::filesystem::exists(path)) return {};
    return failure(ErrorKind::configuration,
                   fmt::format("{}: there is no such file; name the one of your data_dir with "
                               "--file",
                               path));
}

Result<> print_store_info(const std::string& path, std::FILE* out) {
    if (auto there = must_exist(path); !there) return there;
    const auto info = store::inspect(path);
    if (!info) return failure(info.error());
    const auto usage = store::usage_by_metric(path);
    if (!usage) return failure(usage.error());
    fmt::print(out, "file        {}\n", path);
    fmt::print(out, "size        {:.2f} MB, {:.2f} MB of it free, {:.2f} MB write-ahead log\n",
               static_cast<double>(info->file_bytes) / mega,
               static_cast<double>(info->free_bytes) / mega,
               static_cast<double>(info->wal_bytes) / mega);
    fmt::print(out, "series      {}\n", info->series);
    fmt::print(
        out,
        "samples     {} in {} chunks, {:.3f} bytes each, everything counted; the newest are not "
        "in chunks yet\n",
        info->samples, info->chunks, info->bytes_per_sample());
    if (info->samples > 0)
        fmt::print(out, "from, to    {}, {}\n", time_text(info->first), time_text(info->last));
    fmt::print(out, "documents   {}\n\n", info->documents);
    fmt::print(out, "{:<28} {:>8} {:>14} {:>10} {:>10}\n", "measurement", "series", "samples", "MB",
               "B/sample");
    for (const auto& [name, part] : by_measurement(*usage)) {
        if (part.samples == 0) continue;
        fmt::print(out, "{:<28} {:>8} {:>14} {:>10.3f} {:>10.3f}\n", name, part.series,
                   part.samples, part.bytes / mega, part.bytes / static_cast<double>(part.samples));
    }
    return {};
}

Result<bool> verify_store(const std::string& path, std::FILE* out) {
    if (auto there = must_exist(path); !there) return failure(there.error());
    const auto verified = store::verify(path);
    if (!verified) return failure(verified.error());
    for (const auto& problem : verified->problems)
        fmt::print(out, "{}\n", problem);
    fmt::print(out, "{}: {} blobs looked at, {} damaged\n", path, verified->chunks,
               verified->damaged);
    return verified->damaged == 0 && verified->problems.empty();
}

Result<> compact_store(const std::string& path, std::FILE* out) {
    if (auto there = must_exist(path); !there) return there;
    const auto verified = verify_alone(path);
    if (!verified) return failure(verified.error());
    if (!verified->structure_is_sound) {
        return failure(damage_of(path, verified->damaged,
                                 "the structure of the file is damaged, so it was left as it is; "
                                 "sqlite3's .recover gets at the rest"));
    }
    const auto before = store::bytes_of(path);
    const SystemClock clock;
    {
        const auto store = open_store(path, clock);
        if (!store) return failure(store.error());
        if (auto done = (*store)->compact(); !done) return done;
    }
    fmt::print(out, "{}: {:.2f} MB, was {:.2f} MB\n", path,
               static_cast<double>(store::bytes_of(path)) / mega,
               static_cast<double>(before) / mega);
    if (verified->damaged > 0)
        return failure(damage_of(path, verified->damaged, "what is whole was kept"));
    return {};
}

Result<> back_up_store(const std::string& path, const std::string& target, std::FILE* out) {
    if (auto there = must_exist(path); !there) return there;
    if (auto copied = store::copy_file(path, target); !copied) return copied;
    fmt::print(out, "{}: {:.2f} MB\n", target, static_cast<double>(store::bytes_of(target)) / mega);
    const auto verified = store::verify(target);
    if (!verified) return failure(verified.error());
    if (verified->damaged > 0) {
        return failure(damage_of(path, verified->damaged,
                                 fmt::format("{} has them, too: keep an older backup", target)));
    }
    return {};
}

}  // namespace nodewatch::app
