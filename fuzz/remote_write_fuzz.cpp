#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/strings.hpp"
#include "store/remote_write.hpp"
#include "unit/store/collecting_sink.hpp"

// Whatever is taken has valid labels, and comes again alike when its series are known already.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch::store;
    const std::string_view message(reinterpret_cast<const char*>(data), size);
    CollectingSink sink;
    RemoteWriteImport import(sink);
    const auto first = import.run(message);
    const std::size_t taken = sink.taken.size();
    for (const auto& sample : sink.taken)
        if (!nodewatch::is_valid_utf8(sample.series) || sample.series.empty()) std::abort();
    const auto again = import.run(message);
    if (first.has_value() != again.has_value() || sink.taken.size() != 2 * taken) std::abort();
    return 0;
}
