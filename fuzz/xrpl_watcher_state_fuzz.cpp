#include <cstdlib>

#include "base/clock.hpp"
#include "networks/xrpl/watcher.hpp"
#include "telemetry/hub.hpp"

/// A saved document is restored or refused; what was restored is saved and restored again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch;
    using namespace nodewatch::xrpl;
    const std::string_view document(reinterpret_cast<const char*>(data), size);
    const ManualClock clock;
    Hub hub;
    Watcher watcher(WatcherOptions{}, Publisher(hub, Target{"xrpl", "fuzz"}));
    if (!watcher.restore_state(document, clock.now())) return 0;
    watcher.tick(StreamHealth{}, clock.now());

    const std::string saved = watcher.save_state(clock.now());
    Watcher next(WatcherOptions{}, Publisher(hub, Target{"xrpl", "next"}));
    if (!next.restore_state(saved, clock.now())) std::abort();
    return 0;
}
