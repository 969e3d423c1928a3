#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.hpp"
#include "store/text_import.hpp"
#include "unit/store/collecting_sink.hpp"

namespace {

using namespace nodewatch::store;

/// Whatever is taken has valid labels, and comes again alike when its series are known already.
void check(std::string_view text, TextFormat format) {
    CollectingSink sink;
    TextImport import(sink, format);
    const auto first = import.run(text, 5);
    const std::size_t taken = sink.taken.size();
    for (const auto& sample : sink.taken)
        if (!nodewatch::is_valid_utf8(sample.series) || sample.series.empty()) std::abort();
    const auto again = import.run(text, 5);
    if (first.has_value() != again.has_value() || sink.taken.size() != 2 * taken) std::abort();
    for (std::size_t i = 0; i < taken; ++i)
        if (sink.taken[i].series != sink.taken[taken + i].series) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check(text, TextFormat::prometheus);
    check(text, TextFormat::open_metrics);
    return 0;
}
