#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/labels.hpp"
#include "telemetry/metadata_board.hpp"

/// What an exporter answers, cut into samples and what it tells of its metrics.
namespace nodewatch::scrape {

enum class ExpositionFormat : std::uint8_t {
    prometheus,    ///< text 0.0.4
    open_metrics,  ///< OpenMetrics 1.0
};

/// By the Content-Type of the answer: OpenMetrics where it says so, else, and where its parameters
/// are malformed, the Prometheus text.
ExpositionFormat format_of(std::string_view content_type);

struct ExposedSample {
    /// `name{label="value"}` as it stands in the body, its labels not unescaped yet. With blanks in
    /// front it has no valid name.
    std::string_view series;
    double value = 0;
    std::optional<std::int64_t> time;  ///< unix ms
};

/// A line of TYPE, HELP or UNIT.
struct ExposedMetadata {
    MetadataPart part = MetadataPart::type;
    std::string_view metric;  ///< of the family: OpenMetrics calls that of `a_total` `a`
    /// Unescaped; of a type the word of OpenMetrics ("unknown" for "untyped"). Until next().
    std::string_view text;
};

/// Reads a body from its begin to its end, as Prometheus 2.42 reads it: scrape_script_test.py has
/// the bodies for which that is known. In the Prometheus text a label's value may hold line breaks,
/// commas between labels may be missing, the last line needs no end, and a NUL where a line begins
/// ends it all. OpenMetrics has one space where it has any, no blank lines, and ends with `# EOF`;
/// its exemplars are checked and passed over, its times are cut to ms.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
/// https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
class ExpositionReader {
public:
    /// The body outlives the reader and what it told.
    ExpositionReader(std::string_view body, ExpositionFormat format)
        : rest_(body), format_(format) {}

    enum class Entry : std::uint8_t { sample, metadata, end };
    /// An error of kind `parse`, with the number of the line, ends the reading.
    Result<Entry> next();
    const ExposedSample& sample() const { return sample_; }
    const ExposedMetadata& metadata() const { return metadata_; }

private:
    std::optional<Entry> next_line();
    std::optional<Entry> comment();
    std::optional<Entry> metadata_line(MetadataPart part);
    std::string_view help(std::string_view text);
    std::optional<Entry> sample_line();
    bool labels();
    bool label_value();
    bool time();
    bool exemplar();
    bool end_of_line();
    std::string_view number();
    void skip_blanks();
    std::nullopt_t wrong(std::string what);
    bool is_open_metrics() const { return format_ == ExpositionFormat::open_metrics; }

    std::string_view rest_;
    const ExpositionFormat format_;
    std::size_t line_ = 1;
    const char* line_begin_ = nullptr;
    ExposedSample sample_;
    ExposedMetadata metadata_;
    std::string unescaped_;  ///< a help text: kept for its room
    std::string error_;
};

/// A series told with more is not looked at: what is done with labels may take time that grows with
/// the square of their number. Twice what the store takes, for relabelling may drop some.
inline constexpr std::size_t max_exposed_labels = 256;

/// The labels of a series that the reader told, its name as `__name__`, in their order, values
/// unescaped. Other escapes than \\, \" and \n stay as they are. Nothing when there are too many.
std::optional<std::vector<store::Label>> labels_of_series(std::string_view series);

}  // namespace nodewatch::scrape
