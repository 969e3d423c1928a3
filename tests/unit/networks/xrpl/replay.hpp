#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "networks/xrpl/decode.hpp"
#include "sim/xrpl/recording.hpp"
#include "watched_node.hpp"

namespace nodewatch::xrpl {

/// Watches one node of a recording as the source would: decodes what the node said then, asks again
/// every second what failed, and ticks every second.
class Replay {
public:
    /// `file` without folder and ending; `node` as the recording names it: "n1".
    Replay(const std::string& file, const std::string& node, WatcherOptions options = {});

    /// Runs to the end. Calls `after_tick` with the seconds since the recording began.
    void run(const std::function<void(double)>& after_tick = {});

    /// From and until when a condition held, in seconds; the end is that of the recording where it
    /// was not left.
    struct Period {
        double from, until;
    };
    std::vector<Period> periods(const std::string& condition) const;
    /// Codes of all conditions that were ever entered.
    std::set<std::string> entered() const;
    /// Names of all metrics that were ever published.
    const std::set<std::string>& metrics() const { return metrics_.names; }

    WatchedNode& node() { return node_; }

private:
    /// Collects the names of what is published.
    struct Names final : PointConsumer {
        void accept(const SeriesGroup& group, const Point& point) override;
        void retire(const SeriesGroup&, WallTime) override {}
        std::set<std::string> names;
    };

    void take(const sim::xrpl::RecordedLine& line);
    void take_message(std::string text);
    void take_subscribed(const std::string& result);
    void take_answer(const sim::xrpl::RecordedLine& line);
    void ask_in_vain();
    void pass_until(WallTime time, const std::function<void(double)>& after_tick);
    void note();
    double seconds() const;

    sim::xrpl::Recording recording_;
    WallTime begin_;
    Names metrics_;
    WatchedNode node_;
    StreamDecoder decoder_;
    enum class Reach : std::uint8_t { reachable, refused, frozen } reach_ = Reach::reachable;
    Duration since_attempt_{0};
    std::map<std::string, std::vector<Period>> periods_;
    std::set<std::string> active_;
};

}  // namespace nodewatch::xrpl
