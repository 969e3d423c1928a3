#include "networks/bitcoin/chain_tracker.hpp"

#include <algorithm>
#include <utility>

namespace nodewatch::bitcoin {
namespace {

constexpr Duration day{86'400'000};

/// The node answered, and has no such block: it is another one, or has begun anew.
bool is_unknown_block(const Error& error) {
    return error.kind == ErrorKind::server && error.code == "-5";
}

}  // namespace

std::optional<SavedChain> ChainTracker::save(Now now) const {
    if (!tip_) return std::nullopt;
    SavedChain saved{*tip_, reorganisations_, fallen_blocks_, unexplained_, {}, last_};
    for (const Depth& one : depths_)
        if (const Duration age = elapsed(one.at, now.steady); age < day)
            saved.depths.push_back({now.wall - age, one.depth});
    return saved;
}

void ChainTracker::restore(const SavedChain& saved, Now now) {
    const auto steady = [&](WallTime at) {
        return now.steady - std::max(Duration{0}, now.wall - at);
    };
    tip_ = saved.tip;
    restored_ = true;
    reorganisations_ = saved.reorganisations;
    fallen_blocks_ = saved.fallen_blocks;
    unexplained_ = saved.unexplained;
    for (const SavedChain::Depth& one : saved.depths)
        depths_.push_back({steady(one.at), one.depth});
    last_ = saved.last;
    if (last_) last_->at.steady = steady(last_->at.wall);
}

std::optional<std::string> ChainTracker::on_tip(const BlockId& tip) {
    if (!tip_) {
        tip_ = tip;
        return std::nullopt;
    }
    if (explains(tip.hash)) {
        walk_.reset();
        restored_ = false;
        if (*tip_ == tip) rolled_back_to_.reset();
        return std::nullopt;
    }
    walk_ = Walk{tip, {}, tip_->hash};
    return walk_->wanted;
}

std::optional<std::string> ChainTracker::on_header(const Result<BlockHeader>& header, Now now) {
    if (!walk_) return std::nullopt;
    if (!header) {
        if (is_unknown_block(header.error())) give_up(now);
        return std::nullopt;
    }
    if (header->hash != walk_->wanted) {
        give_up(now);
        return std::nullopt;
    }
    if (header->confirmations >= 0) {
        reorganised(*header, now);
        return std::nullopt;
    }
    walk_->fallen.push_back(header->hash);
    if (!header->previous || walk_->fallen.size() > max_depth) {
        give_up(now);
        return std::nullopt;
    }
    walk_->wanted = *header->previous;
    return walk_->wanted;
}

/// `ancestor` is on the active chain: what fell out is known, and may be nothing.
void ChainTracker::reorganised(const BlockHeader& ancestor, Now now) {
    const Walk walk = std::move(*walk_);
    if (!walk.fallen.empty() && ancestor.hash == walk.new_tip.hash) {
        rolled_back_to_ = ancestor.hash;
        walk_.reset();
        return;
    }
    if (!walk.fallen.empty()) {
        last_ =
            Reorganisation{*tip_, walk.new_tip, {ancestor.hash, ancestor.height}, walk.fallen, now};
        ++reorganisations_;
        fallen_blocks_ += last_->depth();
        depths_.push_back({now.steady, last_->depth()});
        if (depths_.size() > max_remembered) depths_.pop_front();
    }
    const bool grew = walk.new_tip.height > ancestor.height;
    arrived(walk.new_tip, grew ? walk.new_tip.height - ancestor.height : 0, now);
}

void ChainTracker::give_up(Now now) {
    ++unexplained_;
    arrived(walk_->new_tip, 0, now);
}

void ChainTracker::arrived(const BlockId& new_tip, std::uint64_t blocks, Now now) {
    tip_ = new_tip;
    rolled_back_to_.reset();
    walk_.reset();
    const bool came_unwatched = std::exchange(restored_, false);
    if (blocks == 0 || came_unwatched) return;
    if (last_arrival_)
        block_interval_ = elapsed(*last_arrival_, now.steady) / static_cast<std::int64_t>(blocks);
    last_arrival_ = now.steady;
}

bool ChainTracker::explains(std::string_view tip) const {
    return (tip_ && tip_->hash == tip) || rolled_back_to_ == tip;
}

std::uint64_t ChainTracker::max_depth_of_day(Now now) const {
    std::uint64_t deepest = 0;
    for (const Depth& one : depths_)
        if (elapsed(one.at, now.steady) < day) deepest = std::max(deepest, one.depth);
    return deepest;
}

}  // namespace nodewatch::bitcoin
