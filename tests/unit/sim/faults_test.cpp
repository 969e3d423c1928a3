#include "sim/xrpl/faults.hpp"

#include <gtest/gtest.h>

namespace nodewatch::sim::xrpl {
namespace {

TEST(Faults, EveryNameReadsBack) {
    for (int i = 0; i <= static_cast<int>(Fault::clio); ++i) {
        const auto fault = static_cast<Fault>(i);
        EXPECT_EQ(parse_fault(to_string(fault)), fault) << to_string(fault);
    }
    EXPECT_EQ(parse_fault("nonsense"), std::nullopt);
}

TEST(Script, ReadsTimesAndLengths) {
    const auto steps = parse_script("refuse@30s+20s, cut@2m");
    ASSERT_TRUE(steps.has_value());
    ASSERT_EQ(steps->size(), 2U);
    EXPECT_EQ((*steps)[0].fault, Fault::refuse);
    EXPECT_EQ((*steps)[0].at, std::chrono::seconds(30));
    EXPECT_EQ((*steps)[0].lasting, std::chrono::seconds(20));
    EXPECT_EQ((*steps)[1].fault, Fault::cut);
    EXPECT_EQ((*steps)[1].at, std::chrono::minutes(2));
}

TEST(Script, RefusesWhatItCannotMean) {
    for (const char* text :
         {"refuse", "refuse@x", "nonsense@1s+1s", "refuse@1s", "refuse@1s+x", ""}) {
        const auto steps = parse_script(text);
        ASSERT_FALSE(steps.has_value()) << text;
        EXPECT_EQ(steps.error().kind, ErrorKind::configuration);
    }
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
