#include "networks/bitcoin/zmq_listener.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/deadline.hpp"
#include "base/log.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Messages come in bursts: after each turn of reading the next ones gather so long, so that
/// 20,000 a second wake the loop a hundred times. The first of a burst does not wait.
constexpr Duration gathering{10};
/// Of one turn; the loop does other things before the next.
constexpr unsigned max_messages_a_turn = 1'000;
/// Of the host's name.
constexpr Duration look_up_time{10'000};
/// After an attempt that was given up, before its name is looked up anew.
constexpr Duration pause_between_attempts{5'000};

}  // namespace

net::ZmqOptions subscription_to(ZmqStream stream) {
    constexpr std::int64_t short_frame = 1'024;
    // A block has at most 4,000,000 bytes, and a transaction no more.
    constexpr std::int64_t long_frame = 4'400'000;
    net::ZmqOptions options{.topic = std::string(to_string(stream)),
                            .max_waiting = 20'000,
                            .max_frame_bytes = short_frame};
    switch (stream) {
        case ZmqStream::rawblock:
            options.max_waiting = 16;
            options.max_frame_bytes = long_frame;
            break;
        case ZmqStream::rawtx:
            options.max_waiting = 10'000;  // some MB, at 400 bytes each
            options.max_frame_bytes = long_frame;
            break;
        case ZmqStream::hashblock:
            options.max_waiting = 1'000;
            break;
        case ZmqStream::hashtx:
        case ZmqStream::sequence:
            break;
    }
    return options;
}

ZmqListener::ZmqListener(SourceContext context, std::string component, ZmqOptions options,
                         Duration fast, Duration slow,
                         std::function<void(const std::string&)> on_tip)
    : context_(context),
      component_(std::move(component)),
      options_(std::move(options)),
      on_tip_(std::move(on_tip)),
      tracker_(fast, slow),
      wanted_(options_.publications),
      changed_(context.executor) {}

void ZmqListener::on_publications(const Result<ZmqPublications>& answer) {
    if (!answer) {
        if (wanted_.empty() && answer.error().kind != ErrorKind::unavailable)
            notices_ = {fmt::format(
                "the node does not tell where it publishes over ZMQ ({}): its blocks are seen by "
                "polling. `zmq: {{hashblock: [tcp://host:port]}}` names the addresses",
                answer.error().message)};
        return;
    }
    notices_ = answer->notices;
    if (wanted_ == answer->usable) return;
    for (const ZmqPublication& publication : answer->usable)
        log::info(component_, "listens to {} of {}", to_string(publication.stream),
                  publication.address.text());
    wanted_ = answer->usable;
    followed_ = false;
    changed_.notify_all();
}

Task<void> ZmqListener::run() {
    for (;;)
        co_await with_task_group([this](TaskGroup& tasks) { return listen_to_all(tasks); });
}

/// Until the list of publishers changes. The tracker learns of it when nobody listens any more.
Task<void> ZmqListener::listen_to_all(TaskGroup& tasks) {
    tracker_.follow(wanted_);
    subscriptions_.clear();
    subscriptions_.resize(tracker_.size());
    followed_ = true;
    for (std::size_t i = 0; i < tracker_.size(); ++i)
        tasks.spawn(fmt::format("ZMQ {}", to_string(tracker_.publication(i).stream)), listen(i));
    while (followed_)
        co_await changed_.wait();
    tasks.cancel();
}

Task<void> ZmqListener::listen(std::size_t publisher) {
    const ZmqPublication publication = tracker_.publication(publisher);
    for (unsigned attempt = 0;; ++attempt) {
        auto subscriber = co_await with_deadline(
            context_.clock, look_up_time,
            net::ZmqSubscriber::open(context_.executor, publication.address,
                                     subscription_to(publication.stream), attempt),
            "the look-up of its host");
        if (subscriber) {
            subscriptions_[publisher] = {std::move(*subscriber),
                                         ZmqAttempt(context_.clock.now().steady)};
            co_await read(publisher);
            subscriptions_[publisher].subscriber.reset();
        } else {
            tracker_.on_problem(publisher, subscriber.error().message);
        }
        co_await context_.clock.sleep_for(pause_between_attempts);
    }
}

/// Until the connection is given up.
Task<void> ZmqListener::read(std::size_t publisher) {
    const Subscription& subscription = subscriptions_[publisher];
    for (;;) {
        co_await subscription.subscriber->wait();
        if (subscription.given_up) co_return;
        note_changes(publisher, context_.clock.now());
        take_messages(publisher);
        co_await context_.clock.sleep_for(gathering);
    }
}

void ZmqListener::take_messages(std::size_t publisher) {
    net::ZmqSubscriber& subscriber = *subscriptions_[publisher].subscriber;
    const Now now = context_.clock.now();
    for (unsigned taken = 0; taken < max_messages_a_turn; ++taken) {
        const auto message = subscriber.receive();
        if (!message) break;
        // A message of too many frames is none of ours, whatever the first three hold.
        const bool whole = message->count <= net::ZmqSubscriber::max_frames;
        const std::span frames(message->frames.data(), whole ? message->count : 0);
        if (const auto tip = tracker_.on_message(publisher, frames, now)) on_tip_(*tip);
    }
}

void ZmqListener::note_changes(std::size_t publisher, Now now) {
    using Change = net::ZmqSubscriber::Change;
    Subscription& subscription = subscriptions_[publisher];
    while (const auto change = subscription.subscriber->next_change()) {
        if (*change == Change::no_zmq)
            tracker_.on_problem(publisher, "what answers there does not speak ZMQ");
        if (!subscription.attempt.on_change(*change, now.steady)) continue;
        if (*change == Change::connected) {
            tracker_.on_connected(publisher, now.steady);
            continue;
        }
        tracker_.on_disconnected(publisher);
        const ZmqPublication& publication = tracker_.publication(publisher);
        log::info(component_, "the connection to {} of {} broke", to_string(publication.stream),
                  publication.address.text());
    }
    if (tracker_.connected(publisher)) tracker_.on_unchanged(publisher, now.steady);
}

void ZmqListener::tick(const ZmqEvidence& evidence, Now now) {
    for (std::size_t i = 0; followed_ && i < subscriptions_.size(); ++i) {
        Subscription& subscription = subscriptions_[i];
        if (!subscription.subscriber) continue;
        note_changes(i, now);
        if (!subscription.attempt.is_hopeless(now.steady)) continue;
        subscription.given_up = true;
        subscription.subscriber->interrupt();
    }
    tracker_.on_evidence(evidence, now);
}

}  // namespace nodewatch::bitcoin
