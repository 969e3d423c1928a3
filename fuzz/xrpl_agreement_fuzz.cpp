#include <cstdlib>

#include "networks/xrpl/agreement_state.hpp"

/// A saved agreement document is read or refused; what was read is written and read again alike,
/// and a tracker takes it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch;
    using namespace nodewatch::xrpl;
    std::string_view document(reinterpret_cast<const char*>(data), size);
    auto saved = parse_agreement(document);
    AgreementTracker tracker;
    Now now{from_unix_seconds(1'763'700'000), SteadyTime{std::chrono::hours{1}}};
    if (tracker.restore(document, now).has_value() != saved.has_value()) std::abort();
    if (!saved) return 0;
    std::string text = format_agreement(*saved);
    auto again = parse_agreement(text);
    if (!again || format_agreement(*again) != text) std::abort();
    AgreementWindow day = tracker.window_24h(now);
    if (day.agreed + day.missed > saved->ledgers.size()) std::abort();
    if (day.coverage < 0.0 || day.coverage > 1.0) std::abort();
    return 0;
}
