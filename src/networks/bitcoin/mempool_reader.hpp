#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "networks/bitcoin/mempool.hpp"
#include "networks/bitcoin/mempool_points.hpp"
#include "networks/bitcoin/mempool_schedule.hpp"
#include "networks/bitcoin/requests.hpp"
#include "networks/bitcoin/rpc_client.hpp"
#include "networks/bitcoin/watcher.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Reads the mempool of a node by the cheapest way that it offers, and publishes what it means for
/// fees: by the fee diagram of version 31; otherwise the mempool is kept here, filled once from
/// the verbose list, and after that from the list of ids and the entries that are new. Not while
/// the node downloads the chain or its mempool. Loop thread; what takes longer runs on the pool.
class MempoolReader {
public:
    /// The client, the requests and the watcher outlive this.
    MempoolReader(SourceContext context, RpcClient& rpc, Requests& requests, const Watcher& watcher,
                  Publisher publisher, Duration request_timeout);

    /// Until it is cancelled.
    Task<void> run();

private:
    struct Fetched {
        MempoolPicture picture;
        std::uint64_t left_out = 0;
    };
    bool is_void() const;
    bool is_readable() const;
    bool has_diagram() const;
    Task<void> round(std::string tip);
    Task<Result<Fetched>> fetch();
    Task<Result<Fetched>> fetch_diagram();
    Task<Result<Fetched>> fetch_transactions();
    Task<Result<>> fill();
    Task<Result<bool>> update();
    Task<Result<>> fetch_unknown();
    Task<Result<>> fetch_entries(std::vector<Txid> ids);
    Task<Result<std::uint64_t>> stream(Call call, MempoolListener& listener);
    void publish(const Fetched& fetched, SteadyTime began);
    void forget();
    void retire_outdated();
    void retire();

    SourceContext context_;
    RpcClient& rpc_;
    Requests& requests_;
    const Watcher& watcher_;
    Publisher publisher_;
    Duration stream_timeout_;
    ProjectedTable table_;
    MempoolSchedule schedule_;
    std::shared_ptr<Mempool> mempool_;   ///< null: to be filled; the pool works on it, too
    std::uint64_t unusable_ = 0;         ///< entries that were not understood when it was filled
    std::uint64_t reorganisations_ = 0;  ///< when it was filled
    std::optional<SteadyTime> published_;
};

}  // namespace nodewatch::bitcoin
