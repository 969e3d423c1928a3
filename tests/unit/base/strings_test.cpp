#include "base/strings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace nodewatch {
namespace {

using testing::ElementsAre;

TEST(StringsTest, SplitsAndTrims) {
    EXPECT_THAT(split("a,b,,c", ','), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(split("", ','), ElementsAre(""));
    EXPECT_THAT(split(",", ','), ElementsAre("", ""));
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(StringsTest, IgnoresCaseOfAsciiOnly) {
    EXPECT_EQ(to_lower("ABC-\xC3\x84z"), "abc-\xC3\x84z");
    EXPECT_TRUE(equals_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(equals_ignoring_case("abc", "abcd"));
    EXPECT_FALSE(equals_ignoring_case("[", "{"));  // differ in the bit that case differs in
}

TEST(StringsTest, ReadsWholeNumbersOnly) {
    EXPECT_EQ(parse_int("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(parse_uint("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(parse_double("-1.5e3"), -1500.0);
    for (const char* text : {"", " 1", "1 ", "+1", "1x", "0x1", "--1", "1,000"}) {
        EXPECT_EQ(parse_int(text), std::nullopt) << text;
        EXPECT_EQ(parse_uint(text), std::nullopt) << text;
        EXPECT_EQ(parse_double(text), std::nullopt) << text;
    }
    EXPECT_EQ(parse_int("9223372036854775808"), std::nullopt);
    EXPECT_EQ(parse_int("1.0"), std::nullopt);
    EXPECT_EQ(parse_uint("18446744073709551616"), std::nullopt);
    EXPECT_EQ(parse_uint("-1"), std::nullopt);
    for (const char* text : {"nan", "inf", "-inf", "infinity", "1e999"}) {
        EXPECT_EQ(parse_double(text), std::nullopt) << text;
    }
}

TEST(FormatDoubleTest, WritesTheShortestText) {
    EXPECT_EQ(format_double(0), "0");
    EXPECT_EQ(format_double(-0.0), "-0");
    EXPECT_EQ(format_double(1), "1");
    EXPECT_EQ(format_double(0.1), "0.1");
    EXPECT_EQ(format_double(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(format_double(-2.5), "-2.5");
    EXPECT_EQ(format_double(98765432), "98765432");
    EXPECT_EQ(format_double(1763700000.123), "1763700000.123");
    EXPECT_EQ(format_double(9007199254740993.0), "9007199254740992");
}

TEST(FormatDoubleTest, ChangesToExponentsAtBothEnds) {
    EXPECT_EQ(format_double(0.0001), "0.0001");
    EXPECT_EQ(format_double(0.00001), "1e-05");
    EXPECT_EQ(format_double(0.000012345), "1.2345e-05");
    EXPECT_EQ(format_double(123456789012345680000.0), "123456789012345680000");
    EXPECT_EQ(format_double(1e21), "1e+21");
    EXPECT_EQ(format_double(-1.5e300), "-1.5e+300");
    EXPECT_EQ(format_double(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
    EXPECT_EQ(format_double(std::numeric_limits<double>::denorm_min()), "5e-324");
}

TEST(FormatDoubleTest, NamesWhatIsNoNumber) {
    EXPECT_EQ(format_double(std::numeric_limits<double>::quiet_NaN()), "NaN");
    EXPECT_EQ(format_double(std::numeric_limits<double>::infinity()), "+Inf");
    EXPECT_EQ(format_double(-std::numeric_limits<double>::infinity()), "-Inf");
}

TEST(FormatDoubleTest, ReadsBackToTheSameValue) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; ++i) {
        auto value = std::bit_cast<double>(random());
        if (!std::isfinite(value)) continue;
        // strtod of the C library is the independent reader.
        EXPECT_EQ(std::strtod(format_double(value).c_str(), nullptr), value);
    }
}

TEST(Utf8Test, KnowsWhatIsValid) {
    for (const char* text : {"", "abc", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                             "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(is_valid_utf8(text)) << text;
        EXPECT_EQ(sanitize_utf8(text), text);
    }
    for (const char* text : {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",
                             "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        EXPECT_FALSE(is_valid_utf8(text));
    }
}

TEST(Utf8Test, ReplacesEachMaximalPart) {
    // The examples of the Unicode standard 15.0, section 3.9, tables 3-8 to 3-11, where X is
    // U+FFFD.
    auto shown = [](std::string_view text) {
        std::string out = sanitize_utf8(text);
        for (std::size_t at; (at = out.find("\xEF\xBF\xBD")) != std::string::npos;) {
            out.replace(at, 3, "X");
        }
        return out;
    };
    EXPECT_EQ(shown("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), "XXXXXXXXA");
    EXPECT_EQ(shown("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), "XXXXXXXXA");
    EXPECT_EQ(shown("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), "XXXXXAXXB");
    EXPECT_EQ(shown("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "XXXXA");
}

TEST(EscapeTest, MakesControlCharactersVisible) {
    EXPECT_EQ(escape_controls("a\nb\r\tc"), "a\\nb\\r\\tc");
    EXPECT_EQ(escape_controls(std::string_view("\0\x1b[31m\x7f", 7)), "\\x00\\x1b[31m\\x7f");
    EXPECT_EQ(escape_controls("\xC2\x9B"
                              "31m"),
              "\\x9b31m");  // CSI in one character
    EXPECT_EQ(escape_controls("\xC2\xA0\xC3\xA4\xFF"), "\xC2\xA0\xC3\xA4\xEF\xBF\xBD");
}

TEST(AbbreviateTest, CutsAtACharacter) {
    EXPECT_EQ(abbreviate("abc", 3), "abc");
    EXPECT_EQ(abbreviate("abcd", 3), "abc...");
    EXPECT_EQ(abbreviate("a\xE2\x82\xAC"
                         "b",
                         3),
              "a...");
    EXPECT_EQ(abbreviate("a\xE2\x82\xAC"
                         "b",
                         4),
              "a\xE2\x82\xAC...");
    EXPECT_EQ(abbreviate("\xE2\x82\xAC", 1), "...");
    EXPECT_EQ(abbreviate("abc", 0), "...");
}

TEST(Base64Test, PassesTheVectorsOfRfc4648) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (auto [bytes, text] : vectors) {
        EXPECT_EQ(base64_encode(bytes), text);
        EXPECT_EQ(base64_decode(text), bytes);
    }
    EXPECT_EQ(base64_encode("\xFB\xFF\xFE"), "+//+");
    EXPECT_EQ(base64_decode("+//+"), "\xFB\xFF\xFE");
}

TEST(Base64Test, RefusesWhatIsNotCanonical) {
    for (const char* text : {"Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zh==", "Zm9=", "Zm 9v",
                             "Zm9v\n", "Zg==Zg==", "-__-"}) {
        EXPECT_EQ(base64_decode(text), std::nullopt) << text;
    }
}

TEST(ConstantTimeTest, ComparesWholeTexts) {
    EXPECT_TRUE(equals_in_constant_time("", ""));
    EXPECT_TRUE(equals_in_constant_time("token", "token"));
    EXPECT_FALSE(equals_in_constant_time("token", "tokeN"));
    EXPECT_FALSE(equals_in_constant_time("token", "Token"));
    EXPECT_FALSE(equals_in_constant_time("token", "token1"));
    EXPECT_FALSE(equals_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

}  // namespace
}  // namespace nodewatch
