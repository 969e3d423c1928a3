#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/strings.hpp"
#include "networks/scrape/exposition.hpp"
#include "networks/scrape/series_labels.hpp"

using namespace nodewatch;
using namespace nodewatch::scrape;

/// Whatever was told lies in the body, and the labels are names and text.
static void check(const ExposedSample& sample, std::string_view body) {
    if (sample.series.data() < body.data() ||
        sample.series.data() + sample.series.size() > body.data() + body.size()) {
        std::abort();
    }
    const auto labels = labels_of_series(sample.series);
    if (!labels) return;
    if (labels->empty() || labels->front().name != store::metric_name_label) std::abort();
    for (const store::Label& label : *labels)
        if (label.name.empty() || !is_valid_utf8(label.value)) std::abort();
    ScrapeOptions options;
    options.labels = {{"job", "fuzz"}, {"instance", "i"}};
    const auto fate = fate_of(sample.series, options);
    if (fate && fate->kind == SeriesFate::Kind::stored && fate->labels.get("job") != "fuzz")
        std::abort();
}

/// Its name lies in the body, and what is told is text no longer than that.
static void check(const ExposedMetadata& metadata, std::string_view body) {
    const std::string_view metric = metadata.metric;
    if (metric.empty() || metric.data() < body.data() ||
        metric.data() + metric.size() > body.data() + body.size()) {
        std::abort();
    }
    if (metadata.text.size() > body.size() || !is_valid_utf8(metadata.text)) std::abort();
    if (metadata.part == MetadataPart::type && metadata.text.empty()) std::abort();
}

/// The first byte chooses the format.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
    const bool open_metrics = (data[0] & 1U) != 0;
    ExpositionReader reader(
        body, open_metrics ? ExpositionFormat::open_metrics : ExpositionFormat::prometheus);
    // Each entry takes a byte of the body at least.
    for (std::size_t entries = 0; entries <= size; ++entries) {
        const auto entry = reader.next();
        if (!entry || *entry == ExpositionReader::Entry::end) return 0;
        if (*entry == ExpositionReader::Entry::sample)
            check(reader.sample(), body);
        else
            check(reader.metadata(), body);
    }
    std::abort();
}
