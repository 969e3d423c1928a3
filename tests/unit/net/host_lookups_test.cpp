#include "net/host_lookups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "unit/net/loop.hpp"

namespace nodewatch::net {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// DNS that hangs until it is told to answer. It outlives the test with the threads that use it.
class HangingDns {
public:
    HostAnswer look_up(const std::string& host) {
        std::unique_lock lock(mutex_);
        asked_.push_back(host);
        changed_.notify_all();
        changed_.wait(lock, [this] { return answers_; });
        return {{asio::ip::make_address("192.0.2.1")}, ""};
    }

    void answer() {
        const std::scoped_lock lock(mutex_);
        answers_ = true;
        changed_.notify_all();
    }

    /// False when it takes too long.
    bool wait_for_questions(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(30),
                                 [&] { return asked_.size() >= count; });
    }

    std::vector<std::string> asked() {
        const std::scoped_lock lock(mutex_);
        return asked_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> asked_;
    bool answers_ = false;
};

class HostLookupsTest : public ::testing::Test {
protected:
    ~HostLookupsTest() override { dns_->answer(); }

    std::unique_ptr<HostLookups> make(HostLookups::Limits limits) {
        return std::make_unique<HostLookups>(
            [dns = dns_](const std::string& host) { return dns->look_up(host); }, limits);
    }

    /// Asks and stores the answer under the name.
    Task<void> ask(HostLookups& lookups, std::string host) {
        auto answer = co_await lookups.find(host);
        answers_.emplace(host, std::move(answer));
    }

    void start(TaskGroup& group, HostLookups& lookups, std::string host) {
        group.spawn("ask", ask(lookups, std::move(host)));
        loop_.poll();
    }

    void abandon(TaskGroup& group) {
        group.cancel();
        loop_.run(group.join());
    }

    std::shared_ptr<HangingDns> dns_ = std::make_shared<HangingDns>();
    std::multimap<std::string, Result<HostAnswer>> answers_;
    Loop loop_;
};

TEST_F(HostLookupsTest, AllWhoAskForANameShareOneLookup) {
    const auto lookups = make({.threads = 4, .queued = 4});
    TaskGroup group(loop_.executor());
    for (int i = 0; i < 3; ++i)
        start(group, *lookups, "node.example");
    start(group, *lookups, "other.example");
    ASSERT_TRUE(dns_->wait_for_questions(2));
    dns_->answer();
    loop_.run(group.join());

    EXPECT_THAT(dns_->asked(), UnorderedElementsAre("node.example", "other.example"));
    ASSERT_EQ(answers_.count("node.example"), 3U);
    for (const auto& [host, answer] : answers_) {
        ASSERT_TRUE(answer) << host;
        EXPECT_THAT(answer->addresses, ElementsAre(asio::ip::make_address("192.0.2.1")));
    }
}

TEST_F(HostLookupsTest, WhatWasAbandonedBeforeItsTurnIsNotLookedUp) {
    const auto lookups = make({.threads = 1, .queued = 4});
    TaskGroup group(loop_.executor());
    start(group, *lookups, "slow.example");
    ASSERT_TRUE(dns_->wait_for_questions(1));
    TaskGroup impatient(loop_.executor());
    start(impatient, *lookups, "abandoned.example");
    start(group, *lookups, "next.example");
    abandon(impatient);
    dns_->answer();
    loop_.run(group.join());

    EXPECT_THAT(dns_->asked(), ElementsAre("slow.example", "next.example"));
    EXPECT_EQ(answers_.count("abandoned.example"), 0U);
}

TEST_F(HostLookupsTest, AWaiterThatGivesUpTakesNothingFromTheOthers) {
    const auto lookups = make({.threads = 1, .queued = 4});
    TaskGroup group(loop_.executor());
    start(group, *lookups, "slow.example");
    ASSERT_TRUE(dns_->wait_for_questions(1));
    TaskGroup impatient(loop_.executor());
    start(impatient, *lookups, "node.example");
    start(group, *lookups, "node.example");
    abandon(impatient);
    dns_->answer();
    loop_.run(group.join());

    ASSERT_EQ(answers_.count("node.example"), 1U);
    EXPECT_TRUE(answers_.find("node.example")->second);
}

TEST_F(HostLookupsTest, ARetryJoinsTheLookupThatStillHangs) {
    const auto lookups = make({.threads = 4, .queued = 4});
    for (int attempt = 0; attempt < 3; ++attempt) {
        TaskGroup impatient(loop_.executor());
        start(impatient, *lookups, "node.example");
        ASSERT_TRUE(dns_->wait_for_questions(1));
        abandon(impatient);
    }
    TaskGroup group(loop_.executor());
    start(group, *lookups, "node.example");
    dns_->answer();
    loop_.run(group.join());

    EXPECT_THAT(dns_->asked(), ElementsAre("node.example"));
    EXPECT_EQ(answers_.count("node.example"), 1U);
}

TEST_F(HostLookupsTest, MoreNamesThanTheQueueHoldsAreRefused) {
    const auto lookups = make({.threads = 1, .queued = 2});
    TaskGroup group(loop_.executor());
    start(group, *lookups, "slow.example");
    ASSERT_TRUE(dns_->wait_for_questions(1));
    start(group, *lookups, "first.example");
    TaskGroup impatient(loop_.executor());
    start(impatient, *lookups, "second.example");
    start(group, *lookups, "third.example");
    ASSERT_EQ(answers_.count("third.example"), 1U) << "refused at once";
    const auto& refused = answers_.find("third.example")->second;
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::dns);
    EXPECT_THAT(refused.error().message, HasSubstr("'third.example': 2 other names wait"));

    abandon(impatient);
    start(group, *lookups, "fourth.example");
    EXPECT_EQ(answers_.count("fourth.example"), 0U) << "it took the place that came free";
    dns_->answer();
    loop_.run(group.join());
    EXPECT_THAT(dns_->asked(), ElementsAre("slow.example", "first.example", "fourth.example"));
}

TEST_F(HostLookupsTest, AnAnswerAfterTheEndIsDropped) {
    auto lookups = make({.threads = 1, .queued = 1});
    {
        Loop loop;
        TaskGroup group(loop.executor());
        group.spawn("ask", ask(*lookups, "node.example"));
        loop.poll();
        ASSERT_TRUE(dns_->wait_for_questions(1));
        group.cancel();
        loop.run(group.join());
    }
    lookups.reset();
    dns_->answer();
    EXPECT_TRUE(answers_.empty());
}

}  // namespace
}  // namespace nodewatch::net
