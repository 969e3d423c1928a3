#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "codec_columns.hpp"
#include "store/bit_packing.hpp"
#include "store/byte_planes.hpp"
#include "store/integer_column.hpp"
#include "store/time_column.hpp"
#include "store/value_column.hpp"

namespace nodewatch::store {
namespace {

using testing::ElementsAre;

Bytes bytes(std::initializer_list<int> list) {
    Bytes result;
    for (const int byte : list)
        result.push_back(static_cast<std::uint8_t>(byte));
    return result;
}

TEST(Checksum, IsCrc32) {
    // The check value of CRC-32/ISO-HDLC in the catalogue of CRC algorithms.
    EXPECT_EQ(checksum(as_bytes("123456789")), 0xcbf43926U);
}

TEST(Varint, IsLeb128) {
    // The example of the DWARF specification.
    Bytes out;
    put_varint(out, 624485);
    EXPECT_EQ(out, bytes({0xe5, 0x8e, 0x26}));
    ByteReader in(out);
    EXPECT_EQ(in.varint(), 624485U);
    EXPECT_TRUE(in.at_end());
}

TEST(Varint, RefusesMoreThan64Bits) {
    const Bytes most = bytes({255, 255, 255, 255, 255, 255, 255, 255, 255, 1});
    ByteReader in(most);
    EXPECT_EQ(in.varint(), ~std::uint64_t{0});
    EXPECT_TRUE(in.ok());
    const Bytes more = bytes({255, 255, 255, 255, 255, 255, 255, 255, 255, 2});
    ByteReader refused(more);
    refused.varint();
    EXPECT_FALSE(refused.ok());
}

TEST(ByteReader, StaysFailed) {
    const Bytes three = bytes({1, 2, 3});
    ByteReader in(three);
    EXPECT_TRUE(in.take(4).empty());
    EXPECT_EQ(in.byte(), 0);
    EXPECT_FALSE(in.ok());
}

TEST(BitPacking, PacksTheLowestBitFirst) {
    // 1, 2, 3 in two bits each: 01 + 10 << 2 + 11 << 4.
    const std::vector<std::uint64_t> numbers{1, 2, 3};
    Bytes out;
    pack_bits(numbers, out);
    EXPECT_EQ(out, bytes({2, 0b111001}));
}

TEST(BitPacking, RefusesWidthsItNeverWrites) {
    std::vector<std::uint64_t> numbers(1);
    for (const int width : {57, 63, 65, 255}) {
        Bytes forged(20, 0xff);
        forged[0] = static_cast<std::uint8_t>(width);
        ByteReader in(forged);
        EXPECT_FALSE(unpack_bits(in, numbers)) << width;
    }
}

TEST(Integers, WriteALineInAFewBytes) {
    const std::vector<std::int64_t> line{10, 13, 16, 19, 22};
    Bytes out;
    encode_integers(line, Effort::small, out);
    // Order 2, nothing but zeros; zigzag of 10 and of 3.
    EXPECT_EQ(out, bytes({2, 20, 6}));
}

TEST(Integers, ReadAHandMadeColumn) {
    // Order 0, packed; least value -1; one block of width 2 with 0, 1, 2, 3.
    const Bytes made = bytes({0 | 1 << 2, 1, 2, 0b11100100});
    ByteReader in(made);
    std::vector<std::int64_t> values(4);
    ASSERT_TRUE(decode_integers(in, values));
    EXPECT_THAT(values, ElementsAre(-1, 0, 1, 2));
    EXPECT_TRUE(in.at_end());
}

TEST(Integers, OverADivisorReadAHandMadeColumn) {
    // Order 1, packed, divided; first 4096 as zigzag, divisor 4096; zigzag of 1, -1, 0 in width 2.
    const Bytes made = bytes({1 | 1 << 2 | 1 << 4, 0x80, 0x40, 0x80, 0x20, 2, 0b000110});
    ByteReader in(made);
    std::vector<std::int64_t> values(4);
    ASSERT_TRUE(decode_integers(in, values));
    EXPECT_THAT(values, ElementsAre(4096, 8192, 4096, 4096));
    EXPECT_TRUE(in.at_end());
}

TEST(Integers, InPagesTakeTheRoomOfTheNumbersOfPages) {
    for (const Effort effort : {Effort::fast, Effort::small}) {
        std::mt19937_64 random(3);
        std::vector<std::int64_t> pages;
        std::vector<std::int64_t> bytes_of_pages;
        for (int i = 0; i < 1000; ++i) {
            pages.push_back(static_cast<std::int64_t>(random() % 100'000));
            bytes_of_pages.push_back(pages.back() * 4096);
        }
        Bytes small;
        encode_integers(pages, effort, small);
        Bytes large;
        encode_integers(bytes_of_pages, effort, large);
        // The divisor and a longer first value.
        EXPECT_LE(large.size(), small.size() + 4);
    }
}

TEST(Integers, RefuseADivisorThatIsNeverWritten) {
    std::vector<std::int64_t> values(4);
    const auto column = [](std::initializer_list<int> divisor, int mode) {
        Bytes made = bytes({0 | mode << 2 | 1 << 4, 0});
        const Bytes varint = bytes(divisor);
        made.insert(made.end(), varint.begin(), varint.end());
        const Bytes rest = bytes({2, 0b11100100});
        made.insert(made.end(), rest.begin(), rest.end());
        return made;
    };
    const auto is_read = [&](const Bytes& made) {
        ByteReader in(made);
        return decode_integers(in, values);
    };
    EXPECT_TRUE(is_read(column({2}, 1)));
    EXPECT_FALSE(is_read(column({0}, 1)));
    EXPECT_FALSE(is_read(column({1}, 1)));
    // 2^63 in ten bytes.
    EXPECT_FALSE(is_read(column({128, 128, 128, 128, 128, 128, 128, 128, 128, 1}, 1)));
    EXPECT_FALSE(is_read(column({2}, 0))) << "a line, which has nothing to divide";
}

TEST(Integers, RefuseAnOrderOrAModeThatIsNotThere) {
    std::vector<std::int64_t> values(10);
    for (const int tag : {3, 0 | 4 << 2, 3 | 1 << 2, 255}) {
        Bytes forged(40, 1);
        forged[0] = static_cast<std::uint8_t>(tag);
        ByteReader in(forged);
        EXPECT_FALSE(decode_integers(in, values)) << tag;
    }
}

TEST(Integers, WrapAroundInsteadOfOverflowing) {
    using Limits = std::numeric_limits<std::int64_t>;
    const std::vector<std::int64_t> extremes{Limits::min(), Limits::max(), 0, Limits::min(), -1};
    for (const Effort effort : {Effort::fast, Effort::small}) {
        Bytes out;
        encode_integers(extremes, effort, out);
        ByteReader in(out);
        std::vector<std::int64_t> values(extremes.size());
        ASSERT_TRUE(decode_integers(in, values));
        EXPECT_EQ(values, extremes);
    }
}

TEST(Values, ComeBackBitForBit) {
    for (const NamedColumn& column : difficult_columns()) {
        for (const Effort effort : {Effort::fast, Effort::small}) {
            Bytes out;
            encode_values(column.values, effort, out);
            ByteReader in(out);
            std::vector<double> values(column.values.size());
            ASSERT_TRUE(decode_values(in, values)) << column.name;
            EXPECT_TRUE(in.at_end()) << column.name;
            EXPECT_EQ(bits_of(values), bits_of(column.values)) << column.name;
        }
    }
}

TEST(Values, OfAPartAreThoseOfTheWhole) {
    for (const NamedColumn& column : difficult_columns()) {
        const std::size_t count = column.values.size();
        for (const Effort effort : {Effort::fast, Effort::small}) {
            Bytes out;
            encode_values(column.values, effort, out);
            for (const std::size_t first : {std::size_t{0}, count / 3, count - 1}) {
                for (const std::size_t size : {std::size_t{0}, std::size_t{1}, count - first}) {
                    ByteReader in(out);
                    std::vector<double> part(size);
                    ASSERT_TRUE(decode_values(in, count, first, part)) << column.name;
                    EXPECT_TRUE(in.at_end()) << column.name;
                    const auto begin = column.values.begin() + static_cast<std::ptrdiff_t>(first);
                    const std::vector expected(begin, begin + static_cast<std::ptrdiff_t>(size));
                    EXPECT_EQ(bits_of(part), bits_of(expected)) << column.name << " from " << first;
                }
            }
        }
    }
}

TEST(Values, OfEveryLengthAreRefusedWhenCutShort) {
    for (const NamedColumn& column : difficult_columns()) {
        Bytes out;
        encode_values(column.values, Effort::small, out);
        std::vector<double> values(column.values.size());
        for (std::size_t size = 0; size < out.size(); size += 1 + out.size() / 50) {
            ByteReader in(ByteView(out).first(size));
            EXPECT_FALSE(decode_values(in, values)) << column.name << " cut to " << size;
        }
    }
}

TEST(Values, ReadAHandMadeDecimalColumn) {
    // Decimal, exponent 1, one exception at row 1: -0.0; integers 5, 5, 7 of order 0, width 2.
    Bytes made = bytes({1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0x80, 0 | 1 << 2, 10, 2, 0b100000});
    ByteReader in(made);
    std::vector<double> values(3);
    ASSERT_TRUE(decode_values(in, values));
    EXPECT_EQ(bits_of(values), bits_of({0.5, -0.0, 0.7}));
}

TEST(Values, ReadHandMadeProductsAndTwofoldQuotients) {
    // A line of order 2 whose step is 1, from 838103: zigzag in varints. With Python:
    // 838103 * 0.001 and 838100124 / 1000 / 1000 are not 838.103 and 838.100124.
    const auto read = [](const Bytes& made) {
        ByteReader in(made);
        std::vector<double> values(2);
        EXPECT_TRUE(decode_values(in, values));
        return values;
    };
    EXPECT_EQ(bits_of(read(bytes({4, 3, 0, 2, 0xae, 0xa7, 0x66, 2}))),
              bits_of({838.1030000000001, 838.104}));
    EXPECT_EQ(bits_of(read(bytes({5, 6, 0, 2, 0xb8, 0x92, 0xa3, 0x9f, 0x06, 2}))),
              bits_of({838.1001239999999, 838.100125}));
    const Bytes milli = bytes({5, 3, 0, 2, 0xae, 0xa7, 0x66, 2});
    ByteReader in(milli);
    std::vector<double> values(2);
    EXPECT_FALSE(decode_values(in, values)) << "twice a thousand is a million";
}

TEST(Values, TakeTheSameRoomInWhateverWayTheyWereMadeSeconds) {
    // The node exporter multiplies milliseconds with 0.001 (disks) and divides microseconds by
    // 1000 twice (pressure).
    for (const Effort effort : {Effort::fast, Effort::small}) {
        std::mt19937_64 random(4);
        std::array<std::vector<double>, 4> columns;
        std::int64_t count = 838'100'000;
        for (int i = 0; i < 1000; ++i) {
            count += static_cast<std::int64_t>(random() % 1000);
            const auto number = static_cast<double>(count);
            columns[0].push_back(number / 1e3);
            columns[1].push_back(number * 0.001);
            columns[2].push_back(number / 1e6);
            columns[3].push_back(number / 1000.0 / 1000.0);
        }
        for (const auto& column : columns) {
            Bytes out;
            encode_values(column, effort, out);
            EXPECT_LT(out.size(), 1000 * 11 / 8 + 50) << "ten bits of chance and a sign";
        }
    }
}

TEST(Values, ThatAreDecimalsByChanceTakeNoMoreRoomThanADictionary) {
    // Products of 13 and more digits give many doubles: these 20 values were 1,000 large integers.
    std::mt19937_64 random(5);
    std::vector<double> values(1000);
    for (double& value : values)
        value = (static_cast<double>(random() % 20) / 58.0 + 5) * 100;
    Bytes out;
    encode_values(values, Effort::small, out);
    EXPECT_LT(out.size(), 20 * 8 + 1000 * 5 / 8 + 20) << "a dictionary, and five bits for each";
}

TEST(Values, RefuseADictionaryNumberThatIsNotThere) {
    // Dictionary of one value; numbers 0 and 1.
    const Bytes made = bytes({2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 | 1 << 2, 0, 1, 0b10});
    ByteReader in(made);
    std::vector<double> values(2);
    EXPECT_FALSE(decode_values(in, values));
}

TEST(Times, OfAnyRhythmComeBack) {
    std::mt19937_64 random(2);
    std::vector<std::vector<std::int64_t>> columns{{5}, {-7, 3}, {0, 1, 2, 3, 4, 5}};
    std::vector<std::int64_t> jitter;
    std::vector<std::int64_t> events;
    std::vector<std::int64_t> gaps;
    for (std::int64_t i = 0; i < 3000; ++i) {
        const auto late = static_cast<std::int64_t>(random() % 9);
        jitter.push_back(1'763'700'000'000 + i * 5000 + late);
        events.push_back((events.empty() ? 0 : events.back()) + 3000 + late * 250);
        if (random() % 10 != 0) gaps.push_back(1'763'700'004'998 + i * 5000 + late);
    }
    columns.insert(columns.end(), {jitter, events, gaps});
    for (const auto& times : columns) {
        for (const Effort effort : {Effort::fast, Effort::small}) {
            Bytes out;
            encode_times(times, effort, out);
            ByteReader in(out);
            std::vector<std::int64_t> decoded(times.size());
            ASSERT_TRUE(decode_times(in, decoded));
            EXPECT_EQ(decoded, times);
        }
    }
}

TEST(Times, OnAnExactGridTakeAFewBytes) {
    std::vector<std::int64_t> times;
    for (std::int64_t i = 0; i < 4096; ++i)
        times.push_back(1'763'700'000'000 + i * 15'000);
    Bytes out;
    encode_times(times, Effort::fast, out);
    EXPECT_LE(out.size(), 16U);
}

TEST(Times, ThatDoNotAscendAreRefused) {
    Bytes made{0};
    encode_integers(std::vector<std::int64_t>{1, 2, 2, 3}, Effort::fast, made);
    ByteReader in(made);
    std::vector<std::int64_t> times(4);
    EXPECT_FALSE(decode_times(in, times));
}

TEST(Block, RefusesAFrameOfAnotherSize) {
    const Bytes plain(1000, 7);
    Bytes frame;
    compress(plain, Effort::fast, frame);
    Bytes out(999);
    EXPECT_FALSE(decompress(frame, out));
    out.resize(1001);
    EXPECT_FALSE(decompress(frame, out));
    out.resize(1000);
    EXPECT_TRUE(decompress(frame, out));
    EXPECT_EQ(out, plain);
}

}  // namespace
}  // namespace nodewatch::store
