#include "net/websocket_frames.hpp"

#include <openssl/rand.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <new>

namespace nodewatch::net {
namespace {

/// Reads of this size make the system call cheap beside the messages it brings.
constexpr std::size_t max_read_size = 256U << 10U;
constexpr std::size_t max_control_payload = 125;

using Mask = std::array<unsigned char, 4>;

void apply_mask(char* bytes, std::size_t size, Mask mask) {
    const auto narrow = std::bit_cast<std::uint32_t>(mask);
    const std::uint64_t wide = std::uint64_t{narrow} << 32U | narrow;
    std::size_t i = 0;
    for (; i + sizeof wide <= size; i += sizeof wide) {
        std::uint64_t part = 0;
        std::memcpy(&part, bytes + i, sizeof part);
        part ^= wide;
        std::memcpy(bytes + i, &part, sizeof part);
    }
    for (; i < size; ++i)
        bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ mask[i % 4]);
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
    for (unsigned i = bytes; i-- > 0;)
        out.push_back(static_cast<char>(value >> (8 * i) & 0xffU));
}

bool allowed_on_the_wire(std::uint64_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

WebSocketEvent violation(std::uint16_t code, std::string_view why) {
    return {WebSocketEvent::Kind::violation, why, code};
}

}  // namespace

std::string encode_frame(Opcode opcode, std::string_view payload, WebSocketSide sender) {
    const bool masked = sender == WebSocketSide::client;
    const auto mask_bit = static_cast<std::uint64_t>(masked ? 0x80 : 0);
    std::string frame;
    frame.reserve(payload.size() + 14);
    frame.push_back(static_cast<char>(0x80U | static_cast<unsigned>(opcode)));
    if (payload.size() < 126) {
        append_big_endian(frame, mask_bit | payload.size(), 1);
    } else if (payload.size() <= 0xffff) {
        append_big_endian(frame, mask_bit | 126U, 1);
        append_big_endian(frame, payload.size(), 2);
    } else {
        append_big_endian(frame, mask_bit | 127U, 1);
        append_big_endian(frame, payload.size(), 8);
    }
    if (!masked) return frame.append(payload);
    Mask mask{};
    // A mask that peers can guess lets a page forge bytes towards proxies (RFC 6455, 10.3).
    if (RAND_bytes(mask.data(), static_cast<int>(mask.size())) != 1) throw std::bad_alloc();
    frame.append(reinterpret_cast<const char*>(mask.data()), mask.size());
    const auto start = frame.size();
    frame.append(payload);
    apply_mask(frame.data() + start, payload.size(), mask);
    return frame;
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
    std::string payload;
    append_big_endian(payload, code, 2);
    std::size_t size = std::min(reason.size(), max_control_payload - 2);
    while (size > 0 && size < reason.size() && (reason[size] & '\xc0') == '\x80')
        --size;
    return payload.append(reason.substr(0, size));
}

struct WebSocketDecoder::Header {
    bool final = false;
    bool reserved = false;
    bool masked = false;
    Opcode opcode = Opcode::continuation;
    std::size_t size = 0;  ///< of the header itself
    std::uint64_t payload = 0;
    Mask mask{};

    bool control() const { return static_cast<unsigned>(opcode) >= 8; }
};

asio::mutable_buffer WebSocketDecoder::room() {
    if (!in_fragments_ && fragments_.capacity() > max_read_size) fragments_ = std::string();
    if (buffer_.capacity() > 2 * max_read_size && buffer_.data().size() < max_read_size)
        buffer_.shrink(max_read_size);
    return buffer_.prepare(read_size_ / 2);
}

void WebSocketDecoder::received(std::size_t size) {
    // A peer that fills the room has more to say.
    if (size >= read_size_ / 2 && read_size_ < max_read_size) read_size_ *= 2;
    buffer_.commit(size);
}

/// False: not all of the header is here.
bool WebSocketDecoder::parse_header(Header& header) const {
    const auto bytes = buffer_.data();
    if (bytes.size() < 2) return false;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    header.final = (first & 0x80U) != 0;
    header.reserved = (first & 0x70U) != 0;
    header.opcode = static_cast<Opcode>(first & 0x0fU);
    header.masked = (second & 0x80U) != 0;
    header.payload = second & 0x7fU;
    const std::size_t extended = header.payload == 126 ? 2 : header.payload == 127 ? 8 : 0;
    header.size = 2 + extended + (header.masked ? 4 : 0);
    if (bytes.size() < header.size) return false;
    if (extended != 0) header.payload = big_endian(bytes.substr(2, extended));
    if (header.masked) std::memcpy(header.mask.data(), bytes.data() + 2 + extended, 4);
    return true;
}

const char* WebSocketDecoder::rule_broken(const Header& header) const {
    if (header.reserved) return "a reserved bit is set";
    if (header.masked != (receiver_ == WebSocketSide::server))
        return header.masked ? "a server must not mask" : "a client must mask";
    switch (header.opcode) {
        case Opcode::continuation:
            return in_fragments_ ? nullptr : "a continuation without a beginning";
        case Opcode::text:
        case Opcode::binary:
            return in_fragments_ ? "a message begins inside another" : nullptr;
        case Opcode::close:
        case Opcode::ping:
        case Opcode::pong:
            if (!header.final) return "a control frame in fragments";
            return header.payload > max_control_payload ? "a control frame above 125 bytes"
                                                        : nullptr;
        default:
            return "an unknown opcode";
    }
}

WebSocketEvent WebSocketDecoder::next() {
    for (;;) {
        Header header;
        if (!parse_header(header)) return {};
        if (const char* why = rule_broken(header))
            return violation(close_code::protocol_error, why);
        const auto before = in_fragments_ ? fragments_.size() : 0;
        if (!header.control() && header.payload > max_message_bytes_ - before)
            return violation(close_code::too_large, "a message above the limit");
        const auto size = static_cast<std::size_t>(header.payload);
        if (buffer_.data().size() - header.size < size) return {};
        char* const bytes = buffer_.begin() + header.size;
        if (header.masked) apply_mask(bytes, size, header.mask);
        buffer_.consume(header.size + size);
        const std::string_view payload(bytes, size);
        const auto event = header.control() ? control(header, payload) : data(header, payload);
        if (event.kind != WebSocketEvent::Kind::need_more) return event;
    }
}

WebSocketEvent WebSocketDecoder::control(const Header& header, std::string_view payload) {
    if (header.opcode == Opcode::ping) return {WebSocketEvent::Kind::ping, payload, 0};
    if (header.opcode == Opcode::pong) return {WebSocketEvent::Kind::pong, payload, 0};
    if (payload.empty()) return {WebSocketEvent::Kind::close, {}, close_code::none};
    const auto code = payload.size() == 1 ? 0 : big_endian(payload.substr(0, 2));
    if (!allowed_on_the_wire(code))
        return violation(close_code::protocol_error, "a close frame with a forbidden code");
    const auto reason = payload.substr(2);
    if (!simdjson::validate_utf8(reason.data(), reason.size()))
        return violation(close_code::bad_data, "a close reason that is not UTF-8");
    return {WebSocketEvent::Kind::close, reason, static_cast<std::uint16_t>(code)};
}

/// need_more: the message goes on in another frame.
WebSocketEvent WebSocketDecoder::data(const Header& header, std::string_view payload) {
    if (header.opcode != Opcode::continuation) {
        text_ = header.opcode == Opcode::text;
        if (header.final) return whole_message(payload);
        fragments_.clear();
    }
    in_fragments_ = !header.final;
    fragments_.append(payload);
    if (!header.final) return {};
    fragments_.reserve(fragments_.size() + ReadBuffer::padding);
    return whole_message(fragments_);
}

WebSocketEvent WebSocketDecoder::whole_message(std::string_view message) const {
    if (text_ && !simdjson::validate_utf8(message.data(), message.size()))
        return violation(close_code::bad_data, "a text message that is not UTF-8");
    return {WebSocketEvent::Kind::message, message, 0};
}

}  // namespace nodewatch::net
