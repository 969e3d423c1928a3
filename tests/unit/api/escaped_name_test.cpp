#include "api/escaped_name.hpp"

#include <gtest/gtest.h>

#include "api/prometheus_series.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::api {
namespace {

TEST(EscapedName, StandsForTheCharactersThatItNames) {
    EXPECT_EQ(unescape_name("U__my_2e_label"), "my.label");
    EXPECT_EQ(unescape_name("U__service__name"), "service_name");
    EXPECT_EQ(unescape_name("U__a_20_b_2F_c"), "a b/c");
    EXPECT_EQ(unescape_name("U___1F600_"), "\xf0\x9f\x98\x80");
    EXPECT_EQ(unescape_name("U_______2e_"), "__.");
    EXPECT_EQ(unescape_name("U__"), "");
}

TEST(EscapedName, WhatIsNoEscapeStandsForItself) {
    for (const char* name :
         {"job", "__name__", "U_x", "u__a_2e_b", "U__a_", "U__a_2e", "U__a_2g_b", "U__a_123456_b",
          "U__a_d800_b", "U__a_+2_b", "U__a_-2_b", "U___2e__", ""})
        EXPECT_EQ(unescape_name(name), name);
}

TEST(EscapedName, AsksForTheValuesOfItsLabel) {
    store::MemorySource source;
    source.append({{"__name__", "up"}, {"host_name", "a"}}, 1'000, 1);
    const promql::Settings settings;
    const ManualClock clock;
    const KnownMetadata metadata;
    const auto values = [&](const char* name) {
        Question question;
        question.path_parameter = name;
        return list_label_values(question, {source, settings, clock, metadata});
    };
    EXPECT_EQ(values("U__host__name").body, R"({"status":"success","data":["a"]})");
    EXPECT_EQ(values("U__host_2e_name").body, R"({"status":"success","data":[]})");
    EXPECT_EQ(values("host.name").status, 400);
    EXPECT_EQ(values("U__").status, 400);
}

}  // namespace
}  // namespace nodewatch::api
