#include "app/store_import.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/strings.hpp"
#include "store/store.hpp"

namespace nodewatch::app {

namespace {

using store::TextFormat;

/// Lines of a file that may be packed with gzip.
class InputLines {
public:
    static Result<InputLines> open(const std::string& source) {
        InputLines lines;
        lines.file_.reset(source == "-" ? ::gzdopen(0, "rb") : ::gzopen(source.c_str(), "rb"));
        if (lines.file_) return lines;
        return failure(ErrorKind::configuration, fmt::format("{}: cannot be opened", source));
    }

    /// Whole lines, but for the last of the file; nothing at its end. A view of the object.
    Result<std::string_view> next() {
        rest_.erase(0, given_);
        given_ = 0;
        while (true) {
            const std::size_t before = rest_.size();
            if (before > max_line_bytes)
                return failure(ErrorKind::parse, "a line of more than 1 MiB");
            rest_.resize(before + block_bytes);
            const int got = ::gzread(file_.get(), rest_.data() + before, block_bytes);
            rest_.resize(before + static_cast<std::size_t>(std::max(got, 0)));
            is_empty_ = is_empty_ && rest_.empty();
            const auto sound = check();
            const std::size_t end = rest_.rfind('\n');
            const bool is_end = sound && got == 0;
            given_ = is_end ? rest_.size() : end == std::string::npos ? 0 : end + 1;
            // Whole lines before an error are given first; the next call meets it again.
            if (given_ > 0 || is_end) return std::string_view(rest_).substr(0, given_);
            if (!sound) return failure(sound.error());
        }
    }

    /// Whether nothing at all has come so far.
    bool is_empty() const { return is_empty_; }

private:
    static constexpr unsigned block_bytes = 1U << 20U;
    static constexpr std::size_t max_line_bytes = 1U << 20U;

    struct Close {
        void operator()(gzFile_s* file) const { ::gzclose(file); }
    };

    Result<> check() const {
        int code = Z_OK;
        ::gzerror(file_.get(), &code);
        if (code == Z_OK || code == Z_STREAM_END) return {};
        if (code == Z_ERRNO) {
            return failure(ErrorKind::file,
                           "cannot be read to its end: " + std::generic_category().message(errno));
        }
        return failure(ErrorKind::file,
                       fmt::format("the packed file {}; the lines before are imported. Get the "
                                   "whole file and import it again, what is there already does "
                                   "not matter",
                                   code == Z_BUF_ERROR ? "is cut off" : "is damaged"));
    }

    std::unique_ptr<gzFile_s, Close> file_;
    std::string rest_;
    std::size_t given_ = 0;
    bool is_empty_ = true;
};

Error nothing_in(const std::string& source) {
    return {ErrorKind::configuration,
            fmt::format("{} is empty: there is nothing to import; is it the right one?",
                        source == "-" ? "standard input" : source)};
}

/// OpenMetrics ends with a line that says so, Prometheus text does not.
Result<TextFormat> format_of(const std::string& source) {
    std::error_code error;
    if (source != "-" && std::filesystem::file_size(source, error) == 0 && !error)
        return failure(nothing_in(source));
    std::ifstream file(source, std::ios::binary);
    std::array<char, 2> start{};
    file.read(start.data(), start.size());
    const bool packed = start == std::array{'\x1f', '\x8b'};
    if (!file || source == "-" || packed || !file.seekg(-6, std::ios::end)) {
        return failure(ErrorKind::configuration,
                       fmt::format("{}: its format is seen only at the end of a file that is not "
                                   "packed; say --format prometheus or --format openmetrics",
                                   source));
    }
    std::string end(6, '\0');
    file.read(end.data(), static_cast<std::streamsize>(end.size()));
    return end == "# EOF\n" || end == "\n# EOF" ? TextFormat::open_metrics : TextFormat::prometheus;
}

/// Passes samples on that retention keeps, and counts what becomes of them.
class RetainedSink final : public store::SampleSink {
public:
    RetainedSink(store::SampleSink& sink, std::int64_t oldest) : sink_(sink), oldest_(oldest) {}

    Result<store::SeriesId> series(const store::Labels& labels) override {
        return sink_.series(labels);
    }
    Result<store::Head::Counts> append(std::span<const store::Head::Sample> samples) override {
        kept_.clear();
        for (const auto& sample : samples)
            if (sample.time < 0 || sample.time >= oldest_) kept_.push_back(sample);
        auto counts = sink_.append(kept_);
        if (!counts) return counts;
        counts->too_old += samples.size() - kept_.size();
        counts_ += *counts;
        return counts;
    }
    const store::Head::Counts& counts() const { return counts_; }

private:
    store::SampleSink& sink_;
    const std::int64_t oldest_;  ///< unix ms
    std::vector<store::Head::Sample> kept_;
    store::Head::Counts counts_;
};

struct Malformed {
    static constexpr std::size_t shown = 20;
    std::size_t lines = 0;
    std::string text;  ///< of the first

    void add(std::size_t line, const std::string& what) {
        if (++lines <= shown) text += fmt::format("  line {}: {}\n", line, what);
    }
};

Result<> read_all(InputLines& lines, store::TextImport& import, std::int64_t now) {
    while (true) {
        const auto part = lines.next();
        if (!part) {
            std::ignore =
                import.finish();  // takes what came before; that its end is missing is clear
            return failure(part.error());
        }
        if (part->empty()) break;
        if (auto added = import.add(*part, now); !added) return added;
    }
    const auto finished = import.finish();
    return finished ? Result<>{} : failure(finished.error());
}

void report(const store::Head::Counts& counts, const Malformed& malformed, Duration retention,
            std::FILE* out) {
    fmt::print(out, "{} samples taken\n", counts.taken);
    const auto refused = [out](std::size_t count, const std::string& why) {
        if (count > 0) fmt::print(out, "{} samples refused: {}\n", count, why);
    };
    refused(counts.too_old,
            fmt::format("older than store.retention, {}, keeps", format_duration(retention)));
    refused(counts.bad_time, "of a time before 1970 or after the year 9999");
    refused(counts.no_group, "the file has room for no more groups of series");
    if (malformed.lines == 0) return;
    fmt::print(out, "{} lines passed over, for they are malformed{}:\n{}", malformed.lines,
               malformed.lines > Malformed::shown ? "; the first of them" : "", malformed.text);
}

}  // namespace

Result<bool> import_store(const ImportArguments& arguments, store::StoreOptions options,
                          const Clock& clock, std::FILE* out) {
    auto lines = InputLines::open(arguments.source);
    if (!lines) return failure(lines.error());
    const auto format =
        arguments.format ? Result<TextFormat>(*arguments.format) : format_of(arguments.source);
    if (!format) return failure(format.error());
    const std::int64_t now = clock.now().wall.time_since_epoch().count();
    const Duration retention = options.retention;
    // No age is too late, for the past is what an import brings. Deleting is left to `run`.
    options.late_window = Duration{store::max_time};
    options.retention = options.minute_tier_retention = options.hour_tier_retention = Duration{0};
    options.max_bytes = 0;
    auto store = store::Store::open(std::move(options), clock);
    if (!store) return failure(store.error());
    const auto importer = (*store)->importer();
    RetainedSink sink(*importer, retention > Duration{0} ? now - retention.count() : 0);
    Malformed malformed;
    store::TextImport import(sink, *format);
    import.pass_over_malformed(
        [&](std::size_t line, const std::string& what) { malformed.add(line, what); });
    const auto read = read_all(*lines, import, now);
    if (read && lines->is_empty()) return failure(nothing_in(arguments.source));
    // What is not on disk is not taken: the counts would say so.
    if (auto flushed = (*store)->flush(); !flushed) return failure(flushed.error());
    report(sink.counts(), malformed, retention, out);
    if (!read) return failure(read.error().within(arguments.source));
    const auto& counts = sink.counts();
    return counts.too_old + counts.bad_time + counts.no_group + malformed.lines == 0;
}

}  // namespace nodewatch::app
