#include "networks/bitcoin/zmq_messages.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace nodewatch::bitcoin {
namespace {

using Kind = ZmqMessage::Kind;

constexpr std::array<std::string_view, zmq_stream_count> topics = {"hashblock", "hashtx",
                                                                   "rawblock", "rawtx", "sequence"};
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t header_bytes = 80;
/// Version, one input, one output, lock time: no transaction is smaller.
constexpr std::size_t min_transaction_bytes = 60;
constexpr std::size_t number_bytes = 4;
/// Of the `sequence` of a transaction, behind its hash and letter.
constexpr std::size_t mempool_sequence_bytes = 8;

std::string hexadecimal(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::unexpected<Error> wrong_body(ZmqStream stream, std::string_view body) {
    return failure(ErrorKind::parse, fmt::format("a {} message of {} bytes is none of Bitcoin Core",
                                                 to_string(stream), body.size()));
}

Result<ZmqMessage> decode_sequence(std::string_view body) {
    const auto wrong = wrong_body(ZmqStream::sequence, body);
    if (body.size() <= hash_bytes) return wrong;
    const bool of_block = body.size() == hash_bytes + 1;
    const bool of_transaction = body.size() == hash_bytes + 1 + mempool_sequence_bytes;
    const char letter = body[hash_bytes];
    ZmqMessage message;
    if (of_block && (letter == 'C' || letter == 'D')) {
        message.kind = letter == 'C' ? Kind::block : Kind::block_disconnected;
        message.block_hash = hexadecimal(body.substr(0, hash_bytes));
    } else if (of_transaction && (letter == 'A' || letter == 'R')) {
        message.kind = letter == 'A' ? Kind::transaction : Kind::transaction_removed;
    } else {
        return wrong;
    }
    return message;
}

Result<ZmqMessage> decode_body(ZmqStream stream, std::string_view body) {
    ZmqMessage message;
    switch (stream) {
        case ZmqStream::sequence:
            return decode_sequence(body);
        case ZmqStream::hashblock:
            if (body.size() != hash_bytes) break;
            message.kind = Kind::block;
            message.block_hash = hexadecimal(body);
            return message;
        case ZmqStream::rawblock:
            if (body.size() < header_bytes) break;
            message.kind = Kind::block;
            message.block_hash = block_hash_of(body);
            return message;
        case ZmqStream::hashtx:
            if (body.size() != hash_bytes) break;
            return message;
        case ZmqStream::rawtx:
            if (body.size() < min_transaction_bytes) break;
            return message;
    }
    return wrong_body(stream, body);
}

/// Little endian.
std::uint32_t read_number(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char c : std::views::reverse(bytes))
        number = number << 8U | static_cast<unsigned char>(c);
    return number;
}

}  // namespace

std::string_view to_string(ZmqStream stream) {
    return topics[static_cast<std::size_t>(stream)];
}

std::optional<ZmqStream> zmq_stream(std::string_view topic) {
    const auto* const found = std::ranges::find(topics, topic);
    if (found == topics.end()) return std::nullopt;
    return static_cast<ZmqStream>(found - topics.begin());
}

bool tells_of_blocks(ZmqStream stream) {
    return stream == ZmqStream::hashblock || stream == ZmqStream::rawblock ||
           stream == ZmqStream::sequence;
}

bool tells_of_transactions(ZmqStream stream) {
    return stream == ZmqStream::hashtx || stream == ZmqStream::rawtx ||
           stream == ZmqStream::sequence;
}

Result<ZmqMessage> decode_zmq_message(ZmqStream stream, std::span<const std::string_view> frames) {
    if (frames.size() != 3 || frames[0] != to_string(stream) || frames[2].size() != number_bytes)
        return failure(ErrorKind::parse,
                       fmt::format("a message of {} frames is none of {}: expected topic, body "
                                   "and a number of 4 bytes",
                                   frames.size(), to_string(stream)));
    auto message = decode_body(stream, frames[1]);
    if (message) message->number = read_number(frames[2]);
    return message;
}

std::string block_hash_of(std::string_view block) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> once{}, twice{};
    ::SHA256(reinterpret_cast<const unsigned char*>(block.data()), header_bytes, once.data());
    ::SHA256(once.data(), once.size(), twice.data());
    std::ranges::reverse(twice);
    return hexadecimal({reinterpret_cast<const char*>(twice.data()), twice.size()});
}

}  // namespace nodewatch::bitcoin
