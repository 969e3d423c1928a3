#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.hpp"
#include "store/text_import.hpp"
#include "unit/store/collecting_sink.hpp"

// Whatever is taken has valid labels, and comes again alike when its series are known already.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch::store;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    CollectingSink sink;
    TextImport import(sink);
    const auto first = import.run(text, 5);
    const std::size_t taken = sink.taken.size();
    for (const auto& sample : sink.taken)
        if (!nodewatch::is_valid_utf8(sample.series) || sample.series.empty()) std::abort();
    const auto again = import.run(text, 5);
    if (first.has_value() != again.has_value() || sink.taken.size() != 2 * taken) std::abort();
    for (std::size_t i = 0; i < taken; ++i)
        if (sink.taken[i].series != sink.taken[taken + i].series) std::abort();
    return 0;
}
