#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sim/bitcoin/chain.hpp"

namespace nodewatch::sim::bitcoin {

/// Publishes over ZeroMQ as Bitcoin Core does (its doc/zmq.md): each topic on a port of its own,
/// with a number that begins at 0 at each start. Loop thread only.
class Publisher {
public:
    static constexpr std::array<std::string_view, 5> topics = {"hashblock", "hashtx", "rawblock",
                                                               "rawtx", "sequence"};

    Publisher() = default;
    ~Publisher() { stop(); }
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Opens the ports: any at first, later the same ones again.
    Result<> start();
    /// They are closed when this returns.
    void stop();

    /// These blocks fell out, newest first, then those came, oldest first. As a node, it tells of
    /// the last one alone but on `sequence`, which tells of all, also during the download of the
    /// chain.
    void chain_changed(const std::vector<const Block*>& fallen,
                       const std::vector<const Block*>& come, bool downloading);
    /// So many transactions entered the mempool.
    void transactions(std::uint64_t count);

    /// So many numbers of the topic pass without a message. False: there is no such topic.
    bool skip(std::string_view topic, std::uint32_t numbers);
    /// Whether the topic says anything.
    bool silence(std::string_view topic, bool silent);

    /// "tcp://127.0.0.1:port"; empty before the first start.
    const std::string& address(std::size_t topic) const { return streams_[topic].address; }
    /// The answer to getzmqnotifications.
    std::string notifications() const;

private:
    struct Stream {
        void* socket = nullptr;
        std::string address;
        std::uint32_t number = 0;
        bool silent = false;
    };
    Stream* find(std::string_view topic);
    void publish(std::string_view topic, std::string_view body);

    void* context_ = nullptr;
    std::array<Stream, topics.size()> streams_;
    std::uint64_t made_ = 0;              ///< transactions
    std::uint64_t mempool_sequence_ = 1;  ///< of the next change of the mempool
};

}  // namespace nodewatch::sim::bitcoin
