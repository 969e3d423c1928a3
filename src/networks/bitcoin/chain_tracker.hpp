#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/bitcoin/messages.hpp"

namespace nodewatch::bitcoin {

struct BlockId {
    std::string hash;
    std::uint64_t height = 0;
    bool operator==(const BlockId&) const = default;
};

/// Blocks that were on the active chain and are not any more.
struct Reorganisation {
    BlockId old_tip, new_tip;
    BlockId ancestor;                 ///< the last block that both chains have
    std::vector<std::string> fallen;  ///< the old tip first
    Now at{};

    std::uint64_t depth() const { return fallen.size(); }
};

/// What a ChainTracker keeps over a restart.
struct SavedChain {
    struct Depth {
        WallTime at;
        std::uint64_t depth;
    };
    BlockId tip;
    std::uint64_t reorganisations = 0, fallen_blocks = 0, unexplained = 0;
    std::vector<Depth> depths;           ///< of the last day, the newest last
    std::optional<Reorganisation> last;  ///< its time by the wall clock alone
};

/// Follows the tip of the active chain and finds its reorganisations exactly: a switch to a chain
/// with more work mostly ends at a greater height, so that heights do not show it. When the tip
/// changes, the node is asked for the header of the old one. Not on the active chain any more
/// (confirmations -1), its ancestors are asked for, one by one, down to one that is: no header has
/// to be remembered, and it does not matter how much passed between two readings.
/// A node that went back to an ancestor of its tip, as after an unclean stop, has replaced nothing
/// yet: whether blocks fell out is judged by its next tip, from the tip before the way back.
///     if (auto wanted = tracker.on_tip(tip))
///         while (wanted) wanted = tracker.on_header(...getblockheader(*wanted)..., now);
/// Pure.
class ChainTracker {
public:
    /// Deeper ones are not followed to their end: they count as unexplained.
    static constexpr std::size_t max_depth = 1'000;
    /// Reorganisations remembered for the depth of the day. Of more, the oldest are forgotten.
    static constexpr std::size_t max_remembered = 256;

    /// Nothing before the first tip.
    std::optional<SavedChain> save(Now now) const;
    /// Before the first tip: what happened meanwhile is found with it, but for the time at which
    /// its blocks came.
    void restore(const SavedChain& saved, Now now);

    /// What the node says its tip is. Returns the block whose header is needed, if any.
    std::optional<std::string> on_tip(const BlockId& tip);
    /// The header that was asked for, or why there is none. Returns the next one needed. After an
    /// error of the connection the question stays open: the next on_tip() asks again.
    std::optional<std::string> on_header(const Result<BlockHeader>& header, Now now);

    /// Whether it is known how the chain came to this tip.
    bool explains(std::string_view tip) const;
    /// The tip that was last explained, but for ways back, and when a new block was last seen to
    /// come.
    const std::optional<BlockId>& tip() const { return tip_; }
    const std::optional<SteadyTime>& last_arrival() const { return last_arrival_; }
    /// Between the last two arrivals of new tips, for each block between them.
    std::optional<Duration> block_interval() const { return block_interval_; }

    const std::optional<Reorganisation>& last() const { return last_; }
    std::uint64_t reorganisations() const { return reorganisations_; }
    std::uint64_t fallen_blocks() const { return fallen_blocks_; }
    /// Changes of the tip whose old tip the node does not know any more, or that went too deep.
    std::uint64_t unexplained() const { return unexplained_; }
    /// Depth of the deepest reorganisation of the last 24 h; 0 when there was none.
    std::uint64_t max_depth_of_day(Now now) const;

private:
    struct Walk {
        BlockId new_tip;
        std::vector<std::string> fallen;
        std::string wanted;
    };
    void arrived(const BlockId& new_tip, std::uint64_t blocks, Now now);
    void reorganised(const BlockHeader& ancestor, Now now);
    void give_up(Now now);

    std::optional<BlockId> tip_;
    bool restored_ = false;     ///< and no tip explained since
    std::optional<Walk> walk_;  ///< while it is not known how the new tip follows the old one
    std::optional<std::string> rolled_back_to_;  ///< an ancestor of tip_ that is the tip now
    std::optional<SteadyTime> last_arrival_;
    std::optional<Duration> block_interval_;
    std::optional<Reorganisation> last_;
    struct Depth {
        SteadyTime at;
        std::uint64_t depth;
    };
    std::deque<Depth> depths_;  ///< the newest last
    std::uint64_t reorganisations_ = 0, fallen_blocks_ = 0, unexplained_ = 0;
};

}  // namespace nodewatch::bitcoin
