#include "app/store_export.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>

#include "app/store_commands.hpp"
#include "base/strings.hpp"
#include "store/snapshot.hpp"

namespace nodewatch::app {

namespace {

std::string labels_text(const store::Labels& labels) {
    std::string text(labels.metric_name());
    store::Labels rest = labels;
    rest.remove(store::metric_name_label);
    if (!rest.empty()) text += store::to_string(rest);
    return text;
}

void append_line(std::string& text, std::string_view series, double value, std::int64_t time,
                 store::TextFormat format) {
    const auto out = std::back_inserter(text);
    if (format == store::TextFormat::prometheus)
        fmt::format_to(out, "{} {} {}\n", series, format_double(value), time);
    else
        fmt::format_to(out, "{} {} {}.{:03}\n", series, format_double(value), time / 1'000,
                       time % 1'000);
}

Error cannot_write() {
    return {ErrorKind::file,
            "the export ended before its end: what it is written to takes no more: " +
                std::generic_category().message(errno)};
}

Result<> write(std::FILE* out, const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), out) == text.size()) return {};
    return failure(cannot_write());
}

/// Beside the file, so that the copy needs no room elsewhere, unless the operator says where.
void place_temporary_files(const std::string& path) {
    const auto folder = std::filesystem::absolute(path).parent_path();
    ::setenv("SQLITE_TMPDIR", folder.c_str(), 0);
}

}  // namespace

Result<> export_store(const std::string& path, store::TextFormat format, std::FILE* out) {
    if (auto there = must_exist(path); !there) return there;
    place_temporary_files(path);
    const auto snapshot = store::Snapshot::take(path);
    if (!snapshot) return failure(snapshot.error());
    constexpr store::TimeRange all_time{0, std::numeric_limits<std::int64_t>::max()};
    const auto selection = (*snapshot)->select_all();
    store::Samples samples;
    std::string text;
    for (std::size_t i = 0; i < selection->size(); ++i) {
        samples.clear();
        text.clear();
        if (auto read = selection->read(i, all_time, samples); !read) return read;
        const std::string series = labels_text(selection->labels(i));
        for (std::size_t k = 0; k < samples.size(); ++k)
            if (!store::is_stale_marker(samples.values[k]))
                append_line(text, series, samples.values[k], samples.times[k], format);
        if (auto written = write(out, text); !written) return written;
    }
    if (format == store::TextFormat::open_metrics) {
        if (auto written = write(out, "# EOF\n"); !written) return written;
    }
    if (std::fflush(out) != 0) return failure(cannot_write());
    if ((*snapshot)->damaged() == 0) return {};
    return failure(ErrorKind::file,
                   fmt::format("{} damaged parts of {} were left out; everything else is written. "
                               "'nodewatch store verify' names them",
                               (*snapshot)->damaged(), path));
}

}  // namespace nodewatch::app
