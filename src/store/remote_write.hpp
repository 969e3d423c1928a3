#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sample_sink.hpp"
#include "store/series_text.hpp"

namespace nodewatch::store {

/// A snappy block (not the framed format). More than `max_bytes` decoded is `too_large`, a damaged
/// block `parse`.
Result<std::string> snappy_decode(std::string_view block, std::size_t max_bytes);

/// Reads WriteRequest of the remote write protocol 1.0: series of labels and samples. Exemplars,
/// native histograms and metadata are passed over. The messages:
/// https://prometheus.io/docs/specs/prw/remote_write_spec/
class RemoteWriteImport {
public:
    /// The sink outlives this.
    explicit RemoteWriteImport(SampleSink& sink) : sink_(sink) {}

    /// `message` is decoded already. What is wrong is a `parse` error with the number of the
    /// series, from 1; series before it were taken. Errors of the sink are passed on.
    Result<Head::Counts> run(std::string_view message);

private:
    Result<> read_series(std::string_view message);
    /// `key`: the labels alone, when they stand before everything else.
    Result<SeriesId> series_of(std::string_view message, std::optional<std::string_view> key);
    Result<Head::Counts> flush();

    SampleSink& sink_;
    SeriesCache cache_;
    ImportedLabels labels_;
    std::vector<Head::Sample> samples_;
};

}  // namespace nodewatch::store
