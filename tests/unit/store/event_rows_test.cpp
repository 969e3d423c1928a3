#include "store/event_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/inspect.hpp"
#include "store/schema.hpp"
#include "temporary_store.hpp"

namespace nodewatch::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LoggedEvent event(std::uint64_t id) {
    return {id, {"xrpl", "val-1"}, "{\"t\":" + std::to_string(id) + "}"};
}

class EventRowsTest : public testing::Test {
protected:
    sqlite::Connection connection() {
        return std::move(*sqlite::Connection::open(store.options.path, sqlite::Access::create));
    }
    void run(const char* sql) {
        const auto done = connection().execute(sql);
        ASSERT_TRUE(done) << done.error().message;
    }
    std::int64_t rows() {
        auto open = connection();
        return open.query_integer("SELECT count(*) FROM event").value_or(-1);
    }

    TemporaryStore store;
};

TEST_F(EventRowsTest, AreThereAfterARestart) {
    store.open();
    EXPECT_THAT(store->events(), IsEmpty());
    store->add_event(event(1));
    store->add_event(event(2));
    EXPECT_THAT(store->events(), ElementsAre(event(1), event(2)));
    store.open();
    EXPECT_THAT(store->events(), ElementsAre(event(1), event(2)));
    store->add_event(event(3));
    store.open();
    EXPECT_THAT(store->events(), ElementsAre(event(1), event(2), event(3)));
}

TEST_F(EventRowsTest, AreOnDiskWithTheFlush) {
    store.open();
    store->add_event(event(1));
    EXPECT_EQ(rows(), 0);
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(rows(), 1);
}

TEST_F(EventRowsTest, TheNewestAreKept) {
    store.open();
    for (std::uint64_t id = 1; id <= 150; ++id)
        store->add_event(event(id));
    ASSERT_TRUE(store->flush());
    for (std::uint64_t id = 151; id <= KeptEvents::max_events + 50; ++id)
        store->add_event(event(id));
    store.open();
    ASSERT_EQ(store->events().size(), KeptEvents::max_events);
    EXPECT_EQ(store->events().front(), event(51));
    EXPECT_EQ(rows(), static_cast<std::int64_t>(KeptEvents::max_events));
}

TEST_F(EventRowsTest, TheOnlyOneOfATargetStaysBesideOneThatTellsMuch) {
    store.open();
    const LoggedEvent only{1, {"xrpl", "calm"}, "{}"};
    store->add_event(only);
    for (std::uint64_t id = 2; id <= 2 * KeptEvents::max_events; ++id) {
        store->add_event(event(id));
        if (id % 70 == 0) ASSERT_TRUE(store->flush());
    }
    store.open();
    EXPECT_EQ(store->events().size(), KeptEvents::max_events);
    EXPECT_EQ(store->events().front(), only);
    EXPECT_EQ(store->events().at(1), event(KeptEvents::max_events + 2));
    EXPECT_EQ(rows(), static_cast<std::int64_t>(KeptEvents::max_events));
}

TEST_F(EventRowsTest, ADamagedOneIsLeftOutCountedAndNamed) {
    store.open();
    store->add_event(event(1));
    store->add_event(event(2));
    store.close();
    run("UPDATE event SET data = zeroblob(9) WHERE id = 1");
    const auto found = verify(store.options.path);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_THAT(found->problems, ElementsAre("event 1 is damaged"));
    store.open();
    EXPECT_THAT(store->events(), ElementsAre(event(2)));
    EXPECT_EQ(store->status().damaged_blobs, 1U);
}

TEST_F(EventRowsTest, AFileOfTheFirstVersionIsBroughtUp) {
    store.open();
    store.import({{"__name__", "m"}}, {{TestClock::start_ms, 1.0}});
    store.close();
    run("DROP TABLE event; PRAGMA user_version = 1");
    ASSERT_TRUE(verify(store.options.path)) << "what only reads changes nothing";
    store.open();
    EXPECT_THAT(store->events(), IsEmpty());
    EXPECT_EQ(store.read("m").size(), 1U);
    store->add_event(event(1));
    store.open();
    EXPECT_THAT(store->events(), ElementsAre(event(1)));
}

TEST_F(EventRowsTest, AFileOfTheSecondVersionIsBroughtUp) {
    store.open();
    store.import({{"__name__", "m"}}, {{TestClock::start_ms, 1.0}});
    store->add_event(event(1));
    store.close();
    run("PRAGMA user_version = 2");
    ASSERT_TRUE(verify(store.options.path));
    store.open();
    EXPECT_EQ(store.read("m").size(), 1U);
    EXPECT_THAT(store->events(), ElementsAre(event(1)));
    store.close();
    auto connection = sqlite::Connection::open(store.options.path, sqlite::Access::read);
    ASSERT_TRUE(connection);
    EXPECT_EQ(connection->query_integer("PRAGMA user_version").value_or(0), 3);
}

TEST_F(EventRowsTest, GoIntoANewFileWhenTheirsWasRemoved) {
    store.open();
    store->add_event(event(1));
    ASSERT_TRUE(store->flush());
    std::filesystem::remove(store.options.path);
    store->add_event(event(2));
    store.open();
    EXPECT_THAT(store->events(), ElementsAre(event(1), event(2)));
}

TEST(EncodedEvents, ReadAsTheyWereAndUnderTheirNumberAlone) {
    const LoggedEvent given{3, {"xrpl", std::string("a\0b", 3)}, ""};
    EXPECT_EQ(decode_event(3, encode_event(given)), given);
    EXPECT_EQ(decode_event(4, encode_event(given)), std::nullopt);
    EXPECT_EQ(decode_event(3, {}), std::nullopt);
}

}  // namespace
}  // namespace nodewatch::store
