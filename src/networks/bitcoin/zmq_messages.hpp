#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// What Bitcoin Core publishes over ZeroMQ (its doc/zmq.md). Pure.
namespace nodewatch::bitcoin {

/// The topics.
enum class ZmqStream : std::uint8_t { hashblock, hashtx, rawblock, rawtx, sequence };
inline constexpr std::size_t zmq_stream_count = static_cast<std::size_t>(ZmqStream::sequence) + 1;

/// "hashblock": the topic, and its name everywhere.
std::string_view to_string(ZmqStream stream);
std::optional<ZmqStream> zmq_stream(std::string_view topic);
/// `sequence` tells of both.
bool tells_of_blocks(ZmqStream stream);
bool tells_of_transactions(ZmqStream stream);

struct ZmqMessage {
    enum class Kind : std::uint8_t {
        block,                ///< it is the tip now, or was for a moment (sequence)
        block_disconnected,   ///< it fell out of the active chain
        transaction,          ///< entered the mempool, or (rawtx, hashtx) came with a block
        transaction_removed,  ///< left the mempool by another way than a block
    };
    Kind kind = Kind::transaction;
    std::uint32_t number = 0;  ///< of the stream of one publisher; 0 follows 0xffffffff
    std::string block_hash;    ///< as RPC writes it; empty for transactions
};

inline constexpr std::size_t zmq_kind_count =
    static_cast<std::size_t>(ZmqMessage::Kind::transaction_removed) + 1;

/// The three frames of one message: topic, body, number.
Result<ZmqMessage> decode_zmq_message(ZmqStream stream, std::span<const std::string_view> frames);

/// Double SHA-256 of a block's header, the first 80 bytes, as RPC writes it: bytes reversed. For
/// at least 80 bytes.
std::string block_hash_of(std::string_view block);

}  // namespace nodewatch::bitcoin
