#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sample_sink.hpp"
#include "store/series_text.hpp"

namespace nodewatch::store {

/// Reads the text format of Prometheus 0.0.4, with times: `name{label="value"} 1.5 1700000000000`.
/// Comments, TYPE and HELP are passed over. The format:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
class TextImport {
public:
    /// The sink outlives this.
    explicit TextImport(SampleSink& sink) : sink_(sink) {}

    /// Gives all samples of the text to the sink; those without a time get `now` (unix ms). The
    /// first line that is wrong is a `parse` error with its number; samples before it were taken.
    /// Errors of the sink are passed on.
    Result<Head::Counts> run(std::string_view text, std::int64_t now);

private:
    Result<> read_line(std::string_view line, std::int64_t now);
    Result<SeriesId> series_of(std::string_view text);
    Result<> read_labels(std::string_view text);
    Result<> flush();

    SampleSink& sink_;
    SeriesCache cache_;
    ImportedLabels labels_;
    std::string value_;  ///< of a label, unescaped
    std::vector<Head::Sample> samples_;
    Head::Counts counts_;
};

/// The value of a sample as text: "NaN", "+Inf", "1e3" and the like. Nothing when it is
/// no such number. NaN has the bits that Prometheus gives it.
std::optional<double> parse_sample_value(std::string_view text);

}  // namespace nodewatch::store
