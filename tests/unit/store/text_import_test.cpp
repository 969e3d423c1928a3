#include "store/text_import.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <limits>

#include "unit/store/collecting_sink.hpp"

namespace nodewatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Taken = CollectingSink::Taken;

constexpr std::int64_t now = 1'700'000'000'000;

class TextImportTest : public ::testing::Test {
protected:
    std::string error_of(std::string_view text) {
        const auto result = import.run(text, now);
        return result ? "" : result.error().message;
    }
    CollectingSink sink;
    TextImport import{sink};
};

TEST_F(TextImportTest, ReadsSamplesAndPassesOverTheRest) {
    const auto counts = import.run(
        "# HELP up Whether {it} \"is\" up\n"
        "# TYPE up gauge\n"
        "\n"
        "up 1\n"
        "  up{node=\"a\",job=\"x\"} 0.5 1600000000123\r\n"
        "up {  node = \"b\" , }\t-2e3\t-5  \n"
        "{__name__=\"a:b\"} 7 1",
        now);
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ(counts->taken, 4U);
    EXPECT_THAT(sink.taken, ElementsAre(Taken{"up", now, 1},
                                        Taken{R"(up{job="x",node="a"})", 1'600'000'000'123, 0.5},
                                        Taken{R"(up{node="b"})", -5, -2000}, Taken{"a:b", 1, 7}));
}

TEST_F(TextImportTest, LabelValuesHoldEverything) {
    ASSERT_EQ(error_of("a{b=\"} 1 2\\\\\\\"\\n{,=\xc3\xbc\"} 3\n"), "");
    EXPECT_EQ(sink.taken.at(0).series, "a{b=\"} 1 2\\\\\\\"\\n{,=\xc3\xbc\"}");
    EXPECT_EQ(sink.taken.at(0).value, 3);
}

TEST_F(TextImportTest, ASeriesIsLookedUpOnce) {
    std::string text;
    for (int i = 0; i < 50'000; ++i)
        text += "up{node=\"a\"} 1 " + std::to_string(i) + "\n";
    ASSERT_EQ(import.run(text, now)->taken, 50'000U);
    ASSERT_EQ(import.run("up{node=\"a\"} 2 60000\n", now)->taken, 1U);
    EXPECT_EQ(sink.lookups, 1U);
    EXPECT_EQ(sink.taken.size(), 50'001U);
}

TEST_F(TextImportTest, Values) {
    const auto value = [](std::string_view text) { return parse_sample_value(text); };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(value("1e3"), 1000.0);
    EXPECT_EQ(value("+1.5"), 1.5);
    EXPECT_EQ(value("+Inf"), infinity);
    EXPECT_EQ(value("-Inf"), -infinity);
    EXPECT_EQ(value("1e-400"), 0.0);
    EXPECT_EQ(value("9007199254740993"), 9007199254740992.0);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*value("NaN")), 0x7ff8'0000'0000'0001U);
    for (const char* text :
         {"", "+", "-", "x", "1x", "+-1", "0x10", "1e400", "1,5", "nan(1)", "--1"})
        EXPECT_FALSE(value(text)) << text;
}

TEST_F(TextImportTest, ErrorsNameTheLine) {
    const std::pair<const char*, const char*> cases[] = {
        {"up", "no value"},
        {"up x", "no value"},
        {"up 1 2 3", "more than a value and a time"},
        {"up 1 1.5", "whole number of ms"},
        {"up 1 99999999999999999999", "whole number of ms"},
        {"1up 1", "not a metric name: '1up'"},
        {"a-b 1", "not a metric name"},
        {"{a=\"b\"} 1", "without a metric name"},
        {"up{1a=\"b\"} 1", "not a label name: '1a'"},
        {"up{a:b=\"b\"} 1", "not a label name"},
        {"up{a=\"b\",a=\"c\"} 1", "stands twice"},
        {"up{__name__=\"x\"} 1", "stands twice"},
        {"up{a=\"b\" c=\"d\"} 1", "commas"},
        {"up{a=b} 1", "in quotes"},
        {"up{a} 1", "has no value"},
        {"up{a=\"b} 1", "does not end"},
        {"up{a=\"\\x\"} 1", "escapes"},
        {"up{a=\"b\"}} 1", "more than one brace"},
        {"up{a=\"\xff\"} 1", "not valid UTF-8"},
        {"up{a=\"\xed\xa0\x80\"} 1", "not valid UTF-8"},
        {"\xff 1", "not a metric name"},
    };
    for (const auto& [line, words] : cases) {
        const std::string message = error_of("ok 1 1\n\n" + std::string(line) + "\nok 2 2\n");
        EXPECT_THAT(message, ::testing::StartsWith("line 3: ")) << line;
        EXPECT_THAT(message, HasSubstr(words)) << line;
    }
    EXPECT_EQ(sink.taken.size(), std::size(cases)) << "of each text the line before the wrong one";
}

TEST_F(TextImportTest, LabelsAreBounded) {
    std::string many = "up{";
    for (std::size_t i = 0; i <= max_imported_labels; ++i)
        many += "l" + std::to_string(i) + "=\"x\",";
    EXPECT_THAT(error_of(many + "} 1"), HasSubstr("more than 128 labels"));
    const std::string long_value(max_imported_value_bytes + 1, 'x');
    EXPECT_THAT(error_of("up{a=\"" + long_value + "\"} 1"), HasSubstr("more than 16384 bytes"));
    EXPECT_THAT(error_of(std::string(600, 'x') + " 1"), HasSubstr("not a metric name"));
}

TEST_F(TextImportTest, ErrorsOfTheSinkArePassedOn) {
    sink.max_series = 0;
    auto result = import.run("up 1\n", now);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::too_large);
    sink.max_series = 1;
    sink.fails = true;
    result = import.run("up 1\n", now);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::file);
}

}  // namespace
}  // namespace nodewatch::store
