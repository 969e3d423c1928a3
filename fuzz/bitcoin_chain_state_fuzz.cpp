#include <cstdlib>

#include "networks/bitcoin/chain_state.hpp"

/// A saved chain is read or refused; what was read is written and read again alike, and a tracker
/// takes it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch;
    using namespace nodewatch::bitcoin;
    const auto saved = parse_chain({reinterpret_cast<const char*>(data), size});
    if (!saved) return 0;
    const std::string text = format_chain(*saved);
    const auto again = parse_chain(text);
    if (!again || format_chain(*again) != text) std::abort();
    ChainTracker tracker;
    const Now now{from_unix_seconds(1'763'700'000), SteadyTime{std::chrono::hours{1}}};
    tracker.restore(*saved, now);
    if (!tracker.explains(saved->tip.hash)) std::abort();
    return 0;
}
