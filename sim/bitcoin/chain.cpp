#include "sim/bitcoin/chain.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "sim/bitcoin/bytes.hpp"

#include <algorithm>

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::int64_t block_interval = 600;  // seconds

/// As the header has it: bytes in the other order; zeros for no hash.
std::string inner_bytes(const std::string& hash) {
    std::string bytes = hash.empty() ? std::string(32, '\0') : bytes_of(hash);
    std::ranges::reverse(bytes);
    return bytes;
}

/// Version, previous block, Merkle root, time, target, nonce: `number` makes it unlike the others.
std::string header_of(const Block& block, std::uint64_t number) {
    return little_endian(0x20000000, 4) + inner_bytes(block.previous) + little_endian(number, 32) +
           little_endian(static_cast<std::uint64_t>(block.time), 4) + little_endian(0x207fffff, 4) +
           little_endian(0, 4);
}

std::string hash_of(const std::string& header) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> once{}, twice{};
    ::SHA256(reinterpret_cast<const unsigned char*>(header.data()), header.size(), once.data());
    ::SHA256(once.data(), once.size(), twice.data());
    std::string text;
    for (const unsigned char byte : std::views::reverse(twice))
        text += fmt::format("{:02x}", byte);
    return text;
}

}  // namespace

Chain::Chain(std::uint64_t height, std::int64_t now) {
    first_height_ = height - std::min(height, kept);
    for (std::uint64_t i = first_height_; i <= height; ++i)
        mine(1, now - block_interval * static_cast<std::int64_t>(height - i));
}

void Chain::mine(std::uint64_t blocks, std::int64_t now) {
    for (std::uint64_t i = 0; i < blocks; ++i) {
        Block block;
        if (!active_.empty()) block.previous = active_.back();
        block.height = first_height_ + active_.size();
        block.time = now;
        block.header = header_of(block, ++made_);
        block.hash = hash_of(block.header);
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

std::vector<const Block*> Chain::newest(std::uint64_t blocks) const {
    std::vector<const Block*> found;
    for (std::size_t i = active_.size() - std::min<std::size_t>(blocks, active_.size());
         i < active_.size(); ++i)
        found.push_back(&blocks_.at(active_[i]));
    return found;
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
