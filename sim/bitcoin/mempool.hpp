#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace nodewatch::sim::bitcoin {

/// Transactions that are made up from their numbers, so that any count of them is there at once.
/// Of each five the last pays for the one before it, which is its parent.
class Mempool {
public:
    /// The newest leave, or further ones come.
    void set_size(std::uint64_t transactions) { end_ = first_ + transactions; }
    void add(std::uint64_t transactions) { end_ += transactions; }
    /// Not more than there are.
    void remove_oldest(std::uint64_t transactions);
    std::uint64_t size() const { return end_ - first_; }

    // Each as JSON, for the answer to the call of this name
    std::string ids() const;                                      ///< getrawmempool false
    std::string entries(bool chunks) const;                       ///< getrawmempool true
    std::string entry(const std::string& id, bool chunks) const;  ///< empty: it is not there
    std::string fee_diagram() const;                              ///< getmempoolfeeratediagram
    std::uint64_t virtual_bytes() const;

private:
    struct Chunk {
        std::uint64_t fee = 0;  ///< satoshi
        std::uint64_t weight = 0;
    };
    bool has(std::uint64_t number) const { return number >= first_ && number < end_; }
    bool has_parent(std::uint64_t number) const;
    bool has_child(std::uint64_t number) const;
    Chunk chunk_of(std::uint64_t number) const;
    void append_entry(std::string& json, std::uint64_t number, bool chunks) const;

    std::uint64_t first_ = 0, end_ = 1'500;
};

}  // namespace nodewatch::sim::bitcoin
