#include "app/store_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include "app/measurements.hpp"
#include "base/clock.hpp"
#include "base/strings.hpp"
#include "store/copy.hpp"
#include "store/file_lock.hpp"
#include "store/inspect.hpp"
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
    auto all = self_measurements();
    for (const auto& network : networks()) {
        const auto more = network.measurements();
        all.insert(all.end(), more.begin(), more.end());
    }
    for (const Measurement* measurement : all)
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

Result<> must_exist(const std::string& path) {
    if (std::filesystem::exists(path)) return {};
    return failure(ErrorKind::configuration,
                   fmt::format("{}: there is no such file; name the one of your data_dir with "
                               "--file",
                               path));
}

Result<std::unique_ptr<store::Store>> open_store(const std::string& path, const Clock& clock) {
    store::StoreOptions options;
    options.path = path;
    // A command must not delete what the configuration would keep.
    options.retention = options.minute_tier_retention = options.hour_tier_retention = Duration{0};
    return store::Store::open(std::move(options), clock);
}

/// A copy beside the file, so that it needs no room elsewhere.
class TemporaryCopy {
public:
    static Result<TemporaryCopy> make(const std::string& path) {
        TemporaryCopy copy(fmt::format("{}.export-{}", path, ::getpid()));
        auto copied = store::copy_file(path, copy.path_);
        if (!copied) return failure(copied.error());
        return copy;
    }
    TemporaryCopy(TemporaryCopy&& other) noexcept : path_(std::exchange(other.path_, "")) {}
    TemporaryCopy& operator=(TemporaryCopy&&) = delete;
    ~TemporaryCopy() {
        if (path_.empty()) return;
        for (const char* ending : {"", "-wal", "-shm", ".lock"})
            std::remove((path_ + ending).c_str());
    }
    const std::string& path() const { return path_; }

private:
    explicit TemporaryCopy(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

std::string labels_text(const store::Labels& labels) {
    std::string text(labels.metric_name());
    store::Labels rest = labels;
    rest.remove(store::metric_name_label);
    if (!rest.empty()) text += store::to_string(rest);
    return text;
}

void append_line(std::string& text, std::string_view series, double value, std::int64_t time,
                 ExportFormat format) {
    const auto out = std::back_inserter(text);
    if (format == ExportFormat::prometheus)
        fmt::format_to(out, "{} {} {}\n", series, format_double(value), time);
    else
        fmt::format_to(out, "{} {} {}.{:03}\n", series, format_double(value), time / 1'000,
                       time % 1'000);
}

Result<> write(std::FILE* out, const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), out) == text.size()) return {};
    return failure(ErrorKind::file, "cannot write: " + std::generic_category().message(errno));
}

}  // namespace

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
    return {};
}

Result<> back_up_store(const std::string& path, const std::string& target, std::FILE* out) {
    if (auto there = must_exist(path); !there) return there;
    if (auto copied = store::copy_file(path, target); !copied) return copied;
    fmt::print(out, "{}: {:.2f} MB\n", target, static_cast<double>(store::bytes_of(target)) / mega);
    return {};
}

Result<> export_store(const std::string& path, ExportFormat format, std::FILE* out) {
    if (auto there = must_exist(path); !there) return there;
    const auto copy = TemporaryCopy::make(path);
    if (!copy) return failure(copy.error());
    const SystemClock clock;
    const auto store = open_store(copy->path(), clock);
    if (!store) return failure(store.error());
    constexpr store::TimeRange all_time{0, std::numeric_limits<std::int64_t>::max()};
    const auto selection = (*store)->select({}, all_time, std::numeric_limits<std::size_t>::max());
    if (!selection) return failure(selection.error());
    store::Samples samples;
    std::string text;
    for (std::size_t i = 0; i < (*selection)->size(); ++i) {
        samples.clear();
        text.clear();
        if (auto read = (*selection)->read(i, all_time, samples); !read) return read;
        const std::string series = labels_text((*selection)->labels(i));
        for (std::size_t k = 0; k < samples.size(); ++k)
            if (!store::is_stale_marker(samples.values[k]))
                append_line(text, series, samples.values[k], samples.times[k], format);
        if (auto written = write(out, text); !written) return written;
    }
    return format == ExportFormat::open_metrics ? write(out, "# EOF\n") : Result<>{};
}

}  // namespace nodewatch::app
