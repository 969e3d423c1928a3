#include "networks/bitcoin/node_load.hpp"

#include <algorithm>

#include "networks/bitcoin/document.hpp"
#include "networks/bitcoin/measurements_outlook.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double microseconds_per_second = 1e6;

}  // namespace

Result<RpcLoad> decode_rpc_load(std::string_view result) {
    constexpr std::string_view what = "the answer to getrpcinfo";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const auto commands = json::array(document->root, "active_commands");
    if (!commands) return missing(what, "active_commands");
    RpcLoad load;
    bool is_asking = false;
    for (const json::Element& command : *commands) {
        if (!is_asking && json::text(command, "method") == "getrpcinfo") {
            is_asking = true;
            continue;
        }
        ++load.active;
        if (const auto duration = amount(command, "duration"))
            load.longest = std::max(load.longest.value_or(0), *duration / microseconds_per_second);
    }
    return load;
}

Result<LockedMemory> decode_locked_memory(std::string_view result) {
    constexpr std::string_view what = "the answer to getmemoryinfo";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const auto locked = json::find(document->root, "locked");
    if (!locked || !locked->is_object()) return missing(what, "locked");
    return LockedMemory{amount(*locked, "used"), amount(*locked, "total"),
                        amount(*locked, "locked")};
}

Point rpc_load_point(const RpcLoad& load, Stamp stamp) {
    const auto& m = rpc_load_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.active, load.active);
    point.set(m.longest, load.longest);
    return point;
}

Point locked_memory_point(const LockedMemory& memory, Stamp stamp) {
    const auto& m = locked_memory_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.used, memory.used);
    point.set(m.total, memory.total);
    point.set(m.locked, memory.locked);
    return point;
}

}  // namespace nodewatch::bitcoin
