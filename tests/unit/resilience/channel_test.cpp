#include "resilience/channel.hpp"

#include <gtest/gtest.h>

#include "support/loop.hpp"

namespace nodewatch {
namespace {

Task<void> consume(Channel<int>& channel, std::vector<int>& got, bool& ended) {
    for (;;) {
        const auto item = co_await channel.receive();
        if (!item) break;
        got.push_back(*item);
    }
    ended = true;
}

struct ChannelTest : testing::Test {
    Loop loop;
    std::vector<int> got;
    bool ended = false;
};

TEST_F(ChannelTest, DeliversInOrderBeforeAndAfterTheConsumerWaits) {
    Channel<int> channel(loop.io.get_executor(), 10, Overflow::drop_newest);
    channel.push(1);
    channel.push(2);
    loop.start(consume(channel, got, ended));
    EXPECT_EQ(got, (std::vector<int>{1, 2}));
    channel.push(3);
    loop.settle();
    channel.push(4);
    channel.push(5);
    loop.settle();
    EXPECT_EQ(got, (std::vector<int>{1, 2, 3, 4, 5}));
    EXPECT_EQ(channel.lost(), 0U);
    loop.stop();
    EXPECT_FALSE(ended) << "a cancelled consumer does not go on";
}

TEST_F(ChannelTest, DropNewestKeepsWhatIsThere) {
    Channel<int> channel(loop.io.get_executor(), 2, Overflow::drop_newest);
    EXPECT_TRUE(channel.push(1));
    EXPECT_TRUE(channel.push(2));
    EXPECT_FALSE(channel.push(3));
    EXPECT_EQ(channel.lost(), 1U);
    loop.start(consume(channel, got, ended));
    EXPECT_EQ(got, (std::vector<int>{1, 2}));
    loop.stop();
}

TEST_F(ChannelTest, DropOldestKeepsWhatIsNew) {
    Channel<int> channel(loop.io.get_executor(), 2, Overflow::drop_oldest);
    for (int i = 1; i <= 5; ++i)
        channel.push(i);
    EXPECT_EQ(channel.size(), 2U);
    EXPECT_EQ(channel.lost(), 3U);
    loop.start(consume(channel, got, ended));
    EXPECT_EQ(got, (std::vector<int>{4, 5}));
    loop.stop();
}

TEST_F(ChannelTest, ClosingEndsTheConsumerAfterTheLastItem) {
    Channel<int> channel(loop.io.get_executor(), 4, Overflow::drop_newest);
    channel.push(1);
    channel.push(2);
    channel.close();
    EXPECT_FALSE(channel.push(3));
    loop.start(consume(channel, got, ended));
    EXPECT_EQ(got, (std::vector<int>{1, 2}));
    EXPECT_TRUE(ended);
}

TEST_F(ChannelTest, ClosingWakesAWaitingConsumer) {
    Channel<int> channel(loop.io.get_executor(), 4, Overflow::drop_newest);
    loop.start(consume(channel, got, ended));
    EXPECT_FALSE(ended);
    channel.close();
    loop.settle();
    EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace nodewatch
