#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "networks/bitcoin/json_cursor.hpp"
#include "networks/bitcoin/txid.hpp"

namespace nodewatch::bitcoin {

/// A transaction of the mempool. Fees are satoshi.
struct MempoolEntry {
    Txid id;
    std::int64_t fee = 0;  ///< as paid: what its operator adds for a miner of his is left out
    /// Where many signature operations count for more than the bytes, so much more.
    std::uint32_t weight = 0;
    /// Those it is mined with, as the node has it; since version 31.
    struct Chunk {
        std::int64_t fee = 0;
        std::uint32_t weight = 0;
    };
    std::optional<Chunk> chunk;
    std::vector<Txid> parents;  ///< that are in the mempool, too
};

/// Told what a MempoolScanner comes by.
class MempoolListener {
public:
    virtual ~MempoolListener() = default;
    virtual void on_entry(const MempoolEntry&) {}
    virtual void on_txid(const Txid&) {}
    /// Weight and fee (satoshi) of all that is mined up to here, the best first.
    virtual void on_diagram_point(std::uint64_t /*weight*/, std::int64_t /*fee*/) {}
};

/// Reads the answer to `getrawmempool true`, `getrawmempool false` or `getmempoolfeeratediagram`,
/// which may have hundreds of megabytes, from pieces cut anywhere. It keeps no more than the piece
/// and twice the part of an entry that it began. Pure.
class MempoolScanner {
public:
    /// One entry has some 500 bytes, and 67 more for each parent and child.
    static constexpr std::size_t max_entry_bytes = 1U << 20U;

    /// The listener outlives the scanner.
    explicit MempoolScanner(MempoolListener& listener) : listener_(listener) {}

    /// False: no such answer. The rest need not be read; finish() tells why.
    bool feed(std::string_view piece);
    /// Reads what is left. Whether all of it came. ErrorKind::parse, or too_large for an entry
    /// above the bound.
    Result<> finish();
    /// Entries without a usable id, fee or size: left out.
    std::uint64_t unusable() const { return unusable_; }

private:
    enum class State : std::uint8_t { begin, members, entries, items, end };
    bool read_pending();
    bool step(JsonCursor& json);
    bool lead(JsonCursor& json, char close, State after);
    bool read_member(JsonCursor& json);
    bool read_entry(JsonCursor& json);
    bool read_item(JsonCursor& json);
    bool read_diagram_point(JsonCursor& json);

    MempoolListener& listener_;
    State state_ = State::begin;
    bool first_ = true;    ///< nothing was read yet of the object or array
    bool closed_ = false;  ///< lead() came to its end
    bool has_result_ = false;
    std::optional<Error> error_;
    std::string pending_;
    /// What is there by half is read again once it has doubled: else tiny pieces of a large entry
    /// would take the square of its size.
    std::size_t read_again_at_ = 0;
    MempoolEntry entry_;  ///< its room is used again
    std::uint64_t unusable_ = 0;
};

/// The answer to `getmempoolentry` for this id: the same object.
Result<MempoolEntry> decode_mempool_entry(const Txid& id, std::string_view result);

}  // namespace nodewatch::bitcoin
