#include "networks/xrpl/ledger_hash.hpp"

#include <gtest/gtest.h>

namespace nodewatch::xrpl {
namespace {

constexpr std::string_view text =
    "B59E2AE635D53DDDE4211FA7A61C5CB2AF9A37DA313FFAA9433085ECC57F17B8";

TEST(LedgerHash, ReadsBothCasesAndWritesUpperCase) {
    std::string lower(text);
    for (char& c : lower)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    auto hash = LedgerHash::parse(text);
    ASSERT_TRUE(hash);
    EXPECT_EQ(hash->text(), text);
    EXPECT_EQ(LedgerHash::parse(lower), hash);
}

TEST(LedgerHash, DifferentDigitsAreDifferentHashes) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string other(text);
        other[i] = other[i] == '0' ? '1' : '0';
        ASSERT_TRUE(LedgerHash::parse(other)) << i;
        EXPECT_NE(LedgerHash::parse(other), LedgerHash::parse(text)) << i;
    }
}

TEST(LedgerHash, AnythingElseIsNone) {
    std::string s(text);
    EXPECT_FALSE(LedgerHash::parse(""));
    EXPECT_FALSE(LedgerHash::parse(s.substr(1)));
    EXPECT_FALSE(LedgerHash::parse(s + "0"));
    for (char c : {'G', 'g', '/', ':', '@', '`', ' ', '\0', '\xFF'}) {
        for (std::size_t i : {std::size_t{0}, std::size_t{31}, std::size_t{63}}) {
            s = text;
            s[i] = c;
            EXPECT_FALSE(LedgerHash::parse(s)) << static_cast<int>(c) << " at " << i;
        }
    }
}

}  // namespace
}  // namespace nodewatch::xrpl
