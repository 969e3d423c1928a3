#include "sim/xrpl/arguments.hpp"

#include <gtest/gtest.h>

namespace nodewatch::sim::xrpl {
namespace {

TEST(Arguments, ReadsTheOptions) {
    const auto arguments =
        parse_arguments({"--validators", "35", "--nodes", "2", "--public", "--faults",
                         "refuse@30s+20s", "--repeat", "2m", "--flood", "1000", "--pace", "10"});
    ASSERT_TRUE(arguments.has_value()) << arguments.error().message;
    EXPECT_EQ(arguments->validators, 35U);
    EXPECT_EQ(arguments->nodes, 2U);
    EXPECT_TRUE(arguments->public_port);
    EXPECT_EQ(arguments->faults.size(), 1U);
    EXPECT_EQ(arguments->repeat, std::chrono::minutes(2));
    EXPECT_EQ(arguments->flood, 1'000U);
    EXPECT_EQ(arguments->pace, 10);
}

TEST(Arguments, RefusesWhatItDoesNotKnow) {
    using Words = std::vector<std::string>;
    for (const Words& words :
         {Words{"--nonsense", "1"}, Words{"--nodes"}, Words{"--nodes", "x"}, Words{"--speed", "0"},
          Words{"--nodes", "6"}, Words{"--faults", "nonsense@1s"}, Words{"--pace", "0"}}) {
        const auto arguments = parse_arguments(words);
        ASSERT_FALSE(arguments.has_value()) << words[0];
        EXPECT_EQ(arguments.error().kind, ErrorKind::configuration);
    }
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
