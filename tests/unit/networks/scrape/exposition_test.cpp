#include "networks/scrape/exposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace nodewatch::scrape {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string shown(const ExposedMetadata& metadata) {
    constexpr std::array<std::string_view, 3> parts{"type", "help", "unit"};
    std::string text(parts.at(static_cast<std::size_t>(metadata.part)));
    return text.append(" ").append(metadata.metric).append(": ").append(metadata.text);
}

/// `part metric: text` of each line of TYPE, HELP and UNIT.
std::vector<std::string> read_metadata(std::string_view body, ExpositionFormat format) {
    std::vector<std::string> told;
    ExpositionReader reader(body, format);
    while (true) {
        const auto entry = reader.next();
        if (!entry || *entry == ExpositionReader::Entry::end) return told;
        if (*entry == ExpositionReader::Entry::metadata) told.push_back(shown(reader.metadata()));
    }
}

/// `series value[@time]` of each sample, the error at the end.
std::vector<std::string> read(std::string_view body, ExpositionFormat format) {
    std::vector<std::string> told;
    ExpositionReader reader(body, format);
    while (true) {
        const auto entry = reader.next();
        if (!entry) {
            told.push_back("error: " + entry.error().message);
            return told;
        }
        if (*entry == ExpositionReader::Entry::end) return told;
        if (*entry != ExpositionReader::Entry::sample) continue;
        const auto& sample = reader.sample();
        std::string text = std::string(sample.series) + " " + std::to_string(sample.value);
        if (sample.time) text += "@" + std::to_string(*sample.time);
        told.push_back(text);
    }
}

std::vector<std::string> read_text(std::string_view body) {
    return read(body, ExpositionFormat::prometheus);
}
std::vector<std::string> read_open_metrics(std::string_view body) {
    return read(body, ExpositionFormat::open_metrics);
}

TEST(Exposition, ReadsThePrometheusText) {
    EXPECT_THAT(read_text("# HELP a Of no \\n interest\n"
                          "# TYPE a counter\n"
                          "# a comment\n"
                          "#another\n"
                          "\n"
                          "a 1\n"
                          "b{x=\"1\",y=\"}\"} 2.5 1700000000123\n"
                          "c{ z = \"q\\\"\" , } -3e2\n"
                          "d{m=\"1\"n=\"2\"}4\n"
                          "e{} 5"),
                ElementsAre("a 1.000000", "b{x=\"1\",y=\"}\"} 2.500000@1700000000123",
                            "c{ z = \"q\\\"\" , } -300.000000", "d{m=\"1\"n=\"2\"} 4.000000",
                            "e{} 5.000000"));
}

// What Prometheus makes of these bodies: scrape_script_test.py compares.
TEST(Exposition, ReadsWhatAMetricIs) {
    EXPECT_THAT(read_metadata("# HELP a_total One\\ntwo \\\\n \\\"three\\\" \\t \\\n"
                              "#\tTYPE\t a_total\tcounter\n"
                              "# UNIT a_total total\n"
                              "a_total 1\n"
                              "# HELP b  two blanks, \xc3\xa4\n"
                              "# TYPE c untyped\n"
                              "#TYPE d gauge\n"
                              "# HELP e\n"
                              "# HELP f the end",
                              ExpositionFormat::prometheus),
                ElementsAre("help a_total: One\ntwo \\n \\\"three\\\" \\t \\",
                            "type a_total: counter", "help b:  two blanks, \xc3\xa4",
                            "type c: unknown", "help e: ", "help f: the end"));
}

TEST(Exposition, ReadsWhatAMetricOfOpenMetricsIs) {
    EXPECT_THAT(read_metadata("# TYPE a_seconds histogram\n"
                              "# UNIT a_seconds seconds\n"
                              "# HELP a_seconds \\\"One\\\"\\ntwo \\\\ \\t\n"
                              "# TYPE b unknown\n"
                              "# UNIT b \n"
                              "# HELP b \n"
                              "# TYPE c stateset\n"
                              "oh no\n"
                              "# TYPE d gauge\n"
                              "# EOF\n",
                              ExpositionFormat::open_metrics),
                ElementsAre("type a_seconds: histogram", "unit a_seconds: seconds",
                            "help a_seconds: \"One\"\ntwo \\ \\t", "type b: unknown",
                            "unit b: ", "help b: ", "type c: stateset"));
}

TEST(Exposition, ReadsLineBreaksInLabelsOfThePrometheusTextOnly) {
    EXPECT_THAT(read_text("a{x=\"1\n2\"} 3\nb bad\n"),
                ElementsAre("a{x=\"1\n2\"} 3.000000", HasSubstr("error: line 3: ")));
    EXPECT_THAT(read_open_metrics("a{x=\"1\n2\"} 3\n# EOF\n"), ElementsAre(HasSubstr("error")));
}

TEST(Exposition, ReadsSpecialValues) {
    ExpositionReader reader("a NaN\nb +Inf\nc -inf\nd 0x1\n", ExpositionFormat::prometheus);
    ASSERT_EQ(reader.next().value(), ExpositionReader::Entry::sample);
    EXPECT_TRUE(std::isnan(reader.sample().value));
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.sample().value, HUGE_VAL);
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.sample().value, -HUGE_VAL);
    EXPECT_FALSE(reader.next());
}

TEST(Exposition, JudgesNumbersBeyondADoubleByTheirSize) {
    const std::string ones(400, '1'), zeros(400, '0');
    // 1.1e399, 1.1e397, 1.1e-400; the exponents move them into the range and out of it.
    for (const std::string& large :
         {ones, ones + "e-2", ones + ".5", "-" + ones + "E-3",
          "0." + zeros + "1e9999999999999999999999", std::string("0.1e400")})
        EXPECT_THAT(read_text("a " + large + "\n"), ElementsAre(HasSubstr("error: "))) << large;
    for (const std::string& small :
         {"0." + zeros + "1", "." + zeros + "1e+5", std::string("1e-999"),
          std::string("1e-9999999999999999999999")})
        EXPECT_THAT(read_text("a " + small + "\n"), ElementsAre("a 0.000000")) << small;
    EXPECT_THAT(read_text("a -1e-999\n"), ElementsAre("a -0.000000"));
    EXPECT_THAT(read_text("a " + ones + "e-399\n"), ElementsAre("a 1.111111"));
}

TEST(Exposition, EndsThePrometheusTextAtANulWhereALineBegins) {
    using namespace std::string_view_literals;
    EXPECT_THAT(read_text("a 1\n\0b 2"sv), ElementsAre("a 1.000000"));
    EXPECT_THAT(read_text("a 1\0\n"sv), ElementsAre(HasSubstr("error: ")));
}

TEST(Exposition, RefusesMalformedText) {
    for (const char* body : {"a\n",
                             "a one\n",
                             "a 1 2 3\n",
                             "a 1 -5\n",
                             "a 1 1.5\n",
                             "1a 1\n",
                             "{a=\"b\"} 1\n",
                             "a{b} 1\n",
                             "a{b=c} 1\n",
                             "a{b=\"c} 1\n",
                             "a{b=\"c\" 1\n",
                             "a{,} 1\n",
                             "a{b=\"c\",,} 1\n",
                             "a{b=\"\xff\"} 1\n",
                             "a 1\r\n",
                             "# TYPE a thing\n",
                             "# TYPE a  gauge\n",
                             "# HELP 1a x\n",
                             "# HELP a \xff\n",
                             "a 1e999\n",
                             "a -1e999\n",
                             "a -nan\n",
                             "a +NaN\n",
                             "a{b=\"\\\n\"} 1\n",
                             "a 1 99999999999999999999\n",
                             "\r\n"}) {
        const auto told = read_text(body);
        ASSERT_EQ(told.size(), 1) << body;
        EXPECT_THAT(told[0], HasSubstr("error: line 1: ")) << body;
    }
}

TEST(Exposition, ReadsOpenMetrics) {
    EXPECT_THAT(read_open_metrics(
                    "# HELP a_seconds Text\n"
                    "# TYPE a_seconds histogram\n"
                    "# UNIT a_seconds seconds\n"
                    "a_seconds_bucket{le=\"1\"} 2 1700000000.1259 # {id=\"x\"} 0.5 1700000000.1\n"
                    "a_seconds_bucket{le=\"+Inf\"} 3 # {} 1\n"
                    "a_seconds_sum 4\n"
                    "b_created 1.7e9 -1.5\n"
                    "# EOF\n"),
                ElementsAre("a_seconds_bucket{le=\"1\"} 2.000000@1700000000125",
                            "a_seconds_bucket{le=\"+Inf\"} 3.000000", "a_seconds_sum 4.000000",
                            "b_created 1700000000.000000@-1500"));
}

TEST(Exposition, RefusesMalformedOpenMetrics) {
    for (const char* body :
         {"", "a 1\n", "\n# EOF\n", "# EOF\na 1\n", "a  1\n# EOF\n", "a 1 \n# EOF\n", "a 1",
          "# a comment\n# EOF\n", "#EOF", "# TYPE a untyped\n# EOF\n", "# UNIT a bytes\n# EOF\n",
          "# HELP a\n# EOF\n", "a 1 NaN\n# EOF\n", "a 1 # {x=\"y\"}\n# EOF\n",
          "a 1 # {x=\"y\"} z\n# EOF\n", "a 1 # {x} 1\n# EOF\n", "a{ b=\"c\"} 1\n# EOF\n",
          "a{b=\"c\",} 1\n# EOF\n", "a{b=\"c\"d=\"e\"} 1\n# EOF\n"}) {
        const auto told = read_open_metrics(body);
        ASSERT_FALSE(told.empty()) << body;
        EXPECT_THAT(told.back(), HasSubstr("error: line ")) << body;
    }
}

TEST(Exposition, KnowsTheFormatByItsContentType) {
    EXPECT_EQ(format_of("application/openmetrics-text; version=1.0.0; charset=utf-8"),
              ExpositionFormat::open_metrics);
    EXPECT_EQ(format_of("text/plain; version=0.0.4"), ExpositionFormat::prometheus);
    EXPECT_EQ(format_of(""), ExpositionFormat::prometheus);
    for (const char* parameters : {"", ";", "; a=b", " ; a = \"b;c\" ; d=e ;"}) {
        EXPECT_EQ(format_of("application/openmetrics-text" + std::string(parameters)),
                  ExpositionFormat::open_metrics)
            << parameters;
    }
    for (const char* parameters : {"; =1", "; a", "; a=", "; a=\"b", "; a=b c", ";;"}) {
        EXPECT_EQ(format_of("application/openmetrics-text" + std::string(parameters)),
                  ExpositionFormat::prometheus)
            << parameters;
    }
}

TEST(Exposition, UnescapesLabels) {
    EXPECT_THAT(*labels_of_series("a { x = \"1\\n2\" y=\"\\\\\\\"\\q\",}"),
                ElementsAre(store::Label{"__name__", "a"}, store::Label{"x", "1\n2"},
                            store::Label{"y", "\\\"\\q"}));
    EXPECT_THAT(*labels_of_series("a"), ElementsAre(store::Label{"__name__", "a"}));
}

}  // namespace
}  // namespace nodewatch::scrape
