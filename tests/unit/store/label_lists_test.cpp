#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "temporary_store.hpp"

namespace nodewatch::store {
namespace {

using testing::ElementsAre;

constexpr std::int64_t t0 = TestClock::start_ms;

TEST(LabelLists, AreOfTheSeriesWithSamplesInTheRange) {
    TemporaryStore store;
    store.open();
    store.import({{"__name__", "node_load"}, {"node", "val-1"}, {"role", "main"}}, {{t0, 1}});
    store.import({{"__name__", "node_load"}, {"node", "btc-1"}, {"role", "spare"}},
                 {{t0 + 60'000, 1}});
    const auto list = [&](std::vector<Matcher> matchers, TimeRange range, std::string_view name) {
        std::set<std::string> found;
        EXPECT_TRUE(store->for_each_label(
            matchers, range, name, [&](std::string_view label, std::string_view value) {
                found.insert(std::string(label) + "=" + std::string(value));
                return true;
            }));
        return found;
    };
    const auto matcher = [](std::string name, std::string value) {
        return *Matcher::make(MatchType::regex, std::move(name), std::move(value));
    };
    const auto check = [&] {
        EXPECT_THAT(list({}, {t0, t0 + 60'000}, "node"), ElementsAre("node=btc-1", "node=val-1"));
        EXPECT_THAT(list({matcher("node", "val.*")}, {t0, t0 + 60'000}, ""),
                    ElementsAre("__name__=node_load", "node=val-1", "role=main"));
        EXPECT_THAT(list({}, {t0, t0 + 60'000}, "nothing"), ElementsAre());
        constexpr std::int64_t day = 86'400'000;
        EXPECT_THAT(list({}, {t0 + 2 * day, t0 + 3 * day}, ""), ElementsAre());
    };
    check();
    EXPECT_THAT(list({}, {t0, t0 + 30'000}, "node"), ElementsAre("node=val-1"));
    EXPECT_THAT(list({}, {t0 + 30'000, t0 + 90'000}, ""),
                ElementsAre("__name__=node_load", "node=btc-1", "role=spare"));
    EXPECT_THAT(list({matcher("node", "btc.*")}, {t0, t0}, ""), ElementsAre());
    // On disk what is known of a series' times may be wider than they are.
    ASSERT_TRUE(store->compact());
    check();
}

}  // namespace
}  // namespace nodewatch::store
