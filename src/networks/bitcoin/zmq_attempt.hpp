#pragma once

#include "base/time.hpp"
#include "net/zmq_subscriber.hpp"

namespace nodewatch::bitcoin {

/// Whether a subscriber that tries to connect is worth keeping. libzmq alone tries the same address
/// for ever, and several times a second where somebody accepts and closes: a port of another
/// protocol, a proxy before a node that is down. Pure.
class ZmqAttempt {
public:
    explicit ZmqAttempt(SteadyTime begun) : since_(begun) {}

    /// True: the connection began, or ended. What becomes of further tries is no news.
    bool on_change(net::ZmqSubscriber::Change change, SteadyTime now);
    /// Not connected, for half a minute or after some failed handshakes: to be given up, and its
    /// name looked up anew.
    bool is_hopeless(SteadyTime now) const;

private:
    bool connected_ = false;
    SteadyTime since_;  ///< when it began, or its connection ended
    unsigned failed_handshakes_ = 0;
};

}  // namespace nodewatch::bitcoin
