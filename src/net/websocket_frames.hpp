#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/read_buffer.hpp"

/// The framing of RFC 6455, without I/O. Extensions are not negotiated, so reserved bits are
/// errors.
namespace nodewatch::net {

enum class Opcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10
};

/// Close codes of RFC 6455, 7.4.1.
namespace close_code {
constexpr std::uint16_t normal = 1000;
constexpr std::uint16_t going_away = 1001;
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t none = 1005;      ///< never on the wire: the close frame had no code
constexpr std::uint16_t abnormal = 1006;  ///< never on the wire: there was no close frame
constexpr std::uint16_t bad_data = 1007;
constexpr std::uint16_t too_large = 1009;
constexpr std::uint16_t internal_error = 1011;
}  // namespace close_code

enum class WebSocketSide : std::uint8_t { client, server };

/// One frame on the wire. Clients mask.
std::string encode_frame(Opcode opcode, std::string_view payload, WebSocketSide sender);
/// The payload of a close frame. The reason is cut to what fits.
std::string close_payload(std::uint16_t code, std::string_view reason);

struct WebSocketEvent {
    enum class Kind : std::uint8_t {
        need_more,  ///< read into room(), then received()
        message,    ///< payload is a whole text or binary message
        ping,
        pong,
        close,      ///< code and payload (the reason) as the peer sent them
        violation,  ///< code to close with, payload says why
    };
    Kind kind = Kind::need_more;
    std::string_view payload;
    std::uint16_t code = 0;
};

/// Bytes of a peer to messages. A payload is valid until the next call; 64 readable bytes follow
/// it.
class WebSocketDecoder {
public:
    WebSocketDecoder(WebSocketSide receiver, std::size_t max_message_bytes)
        : receiver_(receiver), max_message_bytes_(max_message_bytes) {}

    asio::mutable_buffer room();
    void received(std::size_t size);

    /// The next event of what was received. After close or violation nothing follows.
    WebSocketEvent next();

private:
    struct Header;

    bool parse_header(Header& header) const;
    const char* rule_broken(const Header& header) const;
    WebSocketEvent control(const Header& header, std::string_view payload);
    WebSocketEvent data(const Header& header, std::string_view payload);
    WebSocketEvent whole_message(std::string_view message) const;

    WebSocketSide receiver_;
    std::size_t max_message_bytes_;
    ReadBuffer buffer_{first_capacity};
    std::size_t read_size_ = first_capacity;
    std::string fragments_;  ///< payloads so far of a message that comes in several frames
    bool in_fragments_ = false;
    bool text_ = false;

    static constexpr std::size_t first_capacity = 8U << 10U;
};

}  // namespace nodewatch::net
