#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "promql/engine.hpp"
#include "promql/parser.hpp"
#include "promql/printer.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::promql {
namespace {

/// A few series with gaps, resets, buckets, special values and the end of one.
store::MemorySource make_source() {
    store::MemorySource source;
    for (int i = 0; i < 60; ++i) {
        const std::int64_t time = i * 15'000;
        source.append({{"__name__", "up"}, {"node", "a"}}, time, i % 7);
        if (i % 5 != 0) source.append({{"__name__", "up"}, {"node", "b"}}, time + 3, 1.0 / i);
        if (i < 30)
            source.append({{"__name__", "down"}, {"node", "a"}}, time,
                          i == 29 ? store::stale_marker() : -i);
        source.append({{"__name__", "odd"}}, time, i % 3 == 0 ? 0.0 / (i % 2) : 1.0 / (i % 4));
        for (const char* bound : {"1", "2", "+Inf"})
            source.append({{"__name__", "bucket"}, {"le", bound}}, time, i * bound[0]);
    }
    return source;
}

void evaluate_within_limits(const Expr& expr) {
    static const store::MemorySource source = make_source();
    int asked = 0;
    Settings settings;
    settings.max_samples = 20'000;
    settings.max_points = 100;
    settings.stop = [&] { return ++asked > 100 ? Stop::timeout : Stop::no; };
    (void)evaluate(expr, 600'000, source, settings);
    settings.edges = Edges::prometheus2;
    (void)evaluate(expr, 0, 900'000, 20'000, source, settings);
}

}  // namespace
}  // namespace nodewatch::promql

/// What parses prints so that it reads back as the same, and evaluates without a fault.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch::promql;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_selector(text);
    const auto expr = parse(text);
    if (!expr) return 0;
    const std::string printed = to_string(**expr);
    const auto again = parse(printed);
    if (!again || to_string(**again) != printed) std::abort();
    const auto formatted = parse(pretty(**expr));
    if (!formatted || to_string(**formatted) != printed) std::abort();
    evaluate_within_limits(**expr);
    return 0;
}
