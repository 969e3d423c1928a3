#include "store/text_import.hpp"

namespace nodewatch::store {

Result<Head::Counts> TextImport::run(std::string_view text, std::int64_t now) {
    if (auto added = add(text, now); !added) return failure(added.error());
    return finish();
}

Result<> TextImport::add(std::string_view lines, std::int64_t now) {
    auto added = add_lines(lines, now);
    if (!added) begin_anew();
    return added;
}

Result<> TextImport::add_lines(std::string_view lines, std::int64_t now) {
    while (!lines.empty()) {
        ++line_;
        const std::size_t end = lines.find('\n');
        std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto read = read_line(line, now);
        if (!read && read.error().kind == ErrorKind::parse && tell_malformed_) {
            tell_malformed_(line_, read.error().message);
        } else if (!read) {
            if (auto flushed = flush(); !flushed) return flushed;
            if (read.error().kind != ErrorKind::parse) return read;
            return failure(read.error().within("line " + std::to_string(line_)));
        }
        if (samples_.size() < samples_at_once) continue;
        if (auto flushed = flush(); !flushed) return flushed;
    }
    return {};
}

Result<Head::Counts> TextImport::finish() {
    const auto flushed = flush();
    const Head::Counts counts = counts_;
    const bool cut_off = format_ == TextFormat::open_metrics && !ended_;
    begin_anew();
    if (!flushed) return failure(flushed.error());
    if (cut_off) {
        return failure(ErrorKind::parse,
                       "the text does not end with # EOF: it was cut off, or is no OpenMetrics");
    }
    return counts;
}

void TextImport::begin_anew() {
    samples_.clear();
    counts_ = {};
    line_ = 0;
    ended_ = false;
}

Result<SampleLine> TextImport::parse(std::string_view line) {
    if (format_ == TextFormat::prometheus) return parse_prometheus_line(line);
    if (ended_) return failure(ErrorKind::parse, "text behind # EOF");
    ended_ = line == "# EOF";
    return ended_ ? SampleLine{} : parse_open_metrics_line(line);
}

Result<> TextImport::read_line(std::string_view line, std::int64_t now) {
    const auto sample = parse(line);
    if (!sample) return failure(sample.error());
    if (sample->series.empty()) return {};
    const auto series = series_of(sample->series);
    if (!series) return failure(series.error());
    samples_.push_back({*series, sample->time.value_or(now), sample->value});
    return {};
}

Result<SeriesId> TextImport::series_of(std::string_view text) {
    if (const SeriesId known = cache_.find(text); known != 0) return known;
    if (auto read = labels_.read(text); !read) return failure(read.error());
    const auto labels = labels_.finish();
    if (!labels) return failure(labels.error());
    const auto series = sink_.series(*labels);
    if (series) cache_.add(text, *series);
    return series;
}

Result<> TextImport::flush() {
    const auto counts = sink_.append(samples_);
    samples_.clear();
    if (!counts) return failure(counts.error());
    counts_ += *counts;
    return {};
}

}  // namespace nodewatch::store
