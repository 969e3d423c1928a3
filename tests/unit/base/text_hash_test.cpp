#include "base/text_hash.hpp"

#include <gtest/gtest.h>

#include <string>

namespace nodewatch {
namespace {

// What hash() of bytes gives in CPython 3.11 with PYTHONHASHSEED=0, a SipHash-1-3 with a key of
// zeros.
TEST(SipHash, GivesWhatPythonGives) {
    const auto hash = [](std::string_view text) { return siphash_1_3({0, 0}, text); };
    EXPECT_EQ(hash("a"), 0x407448d2b89b1813U);
    EXPECT_EQ(hash("12345678"), 0x3489982430560a87U);
    EXPECT_EQ(hash("node_cpu_seconds_total"), 0x4645465efe23a56bU);
    std::string ascending;
    for (int i = 0; i < 15; ++i)
        ascending += static_cast<char>(i);
    EXPECT_EQ(hash(ascending), 0xf30eb725bb91c9eaU);
}

TEST(SipHash, IsAnotherWithAnotherKey) {
    EXPECT_NE(siphash_1_3({0, 0}, "a"), siphash_1_3({1, 0}, "a"));
    EXPECT_NE(siphash_1_3({0, 0}, "a"), siphash_1_3({0, 1}, "a"));
}

TEST(TextHash, IsTheSameForTheSameTextAndHasAKey) {
    EXPECT_EQ(TextHash{}("a"), TextHash{}(std::string("a")));
    EXPECT_NE(TextHash{}("a"), siphash_1_3({0, 0}, "a"));
}

}  // namespace
}  // namespace nodewatch
