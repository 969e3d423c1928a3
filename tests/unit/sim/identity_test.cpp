#include "sim/xrpl/identity.hpp"

#include <gtest/gtest.h>

namespace nodewatch::sim::xrpl {
namespace {

TEST(Identity, SameNameGivesSameKey) {
    EXPECT_EQ(node_public_key("a"), node_public_key("a"));
    EXPECT_NE(node_public_key("a"), node_public_key("b"));
}

TEST(Identity, KeysLookLikeRealOnes) {
    for (const char* name : {"v1", "v2", "x"}) {
        EXPECT_EQ(node_public_key(name).substr(0, 2), "n9");
        EXPECT_EQ(master_public_key(name).substr(0, 2), "nH");
        EXPECT_EQ(master_public_key(name).size(), 52U);
    }
}

// SHA-256 of "abc" (FIPS 180-2, appendix B.1).
TEST(Identity, HashIsSha256InUpperCase) {
    EXPECT_EQ(hash_of("abc"), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
    EXPECT_EQ(number_of("abc"), 0xBA7816BF8F01CFEAU);
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
