#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nodewatch::sim::bitcoin {

struct Block {
    std::string hash, previous;  ///< 64 hexadecimal digits; the first block has no previous one
    std::uint64_t height = 0;
    std::int64_t time = 0;  ///< unix seconds
    std::string header;     ///< 80 bytes, as the peers of a node send it
};

/// Blocks, one chain of which is active. It remembers every branch, as a node does.
class Chain {
public:
    /// Begins with the blocks up to `height`, ten minutes apart, the last at `now`; of a long chain
    /// only the last `kept`.
    static constexpr std::uint64_t kept = 4'096;
    Chain(std::uint64_t height, std::int64_t now);

    void mine(std::uint64_t blocks, std::int64_t now);
    /// The last `depth` blocks, fewer than there are, fall out, and `blocks` others take their
    /// place.
    void reorganise(std::uint64_t depth, std::uint64_t blocks, std::int64_t now);

    const Block& tip() const;
    /// The last so many blocks of the active chain, the oldest first.
    std::vector<const Block*> newest(std::uint64_t blocks) const;
    /// Null when there is no such block.
    const Block* find(const std::string& hash) const;
    bool is_active(const Block& block) const;
    /// The active block of this height; null above the tip, and below the first that is kept.
    const Block* at(std::uint64_t height) const;
    /// The ends of all branches that fell out, newest first.
    const std::vector<std::string>& fallen_tips() const { return fallen_tips_; }
    /// Blocks from this one down to the active chain.
    std::uint64_t branch_length(const Block& block) const;

private:
    std::map<std::string, Block> blocks_;
    std::uint64_t first_height_ = 0;
    std::vector<std::string> active_;  ///< by height, from first_height_ on
    std::vector<std::string> fallen_tips_;
    std::uint64_t made_ = 0;
};

}  // namespace nodewatch::sim::bitcoin
