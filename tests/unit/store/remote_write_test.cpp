#include "store/remote_write.hpp"

#include <gmock/gmock.h>
#include <snappy.h>

#include "unit/store/collecting_sink.hpp"

namespace nodewatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Taken = CollectingSink::Taken;

/// A field with a length.
std::string field(int number, const std::string& bytes) {
    std::string out(1, static_cast<char>(number << 3 | 2));
    out += static_cast<char>(bytes.size());
    return out + bytes;
}

std::string label(const std::string& name, const std::string& value) {
    return field(1, field(1, name) + field(2, value));
}

// 1.5 as a little-endian double; the varint of 300.
const std::string value_1_5("\x09\x00\x00\x00\x00\x00\x00\xf8\x3f", 9);
const std::string time_300("\x10\xac\x02", 3);

class RemoteWriteTest : public ::testing::Test {
protected:
    std::string error_of(const std::string& message) {
        const auto result = import.run(message);
        return result ? "" : result.error().message;
    }
    CollectingSink sink;
    RemoteWriteImport import{sink};
};

TEST_F(RemoteWriteTest, ReadsSeriesAndSamples) {
    const auto counts = import.run(field(1, label("__name__", "up") + label("node", "a") +
                                                field(2, value_1_5 + time_300) + field(2, "")));
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_THAT(sink.taken,
                ElementsAre(Taken{R"(up{node="a"})", 300, 1.5}, Taken{R"(up{node="a"})", 0, 0}));
}

TEST_F(RemoteWriteTest, OtherFieldsArePassedOver) {
    const std::string exemplar = field(3, "\x01\x02");
    const std::string message =
        field(1, label("__name__", "up") + field(2, value_1_5) + exemplar) + field(3, "metadata");
    EXPECT_EQ(error_of(field(1, label("__name__", "up") + field(2, value_1_5) + field(4, "")) +
                       field(3, "x")),
              "");
    EXPECT_EQ(error_of(message), "");
    EXPECT_EQ(sink.taken.size(), 2U);
    EXPECT_EQ(sink.lookups, 1U) << "the same labels";
}

TEST_F(RemoteWriteTest, LabelsMayStandAnywhere) {
    EXPECT_EQ(error_of(field(1, field(2, value_1_5) + label("b", "1") + label("__name__", "up"))),
              "");
    EXPECT_EQ(sink.taken.at(0).series, R"(up{b="1"})");
}

TEST_F(RemoteWriteTest, StaleMarkersKeepTheirBits) {
    const std::string stale("\x09\x02\x00\x00\x00\x00\x00\xf0\x7f", 9);
    ASSERT_EQ(error_of(field(1, label("__name__", "up") + field(2, stale + time_300))), "");
    EXPECT_TRUE(is_stale_marker(sink.taken.at(0).value));
}

TEST_F(RemoteWriteTest, WrongMessages) {
    const std::string good = field(1, label("__name__", "up") + field(2, value_1_5));
    EXPECT_THAT(error_of(good + field(1, label("a", "b"))),
                HasSubstr("series 2: a series without"));
    EXPECT_THAT(error_of(field(1, label("__name__", "up") + label("", "b"))),
                HasSubstr("label name"));
    EXPECT_THAT(error_of(field(1, label("__name__", "u p"))), HasSubstr("metric name"));
    EXPECT_THAT(error_of(field(1, label("__name__", "up") + label("a", "\xff"))),
                HasSubstr("UTF-8"));
    EXPECT_THAT(error_of(field(1, label("__name__", "up") + label("a", "b") + label("a", "c"))),
                HasSubstr("twice"));
    EXPECT_THAT(error_of(good.substr(0, good.size() - 1)), HasSubstr("cut"));
    EXPECT_THAT(error_of("\x0a"), HasSubstr("cut"));
    EXPECT_THAT(error_of(std::string(11, '\xff')), HasSubstr("damaged"));
    EXPECT_THAT(error_of(std::string("\x03", 1)), HasSubstr("damaged")) << "a group";
    EXPECT_THAT(error_of(std::string("\x00", 1)), HasSubstr("damaged")) << "field 0";
}

TEST(SnappyDecode, BlocksWithinTheLimit) {
    const std::string text(100'000, 'x');
    std::string block;
    snappy::Compress(text.data(), text.size(), &block);
    EXPECT_EQ(snappy_decode(block, 100'000), text);
    EXPECT_EQ(snappy_decode(block, 99'999).error().kind, ErrorKind::too_large);
    // By the format's description: length 3, a literal of 3 bytes.
    EXPECT_EQ(snappy_decode(std::string("\x03\x08"
                                        "abc",
                                        5),
                            100),
              "abc");
}

TEST(SnappyDecode, DamagedBlocks) {
    EXPECT_EQ(snappy_decode("", 100).error().kind, ErrorKind::parse);
    EXPECT_EQ(snappy_decode("\x03\x08"
                            "ab",
                            100)
                  .error()
                  .kind,
              ErrorKind::parse)
        << "cut";
    EXPECT_EQ(snappy_decode("\xff\xff\xff\x7f", 1U << 30U).error().kind, ErrorKind::parse)
        << "a length that so few bytes cannot have";
}

}  // namespace
}  // namespace nodewatch::store
