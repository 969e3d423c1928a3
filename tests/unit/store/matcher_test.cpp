#include "store/matcher.hpp"

#include <gtest/gtest.h>

namespace nodewatch::store {
namespace {

bool matches(MatchType type, std::string pattern, std::string_view value) {
    return Matcher::make(type, "l", std::move(pattern))->matches(value);
}

TEST(Matcher, EqualityComparesWholeValues) {
    EXPECT_TRUE(matches(MatchType::equal, "a", "a"));
    EXPECT_FALSE(matches(MatchType::equal, "a", "ab"));
    EXPECT_TRUE(matches(MatchType::not_equal, "a", "ab"));
    EXPECT_FALSE(matches(MatchType::not_equal, "a", "a"));
}

TEST(Matcher, ExpressionsAreAnchoredAtBothEnds) {
    EXPECT_TRUE(matches(MatchType::regex, "a|bc", "bc"));
    EXPECT_FALSE(matches(MatchType::regex, "a|bc", "abc"));
    EXPECT_TRUE(matches(MatchType::regex, "a.*", "a\nb"));
    EXPECT_TRUE(matches(MatchType::not_regex, "b", "abc"));
    EXPECT_TRUE(matches(MatchType::regex, "(?i)FOO", "foo"));
}

TEST(Matcher, AnAbsentLabelIsEmpty) {
    const Labels labels{{"other", "x"}};
    EXPECT_TRUE(Matcher::make(MatchType::equal, "l", "")->matches(labels));
    EXPECT_TRUE(Matcher::make(MatchType::regex, "l", ".*")->matches_empty());
    EXPECT_FALSE(Matcher::make(MatchType::regex, "l", ".+")->matches(labels));
    EXPECT_TRUE(Matcher::make(MatchType::not_equal, "l", "x")->matches(labels));
}

TEST(Matcher, ABadExpressionIsAnErrorWithItsReason) {
    const auto matcher = Matcher::make(MatchType::regex, "l", "a(");
    ASSERT_FALSE(matcher);
    EXPECT_EQ(matcher.error().kind, ErrorKind::parse);
    EXPECT_EQ(matcher.error().message, "error parsing regexp: missing ): a(");
}

TEST(Matcher, AHugeExpressionIsRefused) {
    EXPECT_FALSE(Matcher::make(MatchType::regex, "l", "((a{100}){100}){100}"));
}

TEST(Matcher, PrintsAsWritten) {
    EXPECT_EQ(to_string(*Matcher::make(MatchType::not_regex, "l", "a\"b")), R"(l!~"a\"b")");
    EXPECT_EQ(to_string(*Matcher::make(MatchType::equal, "l", "")), R"(l="")");
}

}  // namespace
}  // namespace nodewatch::store
