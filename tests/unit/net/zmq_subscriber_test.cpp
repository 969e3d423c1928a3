#include "net/zmq_subscriber.hpp"

#include <gmock/gmock.h>
#include <zmq.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "base/clock.hpp"
#include "unit/net/loop.hpp"

namespace nodewatch::net {
namespace {

using testing::ElementsAre;
using Change = ZmqSubscriber::Change;
using Frames = std::vector<std::string>;

/// A publisher that knows when somebody subscribed.
class Publisher {
public:
    explicit Publisher(std::string address = "tcp://127.0.0.1:*") { bind(std::move(address)); }
    ~Publisher() {
        close();
        ::zmq_ctx_term(context_);
    }
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    void bind(std::string address) {
        socket_ = ::zmq_socket(context_, ZMQ_XPUB);
        const int none = 0, patience = 20'000;
        ::zmq_setsockopt(socket_, ZMQ_LINGER, &none, sizeof none);
        ::zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &patience, sizeof patience);
        ASSERT_EQ(::zmq_bind(socket_, address.c_str()), 0) << ::zmq_strerror(::zmq_errno());
        std::array<char, 128> bound{};
        std::size_t size = bound.size();
        ::zmq_getsockopt(socket_, ZMQ_LAST_ENDPOINT, bound.data(), &size);
        address_ = bound.data();
    }
    void close() {
        if (socket_ != nullptr) ::zmq_close(socket_);
        socket_ = nullptr;
    }
    /// The topic of the next subscription; waits for it.
    std::string subscription(int flags = 0) {
        std::array<char, 64> message{};
        const int size = ::zmq_recv(socket_, message.data(), message.size(), flags);
        return size < 1 ? "nobody subscribed"
                        : std::string(message.data() + 1, message.data() + size);
    }
    void send(const Frames& frames) {
        for (std::size_t i = 0; i < frames.size(); ++i)
            ::zmq_send(socket_, frames[i].data(), frames[i].size(),
                       i + 1 < frames.size() ? ZMQ_SNDMORE : 0);
    }
    ZmqAddress address() const { return parse_zmq_address(address_).value(); }

private:
    void* context_ = ::zmq_ctx_new();
    void* socket_ = nullptr;
    std::string address_;
};

Task<void> read(ZmqSubscriber& subscriber, std::size_t count, std::vector<Frames>& messages) {
    while (messages.size() < count) {
        co_await subscriber.wait();
        while (const auto message = subscriber.receive()) {
            Frames frames;
            for (std::size_t i = 0; i < std::min(message->count, ZmqSubscriber::max_frames); ++i)
                frames.emplace_back(message->frames[i]);
            messages.push_back(frames);
        }
    }
}

Task<void> wait_for_subscription(Publisher& publisher) {
    SystemClock clock;
    while (publisher.subscription(ZMQ_DONTWAIT) == "nobody subscribed")
        co_await clock.sleep_for(Duration{5});
}

Task<void> wait_for_message(ZmqSubscriber& subscriber, bool& ended) {
    co_await subscriber.wait();
    ended = true;
}

Task<void> wait_for_change(ZmqSubscriber& subscriber, Change& change) {
    SystemClock clock;
    for (;;) {
        if (const auto next = subscriber.next_change()) {
            change = *next;
            co_return;
        }
        co_await clock.sleep_for(Duration{5});
    }
}

class Subscribing : public testing::Test {
protected:
    std::unique_ptr<ZmqSubscriber> open(const ZmqAddress& address, ZmqOptions options) {
        auto opened = loop_.get(ZmqSubscriber::open(loop_.executor(), address, options, 0));
        if (opened) return std::move(*opened);
        ADD_FAILURE() << opened.error().message;
        return nullptr;
    }
    std::vector<Frames> read(ZmqSubscriber& subscriber, std::size_t count) {
        std::vector<Frames> messages;
        loop_.run(net::read(subscriber, count, messages));
        return messages;
    }
    Change next_change(ZmqSubscriber& subscriber) {
        Change change{};
        loop_.run(wait_for_change(subscriber, change));
        return change;
    }

    Loop loop_;
};

TEST_F(Subscribing, GivesWholeMessagesOfItsTopicInOrder) {
    Publisher publisher;
    const auto subscriber = open(publisher.address(), {.topic = "rawtx"});
    EXPECT_EQ(publisher.subscription(), "rawtx");
    publisher.send({"rawtx", "first", "0"});
    publisher.send({"hashtx", "not asked for", "0"});
    publisher.send({"rawtx", std::string(100'000, 'x'), "1"});
    publisher.send({"rawtx", "", "2"});
    EXPECT_THAT(read(*subscriber, 3), ElementsAre(Frames{"rawtx", "first", "0"},
                                                  Frames{"rawtx", std::string(100'000, 'x'), "1"},
                                                  Frames{"rawtx", "", "2"}));
    EXPECT_FALSE(subscriber->receive());
    publisher.send({"rawtx", "later", "3"});
    EXPECT_THAT(read(*subscriber, 1), ElementsAre(Frames{"rawtx", "later", "3"}));
}

TEST_F(Subscribing, OverASocketOfThisMachine) {
    Publisher publisher("ipc://" + testing::TempDir() + "/zmq_subscriber_test");
    const auto subscriber = open(publisher.address(), {.topic = "a"});
    EXPECT_EQ(publisher.subscription(), "a");
    publisher.send({"a"});
    EXPECT_THAT(read(*subscriber, 1), ElementsAre(Frames{"a"}));
}

TEST_F(Subscribing, CountsFramesBeyondThoseItKeeps) {
    Publisher publisher;
    const auto subscriber = open(publisher.address(), {.topic = "t"});
    publisher.subscription();
    publisher.send({"t", "1", "2", "3", "4"});
    publisher.send({"t", "next"});
    loop_.run(subscriber->wait());
    const auto message = subscriber->receive();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->count, 5U);
    EXPECT_EQ(message->frames[2], "2");
    EXPECT_THAT(read(*subscriber, 1), ElementsAre(Frames{"t", "next"}));
}

TEST_F(Subscribing, AWaitEndsByCancellationAndByInterruption) {
    Publisher publisher;
    const auto subscriber = open(publisher.address(), {.topic = "t"});
    publisher.subscription();
    bool ended = false;
    {
        TaskGroup tasks(loop_.executor());
        tasks.spawn("wait", wait_for_message(*subscriber, ended));
        loop_.poll();
        tasks.cancel();
        loop_.run(tasks.join());
    }
    EXPECT_FALSE(ended);
    TaskGroup tasks(loop_.executor());
    tasks.spawn("wait", wait_for_message(*subscriber, ended));
    loop_.poll();
    EXPECT_FALSE(ended);
    subscriber->interrupt();
    loop_.run(tasks.join());
    EXPECT_TRUE(ended);
    publisher.send({"t"});
    EXPECT_THAT(read(*subscriber, 1), ElementsAre(Frames{"t"})) << "it goes on";
}

TEST_F(Subscribing, TellsOfItsConnectionAndConnectsAgain) {
    Publisher publisher;
    const auto subscriber = open(publisher.address(), {.topic = "t"});
    EXPECT_FALSE(subscriber->receive());
    EXPECT_EQ(next_change(*subscriber), Change::connected);
    const std::string address = publisher.address().text();
    publisher.close();
    EXPECT_EQ(next_change(*subscriber), Change::disconnected);
    publisher.bind(address);
    EXPECT_EQ(next_change(*subscriber), Change::connected);
    std::vector<Frames> messages;
    TaskGroup tasks(loop_.executor());
    tasks.spawn("read", net::read(*subscriber, 1, messages));
    loop_.run(wait_for_subscription(publisher));  // sent by who waits for messages
    publisher.send({"t", "again"});
    loop_.run(tasks.join());
    EXPECT_THAT(messages, ElementsAre(Frames{"t", "again"}));
}

TEST_F(Subscribing, ASubscriberMayComeBeforeItsPublisher) {
    auto publisher = std::make_unique<Publisher>();
    const auto address = publisher->address();
    publisher.reset();
    const auto subscriber = open(address, {.topic = "t"});
    Publisher late(address.text());
    EXPECT_EQ(late.subscription(), "t");
}

TEST_F(Subscribing, AFrameThatIsTooLongEndsTheConnection) {
    Publisher publisher;
    const auto subscriber = open(publisher.address(), {.topic = "t", .max_frame_bytes = 1'000});
    EXPECT_EQ(next_change(*subscriber), Change::connected);
    publisher.subscription();
    publisher.send({"t", std::string(1'001, 'x')});
    EXPECT_EQ(next_change(*subscriber), Change::disconnected);
    EXPECT_FALSE(subscriber->receive());
}

TEST_F(Subscribing, ANameThatDoesNotResolveIsAnError) {
    const auto opened = loop_.get(ZmqSubscriber::open(
        loop_.executor(), ZmqAddress{.host = "nowhere.invalid", .port = 1, .path = ""},
        {.topic = "t"}, 0));
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::dns);
}

/// A server of another protocol: answers whatever comes as HTTP, and closes.
Task<void> answer_in_http(asio::ip::tcp::acceptor& acceptor) {
    const auto token = asio::use_awaitable_t<asio::any_io_executor>{};
    for (;;) {
        auto socket = co_await acceptor.async_accept(token);
        boost::system::error_code ignored;
        asio::write(socket, asio::buffer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
                    ignored);
    }
}

TEST_F(Subscribing, WhatDoesNotSpeakItsProtocolIsNoPublisher) {
    using asio::ip::tcp;
    tcp::acceptor acceptor(loop_.executor(), tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    TaskGroup tasks(loop_.executor());
    tasks.spawn("server", answer_in_http(acceptor));
    const auto subscriber =
        open({.host = "127.0.0.1", .port = acceptor.local_endpoint().port(), .path = ""},
             {.topic = "t"});
    EXPECT_EQ(next_change(*subscriber), Change::no_zmq);
    tasks.cancel();
    loop_.run(tasks.join());
}

}  // namespace
}  // namespace nodewatch::net
