#include "sim/bitcoin/chain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::int64_t block_interval = 600;  // seconds

}  // namespace

Chain::Chain(std::uint64_t height, std::int64_t now) {
    first_height_ = height - std::min(height, kept);
    for (std::uint64_t i = first_height_; i <= height; ++i)
        mine(1, now - block_interval * static_cast<std::int64_t>(height - i));
}

void Chain::mine(std::uint64_t blocks, std::int64_t now) {
    for (std::uint64_t i = 0; i < blocks; ++i) {
        Block block;
        block.hash = fmt::format("{:064x}", ++made_);
        if (!active_.empty()) block.previous = active_.back();
        block.height = first_height_ + active_.size();
        block.time = now;
        active_.push_back(block.hash);
        blocks_.emplace(block.hash, std::move(block));
    }
}

void Chain::reorganise(std::uint64_t depth, std::uint64_t blocks, std::int64_t now) {
    fallen_tips_.insert(fallen_tips_.begin(), active_.back());
    active_.resize(active_.size() - depth);
    mine(blocks, now);
}

const Block& Chain::tip() const {
    return blocks_.at(active_.back());
}

const Block* Chain::find(const std::string& hash) const {
    const auto found = blocks_.find(hash);
    return found == blocks_.end() ? nullptr : &found->second;
}

bool Chain::is_active(const Block& block) const {
    const std::uint64_t at = block.height - first_height_;
    return at < active_.size() && active_[at] == block.hash;
}

const Block* Chain::at(std::uint64_t height) const {
    const std::uint64_t index = height - first_height_;
    return index < active_.size() ? find(active_[index]) : nullptr;
}

std::uint64_t Chain::branch_length(const Block& block) const {
    std::uint64_t length = 0;
    for (const Block* at = &block; !is_active(*at); at = find(at->previous))
        ++length;
    return length;
}

}  // namespace nodewatch::sim::bitcoin
