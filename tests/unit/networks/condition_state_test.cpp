#include "networks/condition_state.hpp"

#include <gtest/gtest.h>

namespace nodewatch {
namespace {

using namespace std::chrono_literals;

class ConditionStateTest : public ::testing::Test {
protected:
    static Now at(Duration time) { return {WallTime{1'700'000'000s} + time, SteadyTime{} + time}; }
    /// Entered after 10 s of signs, left after 5 s without.
    bool update(std::optional<bool> signs, Duration time) {
        return state_.update(signs, 10s, 5s, at(time));
    }

    ConditionState state_;
};

TEST_F(ConditionStateTest, IsUnknownUntilItIsJudged) {
    EXPECT_EQ(state_.holds(), std::nullopt);
    EXPECT_FALSE(update(std::nullopt, 0s));
    EXPECT_TRUE(update(false, 1s));
    EXPECT_EQ(state_.holds(), false);
}

TEST_F(ConditionStateTest, IsEnteredWhenItsSignsHaveLasted) {
    update(true, 0s);
    EXPECT_EQ(state_.holds(), false);
    EXPECT_FALSE(update(true, 9s));
    EXPECT_TRUE(update(true, 10s));
    EXPECT_EQ(state_.holds(), true);
    EXPECT_EQ(state_.since(), at(10s).wall);
}

TEST_F(ConditionStateTest, BeginsAgainWhenItsSignsWentInBetween) {
    update(true, 0s);
    update(false, 9s);
    update(true, 10s);
    EXPECT_EQ(state_.holds(), false);
    EXPECT_TRUE(update(true, 20s));
}

TEST_F(ConditionStateTest, IsLeftWhenItsSignsHaveBeenAwayForLong) {
    update(true, 0s);
    update(true, 10s);
    EXPECT_FALSE(update(false, 14s));
    EXPECT_EQ(state_.holds(), true);
    EXPECT_FALSE(update(true, 14500ms));
    EXPECT_FALSE(update(false, 19s));
    EXPECT_TRUE(update(false, 19500ms));
    EXPECT_EQ(state_.holds(), false);
}

TEST_F(ConditionStateTest, IsUnknownAtOnceWhenItCannotBeJudged) {
    update(true, 0s);
    update(true, 10s);
    EXPECT_TRUE(update(std::nullopt, 11s));
    EXPECT_EQ(state_.holds(), std::nullopt);
    update(true, 12s);
    EXPECT_EQ(state_.holds(), false) << "what was before it was unknown does not count";
}

}  // namespace
}  // namespace nodewatch
