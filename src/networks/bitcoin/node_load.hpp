#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

/// How busy the node is, and its memory for secrets.
namespace nodewatch::bitcoin {

struct RpcLoad {
    std::size_t active = 0;         ///< commands, without the one that asks
    std::optional<double> longest;  ///< seconds; absent without such commands
};

/// Bytes.
struct LockedMemory {
    std::optional<double> used, total, locked;
};

/// Of getrpcinfo.
Result<RpcLoad> decode_rpc_load(std::string_view result);
/// Of getmemoryinfo.
Result<LockedMemory> decode_locked_memory(std::string_view result);

Point rpc_load_point(const RpcLoad& load, Stamp stamp);
Point locked_memory_point(const LockedMemory& memory, Stamp stamp);

}  // namespace nodewatch::bitcoin
