#include "networks/bitcoin/zmq_attempt.hpp"

namespace nodewatch::bitcoin {
namespace {

/// A connection that was not made in this time is begun anew: the name may have moved.
constexpr Duration time_to_connect{30'000};
constexpr unsigned max_failed_handshakes = 3;

}  // namespace

bool ZmqAttempt::on_change(net::ZmqSubscriber::Change change, SteadyTime now) {
    using Change = net::ZmqSubscriber::Change;
    if (change == Change::no_zmq) ++failed_handshakes_;
    const bool connected = change == Change::connected;
    if (connected) failed_handshakes_ = 0;
    if (connected == connected_) return false;
    connected_ = connected;
    since_ = now;
    return true;
}

bool ZmqAttempt::is_hopeless(SteadyTime now) const {
    return !connected_ &&
           (failed_handshakes_ >= max_failed_handshakes || elapsed(since_, now) >= time_to_connect);
}

}  // namespace nodewatch::bitcoin
