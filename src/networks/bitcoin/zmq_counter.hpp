#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace nodewatch::bitcoin {

/// What is known of the node's last start.
struct NodeStart {
    SteadyTime at;    ///< never before it really started; up to some seconds after
    SteadyTime told;  ///< when the node was asked
};

/// Finds by their numbers which messages of one publisher were lost. A publisher numbers the
/// messages of a topic from 0 after each start of its node; 0 follows 0xffffffff. A number that
/// goes back is a restart, one that jumps ahead is loss. Where the connection broke before a jump,
/// the node may have started and published much since: that is told by its uptime. Pure.
class ZmqCounter {
public:
    /// The first one may have any number: who subscribes comes late.
    void on_message(std::uint32_t number, SteadyTime now);
    /// The connection broke, after the time when it was last seen whole.
    void on_disconnected(SteadyTime last_whole);
    /// Judges a jump over a broken connection. `start` is absent while it is not known; a node that
    /// does not tell it for `patience` while it answers is taken for one that did not restart.
    void judge(const std::optional<NodeStart>& start, bool node_answers, Duration patience,
               SteadyTime now);

    std::uint64_t messages() const { return messages_; }
    std::uint64_t lost() const { return lost_; }
    /// Restarts of the publisher that the numbers show.
    std::uint64_t restarts() const { return restarts_; }
    const std::optional<SteadyTime>& last_message() const { return last_message_; }

private:
    struct Gap {
        std::uint64_t messages = 0;
        SteadyTime broke, noticed;
    };

    std::uint64_t messages_ = 0, lost_ = 0, restarts_ = 0;
    std::optional<std::uint32_t> number_;  ///< of the last message
    std::optional<SteadyTime> last_message_;
    std::optional<SteadyTime> broke_;  ///< while no message has come since
    std::optional<Gap> gap_;           ///< not judged yet
};

}  // namespace nodewatch::bitcoin
