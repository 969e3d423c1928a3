#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sample_line.hpp"
#include "store/sample_sink.hpp"
#include "store/series_text.hpp"

namespace nodewatch::store {

enum class TextFormat : std::uint8_t { prometheus, open_metrics };

/// Reads samples with times from text, in one of the formats of sample_line.hpp, into a sink.
class TextImport {
public:
    /// The sink outlives this.
    explicit TextImport(SampleSink& sink, TextFormat format = TextFormat::prometheus)
        : sink_(sink), format_(format) {}

    /// A whole text: add() and finish().
    Result<Head::Counts> run(std::string_view text, std::int64_t now);

    /// Whole lines, in pieces. Samples without a time get `now` (unix ms). The first line that is
    /// malformed is a `parse` error with its number; samples before it were taken. Errors of the
    /// sink are passed on. After an error the next text begins.
    Result<> add(std::string_view lines, std::int64_t now);
    /// Ends the text: what the sink said of all of it. OpenMetrics that does not end with `# EOF`
    /// is a `parse` error: it was cut off.
    Result<Head::Counts> finish();

    /// From now on malformed lines are no errors, but passed over, and `tell` is told.
    using Tell = std::function<void(std::size_t line, const std::string& what)>;
    void pass_over_malformed(Tell tell) { tell_malformed_ = std::move(tell); }

private:
    Result<> add_lines(std::string_view lines, std::int64_t now);
    Result<> read_line(std::string_view line, std::int64_t now);
    Result<SampleLine> parse(std::string_view line);
    Result<SeriesId> series_of(std::string_view text);
    Result<> flush();
    void begin_anew();

    SampleSink& sink_;
    const TextFormat format_;
    Tell tell_malformed_;
    SeriesCache cache_;
    ImportedLabels labels_;
    std::vector<Head::Sample> samples_;
    // Of the text that is being read.
    Head::Counts counts_;
    std::size_t line_ = 0;
    bool ended_ = false;  ///< `# EOF` was there
};

}  // namespace nodewatch::store
