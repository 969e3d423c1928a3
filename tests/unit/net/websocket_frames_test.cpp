#include "net/websocket_frames.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace nodewatch::net {
namespace {

using Kind = WebSocketEvent::Kind;

void feed(WebSocketDecoder& decoder, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = decoder.room();
        const auto size = std::min(room.size(), bytes.size());
        std::memcpy(room.data(), bytes.data(), size);
        decoder.received(size);
        bytes.remove_prefix(size);
    }
}

WebSocketEvent decode(WebSocketDecoder& decoder, std::string_view bytes) {
    feed(decoder, bytes);
    return decoder.next();
}

/// As a client, which sees unmasked frames.
WebSocketDecoder client(std::size_t limit = 1'000'000) {
    return WebSocketDecoder(WebSocketSide::client, limit);
}

constexpr std::string_view bytes(const char* text, std::size_t size) {
    return {text, size};
}

// RFC 6455, 5.7, gives these frames.
TEST(WebSocketFramesTest, ReadsTheExamplesOfTheRfc) {
    auto decoder = client();
    auto event = decode(decoder, bytes("\x81\x05\x48\x65\x6c\x6c\x6f", 7));
    EXPECT_EQ(event.kind, Kind::message);
    EXPECT_EQ(event.payload, "Hello");

    EXPECT_EQ(decode(decoder, bytes("\x01\x03\x48\x65\x6c", 5)).kind, Kind::need_more);
    event = decode(decoder, bytes("\x80\x02\x6c\x6f", 4));
    EXPECT_EQ(event.kind, Kind::message);
    EXPECT_EQ(event.payload, "Hello");

    event = decode(decoder, bytes("\x89\x05\x48\x65\x6c\x6c\x6f", 7));
    EXPECT_EQ(event.kind, Kind::ping);
    EXPECT_EQ(event.payload, "Hello");

    WebSocketDecoder server(WebSocketSide::server, 100);
    event = decode(server, bytes("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11));
    EXPECT_EQ(event.kind, Kind::message);
    EXPECT_EQ(event.payload, "Hello");
    event = decode(server, bytes("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11));
    EXPECT_EQ(event.kind, Kind::pong);
}

TEST(WebSocketFramesTest, WritesWhatItReads) {
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 200'000U}) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i)
            text.push_back(static_cast<char>('a' + i % 26));
        auto from_server = client();
        EXPECT_EQ(
            decode(from_server, encode_frame(Opcode::text, text, WebSocketSide::server)).payload,
            text);
        WebSocketDecoder from_client(WebSocketSide::server, 1'000'000);
        EXPECT_EQ(
            decode(from_client, encode_frame(Opcode::text, text, WebSocketSide::client)).payload,
            text);
    }
}

TEST(WebSocketFramesTest, ReadsByteByByteAndManyAtOnce) {
    std::string stream;
    for (int i = 0; i < 50; ++i) {
        stream += encode_frame(Opcode::text, "message " + std::to_string(i), WebSocketSide::server);
        stream += encode_frame(Opcode::ping, "p", WebSocketSide::server);
    }
    for (const bool whole : {true, false}) {
        auto decoder = client();
        std::vector<std::string> messages;
        if (whole) feed(decoder, stream);
        for (std::size_t at = 0; at < (whole ? 1 : stream.size()); ++at) {
            if (!whole) feed(decoder, stream.substr(at, 1));
            for (auto event = decoder.next(); event.kind != Kind::need_more; event = decoder.next())
                if (event.kind == Kind::message) messages.emplace_back(event.payload);
        }
        ASSERT_EQ(messages.size(), 50U);
        EXPECT_EQ(messages.front(), "message 0");
        EXPECT_EQ(messages.back(), "message 49");
    }
}

TEST(WebSocketFramesTest, ControlFramesMayComeBetweenFragments) {
    auto decoder = client();
    feed(decoder, bytes("\x01\x02He", 4));
    feed(decoder, bytes("\x89\x01p", 3));
    feed(decoder, bytes("\x00\x02ll", 4));
    feed(decoder, bytes("\x80\x01o", 3));
    EXPECT_EQ(decoder.next().kind, Kind::ping);
    EXPECT_EQ(decoder.next().payload, "Hello");
}

TEST(WebSocketFramesTest, PaddingBehindAMessageIsReadable) {
    auto decoder = client();
    const auto event = decode(decoder, encode_frame(Opcode::text, "{}", WebSocketSide::server));
    volatile unsigned sum = 0;  // AddressSanitizer judges
    for (std::size_t i = 0; i < 64; ++i)
        sum = sum + static_cast<unsigned char>(event.payload.data()[event.payload.size() + i]);
}

TEST(WebSocketFramesTest, ReadsTheCloseCodeAndReason) {
    auto decoder = client();
    const auto frame =
        encode_frame(Opcode::close, close_payload(1008, "too slow"), WebSocketSide::server);
    const auto event = decode(decoder, frame);
    EXPECT_EQ(event.kind, Kind::close);
    EXPECT_EQ(event.code, 1008);
    EXPECT_EQ(event.payload, "too slow");
    auto silent = client();
    EXPECT_EQ(decode(silent, bytes("\x88\x00", 2)).code, close_code::none);
}

TEST(WebSocketFramesTest, CutsALongReasonAtACharacter) {
    std::string reason(122, 'x');
    reason += "\xc3\xa9";  // would end at byte 124, one too many
    EXPECT_EQ(close_payload(1000, reason).size(), 2 + 122U);
}

TEST(WebSocketFramesTest, RefusesWhatIsTooLargeBeforeItComes) {
    auto decoder = client(1'000);
    // 50 MB announced, nothing of it sent.
    auto event = decode(decoder, bytes("\x82\x7f\x00\x00\x00\x00\x03\x00\x00\x00", 10));
    EXPECT_EQ(event.kind, Kind::violation);
    EXPECT_EQ(event.code, close_code::too_large);

    auto huge = client(1'000);
    event = decode(huge, bytes("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10));
    EXPECT_EQ(event.code, close_code::too_large);

    auto fragmented = client(5);
    feed(fragmented, bytes("\x01\x03"
                           "abc",
                           5));
    EXPECT_EQ(decode(fragmented, bytes("\x80\x03"
                                       "def",
                                       5))
                  .code,
              close_code::too_large);

    auto exact = client(6);
    feed(exact, bytes("\x01\x03"
                      "abc",
                      5));
    EXPECT_EQ(decode(exact, bytes("\x80\x03"
                                  "def",
                                  5))
                  .payload,
              "abcdef");
}

TEST(WebSocketFramesTest, RefusesWhatBreaksTheProtocol) {
    const std::vector<std::string> wrong = {
        std::string("\xc1\x00", 2),                  // reserved bit: compressed, not agreed
        std::string("\x83\x00", 2),                  // unknown opcode
        std::string("\x8b\x00", 2),                  // unknown control opcode
        std::string("\x81\x80\x01\x02\x03\x04", 6),  // a server that masks
        std::string("\x09\x00", 2),                  // ping in fragments
        std::string("\x89\x7e\x00\x7e", 4),          // ping above 125 bytes
        std::string("\x80\x00", 2),                  // continuation of nothing
        std::string("\x88\x01\x03", 3),              // half a close code
        std::string("\x88\x02\x03\xed", 4),          // close code 1005
        std::string("\x88\x02\x00\x00", 4),          // close code 0
    };
    for (const auto& frame : wrong) {
        auto decoder = client();
        const auto event = decode(decoder, frame);
        EXPECT_EQ(event.kind, Kind::violation) << testing::PrintToString(frame);
        EXPECT_EQ(event.code, close_code::protocol_error);
    }
    auto nested = client();
    feed(nested, bytes("\x01\x01"
                       "a",
                       3));
    EXPECT_EQ(decode(nested, bytes("\x81\x01"
                                   "b",
                                   3))
                  .kind,
              Kind::violation);
    WebSocketDecoder server(WebSocketSide::server, 100);
    EXPECT_EQ(decode(server, bytes("\x81\x01"
                                   "a",
                                   3))
                  .kind,
              Kind::violation);
}

TEST(WebSocketFramesTest, RefusesTextThatIsNotUtf8) {
    auto decoder = client();
    auto event = decode(decoder, bytes("\x81\x02\xc3\x28", 4));
    EXPECT_EQ(event.kind, Kind::violation);
    EXPECT_EQ(event.code, close_code::bad_data);
    auto binary = client();
    EXPECT_EQ(decode(binary, bytes("\x82\x02\xc3\x28", 4)).kind, Kind::message);
    auto split = client();
    feed(split, bytes("\x01\x01\xc3", 3));
    EXPECT_EQ(decode(split, bytes("\x80\x01\xa9", 3)).payload, "\xc3\xa9");
}

TEST(WebSocketFramesTest, GivesTheMemoryOfALargeMessageBack) {
    auto decoder = client(10'000'000);
    const std::string large(8'000'000, 'x');
    EXPECT_EQ(
        decode(decoder, encode_frame(Opcode::text, large, WebSocketSide::server)).payload.size(),
        large.size());
    EXPECT_LT(decoder.room().size(), 1'000'000U);
}

}  // namespace
}  // namespace nodewatch::net
