#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/bitcoin/options.hpp"
#include "networks/folder_files.hpp"
#include "networks/process_probe.hpp"

/// The process and the data folder of a node that runs on this host. All of it blocks: for a worker
/// thread. Facts: Bitcoin Core, doc/files.md.
namespace nodewatch::bitcoin {

/// How the node is told from others on this host.
struct HostPlace {
    std::string data_folder;            ///< that of its chain: "<datadir>/regtest"; empty: unknown
    std::string told_folder;            ///< -datadir, as it may stand in its arguments; the same
    std::optional<std::uint16_t> port;  ///< of its RPC; absent where that is on another host
};

/// By `datadir` and the chain, whose folder is not known while the chain is not; or by where the
/// cookie lies, if its data are there too.
HostPlace find_place(const TargetOptions& options, const std::optional<std::string>& chain);

struct NodeProcess {
    std::string name;  ///< "bitcoind"
    ProcessSample sample;
};
/// The one of the pid file in its data folder; else the one named as a node is that listens on the
/// port; else the only one that has files open in the folder or, where rights keep that from us,
/// has the folder among its arguments; else the only one of which none of that is known to be
/// false. `proc`: see process_probe.hpp.
Result<NodeProcess> find_process(const std::string& proc, const HostPlace& place);

/// A file system that holds something of the node.
struct Disk {
    std::string path;  ///< the first folder of the node on it
    DiskSpace space;
    bool holds_data = true;  ///< blocks, chain state or indexes: it fills
};
/// That of the data folder first, then those that blocks, chain state and indexes are on beside it.
Result<std::vector<Disk>> sample_disks(const std::string& data_folder);

struct DataFolder {
    std::string name;  ///< "blocks", "chainstate", "chainstate_snapshot", "indexes"
    double bytes = 0;  ///< lengths of its files
    std::uint64_t files = 0;
};
/// Of those that are there, of `blocks` only where the blocks are there too. The bounds are for
/// each.
Result<std::vector<DataFolder>> measure_data(const std::string& data_folder,
                                             const WalkBounds& bounds);

}  // namespace nodewatch::bitcoin
