#include "networks/bitcoin/announced_tips.hpp"

#include <gtest/gtest.h>

namespace nodewatch::bitcoin {
namespace {

TEST(AnnouncedTips, WhatARoundSawIsNoReasonForAnother) {
    AnnouncedTips announced;
    EXPECT_FALSE(announced.any_but("a"));
    announced.add("b");
    EXPECT_TRUE(announced.any_but("a"));
    EXPECT_TRUE(announced.any_but(std::nullopt)) << "none was seen yet";
    announced.add("b");
    EXPECT_FALSE(announced.any_but("b"));
}

TEST(AnnouncedTips, ANewerOneIsNotHiddenByALateStream) {
    AnnouncedTips announced;
    announced.add("c");
    announced.add("b");
    EXPECT_TRUE(announced.any_but("b"));
    announced.clear();
    EXPECT_FALSE(announced.any_but("b"));
}

TEST(AnnouncedTips, OfManyOneIsAlwaysAnother) {
    AnnouncedTips announced;
    for (const char* hash : {"a", "b", "c"})
        announced.add(hash);
    for (const char* tip : {"a", "b", "c"})
        EXPECT_TRUE(announced.any_but(tip)) << tip;
}

TEST(AnnouncedTips, ABlockThatFellOutIsAlwaysNews) {
    AnnouncedTips announced;
    announced.add("");
    EXPECT_TRUE(announced.any_but("a"));
}

}  // namespace
}  // namespace nodewatch::bitcoin
