#include "networks/xrpl/version.hpp"

#include <gtest/gtest.h>

namespace nodewatch::xrpl {
namespace {

Version version(std::string_view text) {
    auto parsed = parse_version(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(Version{});
}

TEST(Version, AnOlderOneIsLessThanANewerOne) {
    // From the oldest to the newest; each neighbour pair would be in the wrong order for a
    // comparison of texts or of the numbers alone.
    constexpr std::string_view ordered[] = {
        "0.24.0",     "0.33.0",           "0.33.0-hf1", "rippled-0.90.1",
        "1.9.4",      "1.10.0",           "1.12.0-b1",  "xrpld-1.12.0-b9",
        "1.12.0-b10", "1.12.0-rc1",       "1.12.0-rc2", "rippled-1.12.0-rc10",
        "1.12.0",     "2.0.0-experiment", "2.0.0-b1",   "xrpld-3.2.0-rc1",
        "3.2.0",
    };
    for (std::size_t i = 0; i + 1 < std::size(ordered); ++i) {
        EXPECT_TRUE(version(ordered[i]) < version(ordered[i + 1]))
            << ordered[i] << " " << ordered[i + 1];
        EXPECT_FALSE(version(ordered[i + 1]) < version(ordered[i]))
            << ordered[i] << " " << ordered[i + 1];
    }
}

TEST(Version, TheNameOfTheServerAndTheBuildDoNotMatter) {
    EXPECT_EQ(version("rippled-3.1.0"), version("3.1.0"));
    EXPECT_EQ(version("xrpld-3.1.0"), version("rippled-3.1.0"));
    EXPECT_EQ(version("3.1.0+DEBUG.c5988233d"), version("3.1.0"));
    EXPECT_EQ(version("3.2.0-b3+local-build"), version("3.2.0-b3"));
}

TEST(Version, ClioAndServerHaveNoOrder) {
    EXPECT_EQ(version("clio-2.3.0").product, Version::Product::clio);
    EXPECT_FALSE(version("clio-2.3.0") < version("3.1.0"));
    EXPECT_FALSE(version("clio-2.3.0") >= version("3.1.0"));
    EXPECT_LT(version("clio-2.3.0-b1"), version("clio-2.3.0"));
}

TEST(Version, ForeignTextIsNoVersion) {
    for (auto text :
         {"", "rippled", "rippled-", "xahaud-2024.11.18", "2025.7.9-release+1951", "3.1", "3.1.0.1",
          "v3.1.0", " 3.1.0", "3.1.0 ", "3.1.0-", "3..0", "-1.0.0", "+1.0.0", "03.1.0",
          "4294967296.0.0", "20240101-develop-abcdef", "go-xrpl/0.1", "rippled-rippled-1.0.0"}) {
        EXPECT_FALSE(parse_version(text)) << text;
    }
}

TEST(Version, IsWrittenAsItIsRead) {
    for (auto text : {"1.9.4", "3.2.0-rc1", "3.2.0-b12", "0.33.0-hf1"}) {
        EXPECT_EQ(to_string(version(text)), text);
    }
}

TEST(Version, IsReadFromTheNumberInValidations) {
    const auto text = [](std::uint64_t code) {
        const auto version = decode_server_version(code);
        return version ? to_string(*version) : "none";
    };
    // Of our recordings, made with servers that call themselves 3.1.1.
    EXPECT_EQ(text(1745992583395409920U), "3.1.1");
    EXPECT_EQ(text(0x183B'0301'00C0'0000U), "3.1.0");
    EXPECT_EQ(text(0x183B'0302'0081'0000U), "3.2.0-rc1");
    EXPECT_EQ(text(0x183B'0302'004C'0000U), "3.2.0-b12");
    EXPECT_EQ(text(0x183B'0302'0000'0000U), "3.2.0-dev");
    EXPECT_EQ(text(0x183A'0302'00C0'0000U), "none") << "other software";
    EXPECT_EQ(text(0), "none");
}

}  // namespace
}  // namespace nodewatch::xrpl
