#include <gmock/gmock.h>

#include "store/text_import.hpp"
#include "unit/store/collecting_sink.hpp"

namespace nodewatch::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Taken = CollectingSink::Taken;

constexpr std::int64_t unused_now = 0;

class OpenMetricsTest : public ::testing::Test {
protected:
    std::string error_of(std::string_view text) {
        const auto result = import.run(text, unused_now);
        return result ? "" : result.error().message;
    }
    CollectingSink sink;
    TextImport import{sink, TextFormat::open_metrics};
};

TEST_F(OpenMetricsTest, ReadsTheExampleOfTheStandard) {
    // Section "Overall structure" of OpenMetrics 1.0, with times where it has none.
    ASSERT_EQ(error_of("# TYPE acme_http_router_request_seconds summary\n"
                       "# UNIT acme_http_router_request_seconds seconds\n"
                       "# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP "
                       "request router.\n"
                       "acme_http_router_request_seconds_sum{path=\"/api/v1\",method=\"GET\"} "
                       "9036.32 1605281325.0\n"
                       "acme_http_router_request_seconds_count{path=\"/api/v1\",method=\"GET\"} "
                       "807283.0 1605281325\n"
                       "acme_http_router_request_seconds_created{path=\"/api/v1\",method=\"GET\"} "
                       "1605281325.0 1.605281325e9\n"
                       "# TYPE go_goroutines gauge\n"
                       "# HELP go_goroutines \n"
                       "go_goroutines 69 1605281325.9996\n"
                       "# EOF\n"),
              "");
    EXPECT_THAT(
        sink.taken,
        ElementsAre(
            Taken{R"(acme_http_router_request_seconds_sum{method="GET",path="/api/v1"})",
                  1'605'281'325'000, 9036.32},
            Taken{R"(acme_http_router_request_seconds_count{method="GET",path="/api/v1"})",
                  1'605'281'325'000, 807'283},
            Taken{R"(acme_http_router_request_seconds_created{method="GET",path="/api/v1"})",
                  1'605'281'325'000, 1'605'281'325},
            Taken{"go_goroutines", 1'605'281'326'000, 69}));
}

TEST_F(OpenMetricsTest, PassesOverExemplarsWhateverTheyHold) {
    ASSERT_EQ(error_of("foo_bucket{le=\"0.1\"} 8 1.5 # {} 0.054\n"
                       "foo_bucket{le=\"1} # {\\\"\"} 10 2.5 # {trace_id=\"o} 9\"} 0.67 3\n"
                       "# EOF"),
              "");
    EXPECT_THAT(sink.taken, ElementsAre(Taken{R"(foo_bucket{le="0.1"})", 1'500, 8},
                                        Taken{R"(foo_bucket{le="1} # {\""})", 2'500, 10}));
}

TEST_F(OpenMetricsTest, ErrorsNameTheLine) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "no blank lines"},
        {"# a comment", "of comments OpenMetrics knows"},
        {"#TYPE a counter", "of comments OpenMetrics knows"},
        {"# TYPE a count", "no type of OpenMetrics: 'count'"},
        {"# TYPE 1a counter", "not a metric name in # TYPE"},
        {"# TYPE a", "nothing behind the name in # TYPE"},
        {"# UNIT a_seconds bytes", "ends with its unit"},
        {"# UNIT seconds seconds", "ends with its unit"},
        {"# HELP a \xff", "not valid UTF-8"},
        {"a", "no value"},
        {"a x 1", "no value"},
        {"a  1 1", "no value"},
        {" a 1 1", "no value"},
        {"a{b=\"c\"}1 1", "no value"},
        {"a 1", "no time"},
        {"a 1 # {} 1", "no time"},
        {"a 1 x", "number of seconds"},
        {"a 1 NaN", "number of seconds"},
        {"a 1 1e300", "number of seconds"},
        {"a 1 1 ", "more than a value"},
        {"a 1 1 2", "more than a value"},
        {"a{b=c} 1 1", "in quotes"},
        {"a-b 1 1", "not a metric name"},
    };
    for (const auto& [line, words] : cases) {
        const std::string message = error_of("ok 1 1\n" + std::string(line) + "\n# EOF\n");
        EXPECT_THAT(message, StartsWith("line 2: ")) << line;
        EXPECT_THAT(message, HasSubstr(words)) << line;
    }
    EXPECT_EQ(sink.taken.size(), std::size(cases)) << "of each text the line before the wrong one";
}

TEST_F(OpenMetricsTest, EndsWithEofAndNothingBehindIt) {
    EXPECT_THAT(error_of("a 1 1\n"), HasSubstr("does not end with # EOF"));
    EXPECT_EQ(sink.taken.size(), 1U) << "what came is taken";
    EXPECT_THAT(error_of("# EOF\na 1 1\n"), StartsWith("line 2: text behind # EOF"));
    EXPECT_THAT(error_of(""), HasSubstr("does not end with # EOF"));
    EXPECT_EQ(error_of("# EOF\n"), "") << "each text for itself";
}

TEST_F(OpenMetricsTest, MalformedLinesMayBePassedOverAndTold) {
    std::vector<std::pair<std::size_t, std::string>> told;
    import.pass_over_malformed(
        [&](std::size_t line, const std::string& what) { told.emplace_back(line, what); });
    // In pieces, as a file is read.
    ASSERT_TRUE(import.add("a 1 1\nb\n", unused_now));
    ASSERT_TRUE(import.add("c{ 1 1\nd 2 2\n# EOF\n", unused_now));
    const auto counts = import.finish();
    ASSERT_TRUE(counts) << counts.error().message;
    EXPECT_EQ(counts->taken, 2U);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].first, 2U);
    EXPECT_EQ(told[1].first, 3U);
    EXPECT_THAT(told[0].second, HasSubstr("no value"));
}

}  // namespace
}  // namespace nodewatch::store
