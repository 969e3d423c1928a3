#include "store/labels.hpp"

#include <gtest/gtest.h>

namespace nodewatch::store {
namespace {

TEST(Labels, AreSortedUniqueAndWithoutEmptyValues) {
    const Labels labels{{"b", "2"}, {"a", "1"}, {"c", ""}, {"b", "3"}};
    EXPECT_EQ(to_string(labels), R"({a="1",b="3"})");
    EXPECT_EQ(labels.get("c"), "");
    EXPECT_EQ(labels.size(), 2U);
}

TEST(Labels, AnEmptyLastValueRemovesTheNameAltogether) {
    EXPECT_TRUE((Labels{{"a", "1"}, {"a", ""}}).empty());
}

TEST(Labels, SetInsertsReplacesAndRemoves) {
    Labels labels{{"b", "2"}};
    labels.set("a", "1");
    labels.set("c", "3");
    labels.set("b", "two");
    labels.set("a", "");
    labels.remove("zzz");
    EXPECT_EQ(labels, (Labels{{"b", "two"}, {"c", "3"}}));
}

TEST(Labels, PrintAsPrometheusPrints) {
    EXPECT_EQ(to_string(Labels{}), "{}");
    EXPECT_EQ(to_string(Labels{{"__name__", "up"}}), "up");
    EXPECT_EQ(to_string(Labels{{"__name__", "up"}, {"job", "a\"b\\c\nd"}}),
              R"(up{job="a\"b\\c\nd"})");
}

TEST(Labels, OrderByNameAndValueInTurn) {
    EXPECT_LT((Labels{{"a", "1"}}), (Labels{{"a", "1"}, {"b", "1"}}));
    EXPECT_LT((Labels{{"a", "1"}, {"z", "9"}}), (Labels{{"a", "2"}}));
    EXPECT_LT((Labels{{"a", "2"}}), (Labels{{"b", "1"}}));
}

TEST(Labels, EqualOnesHaveEqualHashes) {
    const LabelsHash hash;
    EXPECT_EQ(hash(Labels{{"a", "1"}, {"b", "2"}}), hash(Labels{{"b", "2"}, {"a", "1"}}));
    EXPECT_NE(hash(Labels{{"a", "b"}}), hash(Labels{{"b", "a"}}));
}

}  // namespace
}  // namespace nodewatch::store
