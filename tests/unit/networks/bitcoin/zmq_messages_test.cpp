#include "networks/bitcoin/zmq_messages.hpp"

#include <gmock/gmock.h>

#include "base/json.hpp"
#include "fixtures.hpp"

namespace nodewatch::bitcoin {
namespace {

using Kind = ZmqMessage::Kind;

std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    return bytes;
}

Result<ZmqMessage> decode(ZmqStream stream, const std::string& body,
                          const std::string& number = std::string(4, '\0')) {
    const std::string topic(to_string(stream));
    const std::array<std::string_view, 3> frames = {topic, body, number};
    return decode_zmq_message(stream, frames);
}

class ZmqFrames : public ::testing::Test {
protected:
    void SetUp() override {
        const std::string text = fixture("constructed.zmq.frames.json");
        if (text.empty()) GTEST_SKIP() << fixtures_folder() << " is not there";
        ASSERT_EQ(parser_.parse(text).get(root_), simdjson::SUCCESS);
    }

    static void expect_decoded(ZmqStream stream, const json::Element& entry) {
        std::vector<std::string> bytes;
        const auto hex_frames = json::array(entry, "frames_hex").value();
        for (const json::Element& frame : hex_frames)
            bytes.push_back(from_hex(std::string_view(frame)));
        const std::vector<std::string_view> frames(bytes.begin(), bytes.end());
        const auto message = decode_zmq_message(stream, frames);
        ASSERT_TRUE(message) << message.error().message;
        const auto decoded = json::find(entry, "decoded").value();
        EXPECT_EQ(message->number, json::unsigned_integer(decoded, "seq"));
        const std::map<std::string_view, Kind> kinds = {{"C", Kind::block},
                                                        {"D", Kind::block_disconnected},
                                                        {"A", Kind::transaction},
                                                        {"R", Kind::transaction_removed}};
        const Kind kind = kinds.at(json::text(decoded, "label").value_or("C"));
        EXPECT_EQ(message->kind, kind);
        if (kind == Kind::block || kind == Kind::block_disconnected)
            EXPECT_EQ(message->block_hash, json::text(decoded, "hash"));
        else
            EXPECT_EQ(message->block_hash, "");
    }

    simdjson::dom::parser parser_;
    json::Element root_;
};

TEST_F(ZmqFrames, OfSequence) {
    const auto entries = json::array(root_, "sequence_topic").value();
    EXPECT_EQ(entries.size(), 10U);
    for (const json::Element& entry : entries)
        expect_decoded(ZmqStream::sequence, entry);
}

TEST_F(ZmqFrames, OfHashblock) {
    const auto entries = json::array(root_, "hashblock_topic_same_reorg").value();
    EXPECT_EQ(entries.size(), 3U);
    for (const json::Element& entry : entries)
        expect_decoded(ZmqStream::hashblock, entry);
}

TEST_F(ZmqFrames, TheHashOfARawBlockIsThatOfItsHeader) {
    const auto check = json::find(root_, "rawblock_header_check").value();
    const std::string header = from_hex(json::text(check, "header_hex").value());
    const auto message = decode(ZmqStream::rawblock, header + "transactions");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, Kind::block);
    EXPECT_EQ(message->block_hash, json::text(check, "hash"));
}

TEST(ZmqMessages, TheNumberIsLittleEndian) {
    const auto message =
        decode(ZmqStream::hashtx, std::string(32, 'h'), std::string("\x01\x02\x03\xff", 4));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->number, 0xff030201U);
    EXPECT_EQ(message->kind, Kind::transaction);
}

TEST(ZmqMessages, ABodyOfAnotherSizeOrLetterIsNone) {
    const std::string hash(32, 'h');
    const auto refuses = [](ZmqStream stream, const std::string& body) {
        EXPECT_FALSE(decode(stream, body)) << to_string(stream) << ' ' << body.size();
    };
    for (const auto stream : {ZmqStream::hashblock, ZmqStream::hashtx}) {
        refuses(stream, "");
        refuses(stream, hash + "h");
    }
    refuses(ZmqStream::rawblock, std::string(79, 'b'));
    refuses(ZmqStream::rawtx, std::string(59, 't'));
    refuses(ZmqStream::sequence, hash);
    refuses(ZmqStream::sequence, hash + "A");
    refuses(ZmqStream::sequence, hash + "X");
    refuses(ZmqStream::sequence, hash + "C" + std::string(8, '\0'));
    EXPECT_TRUE(decode(ZmqStream::sequence, hash + "R" + std::string(8, '\0')));
}

TEST(ZmqMessages, OtherFramesAreNone) {
    const std::string hash(32, 'h'), number(4, '\0');
    EXPECT_FALSE(decode_zmq_message(ZmqStream::hashtx, {}));
    EXPECT_FALSE(decode(ZmqStream::hashtx, hash, "123"));
    const std::array<std::string_view, 3> of_another_topic = {"hashblock", hash, number};
    EXPECT_FALSE(decode_zmq_message(ZmqStream::hashtx, of_another_topic));
    const std::array<std::string_view, 2> too_few = {"hashtx", hash};
    EXPECT_FALSE(decode_zmq_message(ZmqStream::hashtx, too_few));
}

}  // namespace
}  // namespace nodewatch::bitcoin
