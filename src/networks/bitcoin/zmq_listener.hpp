#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/zmq_subscriber.hpp"
#include "networks/bitcoin/zmq_attempt.hpp"
#include "networks/bitcoin/zmq_tracker.hpp"
#include "networks/network.hpp"
#include "resilience/signal.hpp"

namespace nodewatch::bitcoin {

/// A subscription to one stream, with bounds that fit what it carries.
net::ZmqOptions subscription_to(ZmqStream stream);

/// Listens to the publishers of a node, each by a connection of its own: where topics share an
/// address, the node would otherwise drop blocks among the transactions of the same connection.
/// Loop thread only.
class ZmqListener {
public:
    /// `on_tip` is called with each new tip: its hash, empty where that is not told. `fast` and
    /// `slow`: as ZmqTracker.
    ZmqListener(SourceContext context, std::string component, ZmqOptions options, Duration fast,
                Duration slow, std::function<void(const std::string&)> on_tip);

    /// Listens until cancelled.
    Task<void> run();
    /// Whether the node is to be asked for its publishers.
    bool discovers() const { return options_.discover; }
    /// What it answered: the publishers that are listened to from now on. After an error those
    /// before stay.
    void on_publications(const Result<ZmqPublications>& answer);
    /// Once a second.
    void tick(const ZmqEvidence& evidence, Now now);

    const ZmqTracker& tracker() const { return tracker_; }
    const std::vector<std::string>& notices() const { return notices_; }

private:
    /// What tick() sees of a publisher's connection.
    struct Subscription {
        std::unique_ptr<net::ZmqSubscriber> subscriber;  ///< null between two attempts
        ZmqAttempt attempt{SteadyTime{}};
        bool given_up = false;
    };
    Task<void> listen_to_all(TaskGroup& tasks);
    Task<void> listen(std::size_t publisher);
    Task<void> read(std::size_t publisher);
    void take_messages(std::size_t publisher);
    void note_changes(std::size_t publisher, Now now);

    SourceContext context_;
    std::string component_;
    ZmqOptions options_;
    std::function<void(const std::string&)> on_tip_;
    ZmqTracker tracker_;
    std::vector<ZmqPublication> wanted_;       ///< the publishers to listen to
    std::vector<Subscription> subscriptions_;  ///< as the publishers of the tracker
    bool followed_ = false;                    ///< these are the wanted ones
    Signal changed_;
    std::vector<std::string> notices_;
};

}  // namespace nodewatch::bitcoin
