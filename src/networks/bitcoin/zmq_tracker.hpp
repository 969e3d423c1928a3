#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/bitcoin/zmq_counter.hpp"
#include "networks/bitcoin/zmq_publications.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::bitcoin {

/// What polling tells of the node, to judge silence by.
struct ZmqEvidence {
    bool node_answers = false;
    bool downloading = false;  ///< its chain: now, or when the tip came; or that is not known
    /// The last tip whose coming was seen, and when.
    std::optional<std::string> tip;
    std::optional<SteadyTime> tip_arrival;
    std::optional<double> mempool_transactions;
    std::optional<NodeStart> start;
};

/// What is wrong with the streams; each text names one: "rawtx of tcp://127.0.0.1:28332".
struct ZmqHealth {
    std::vector<std::string> disconnected;
    std::vector<std::string> silent;  ///< connected, but polling sees what they do not tell
};

/// Follows the messages of a node's publishers, each by itself: rates, loss, restarts, silence.
/// Publishers are named by their position in publications(). Pure.
class ZmqTracker {
public:
    /// `fast` and `slow`: the intervals of polling.
    ZmqTracker(Duration fast, Duration slow) : fast_(fast), slow_(slow) {}

    /// What is known of those that stay is kept; connections begin anew.
    void follow(const std::vector<ZmqPublication>& publications);
    std::size_t size() const { return publishers_.size(); }
    const ZmqPublication& publication(std::size_t publisher) const {
        return publishers_[publisher].publication;
    }

    void on_connected(std::size_t publisher, SteadyTime now);
    void on_disconnected(std::size_t publisher);
    /// It was looked at, and nothing had changed.
    void on_unchanged(std::size_t publisher, SteadyTime now);
    /// Why there is no connection.
    void on_problem(std::size_t publisher, std::string problem);
    /// The new tip where the active chain changed: its hash, empty where that is not told.
    std::optional<std::string> on_message(std::size_t publisher,
                                          std::span<const std::string_view> frames, Now now);
    /// Now and then, with what polling told since.
    void on_evidence(const ZmqEvidence& evidence, Now now);

    bool connected(std::size_t publisher) const {
        return publishers_[publisher].connected_since.has_value();
    }
    /// Absent while nothing is followed, or the node does not answer.
    std::optional<ZmqHealth> health() const;
    std::vector<Point> points(Now now, Duration interval) const;
    std::vector<ActivityStatus> activities() const;

private:
    struct Publisher {
        ZmqPublication publication;
        ZmqCounter counter;
        std::optional<SteadyTime> connected_since;
        SteadyTime whole{};  ///< when the connection was last seen to be there
        std::uint64_t connections = 0, malformed = 0;
        std::array<std::uint64_t, zmq_kind_count> kinds{};  ///< messages
        std::deque<std::string> blocks;                     ///< hashes told last
        std::optional<SteadyTime> last_block;               ///< when the last of them was told
        std::optional<WallTime> last_wall;                  ///< of the last message
        std::string problem;  ///< why it is not connected, where that is known
        bool silent = false;
    };
    /// Of all publishers of a stream.
    struct Totals {
        bool connected = true;
        std::uint64_t messages = 0, lost = 0, restarts = 0, reconnects = 0, malformed = 0;
        std::array<std::uint64_t, zmq_kind_count> kinds{};
        std::optional<SteadyTime> last;
    };
    std::optional<Totals> totals_of(ZmqStream stream) const;
    static Point point_of(ZmqStream stream, const Totals& totals, Stamp stamp, Now now);
    bool missed_tip(const Publisher& publisher, const ZmqEvidence& evidence) const;
    bool missed_transactions(const Publisher& publisher, SteadyTime now) const;

    Duration fast_, slow_;
    std::vector<Publisher> publishers_;
    std::optional<double> mempool_before_;
    bool judged_ = false;  ///< the node answers
};

}  // namespace nodewatch::bitcoin
