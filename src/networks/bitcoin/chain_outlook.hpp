#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/bitcoin/messages.hpp"
#include "networks/bitcoin/softforks.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::bitcoin {

struct ChainTransactions {
    std::optional<double> total;
    std::optional<double> rate;  ///< a second
};
/// Of getchaintxstats; after a start from a snapshot neither may be there.
Result<ChainTransactions> decode_chain_transactions(std::string_view result);
/// Of getblockhash.
Result<std::string> decode_block_hash(std::string_view result);

/// What is ahead of the chain: the next difficulty, the next halving, new rules; and how many
/// transactions it has. Says what to ask with each new tip; takes the answers, and the time;
/// publishes points.
class ChainOutlook {
public:
    /// Rules change once in a while.
    static constexpr Duration softforks_interval{600'000};

    /// `interval` is that of the rounds in which publish() is called.
    ChainOutlook(Publisher publisher, Duration interval);

    /// In each round with a tip.
    void on_tip(const std::string& hash, std::uint64_t height, const std::string& chain,
                std::optional<std::int64_t> time);

    bool wants_transactions() const { return tip_ && asked_tip_ != tip_->hash; }
    void on_transactions(const Result<ChainTransactions>& answer, Now now);

    bool wants_softforks(Now now) const;
    /// Whether the node is too old for getdeploymentinfo and has them in getblockchaininfo.
    bool has_old_softforks() const { return has_old_softforks_; }
    void on_softforks(const Result<std::vector<Softfork>>& answer, Now now);

    /// The height of the epoch's first block, while its hash is to be asked for.
    std::optional<std::uint64_t> wanted_height() const;
    void on_hash(const Result<std::string>& answer, Now now);
    /// The same block, while its header is to be asked for.
    const std::optional<std::string>& wanted_header() const { return wanted_header_; }
    void on_header(const Result<BlockHeader>& answer, Now now);

    /// What takes several answers.
    void publish(Now now);
    /// The node is not there.
    void forget(Now now);

private:
    struct Tip {
        std::string hash, chain;
        std::uint64_t height = 0;
        std::optional<std::int64_t> time;  ///< unix seconds
    };
    /// The first block of the epoch, as far as it is known.
    struct First {
        std::uint64_t height = 0;
        std::string asked_at;              ///< the tip with which it was asked for
        std::optional<std::int64_t> time;  ///< unix seconds
    };
    Publisher publisher_;
    Duration interval_;
    std::optional<Tip> tip_;
    std::optional<First> first_;
    std::optional<std::string> wanted_header_;
    std::string asked_tip_;  ///< at which the transactions were asked for
    std::string softforks_tip_;
    std::optional<SteadyTime> softforks_at_;
    bool has_old_softforks_ = false;
};

}  // namespace nodewatch::bitcoin
