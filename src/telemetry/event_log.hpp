#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

namespace nodewatch {

enum class Severity : std::uint8_t { ok, info, warning, critical };
std::string_view to_string(Severity severity);

/// An event as whoever keeps it sees it.
struct LoggedEvent {
    std::uint64_t id = 0;  ///< from 1, ascending
    Target target;
    std::string json;  ///< the value of its row
    bool operator==(const LoggedEvent&) const = default;
};

/// What happened, newest last, for people: shown on the board as rows of event/<network>/<node>,
/// whose keys are running numbers: {"t":ms,"severity":...,"code":...,"text":...}. Loop thread only.
class EventLog {
public:
    static constexpr std::size_t kept = 200;  ///< of all targets together; the oldest go first

    /// The board outlives this.
    explicit EventLog(LiveBoard& board) : board_(board) {}

    /// `code` is stable ("quorum_lost"), `text` a sentence.
    void add(const Target& target, WallTime time, Severity severity, std::string_view code,
             std::string_view text);

    /// Shows what an earlier run kept, oldest first; numbers go on after it. Before the first
    /// add().
    void restore(const std::vector<LoggedEvent>& events);
    /// Called with each event that is added; one listener.
    void on_add(std::function<void(const LoggedEvent&)> listener) {
        listener_ = std::move(listener);
    }

private:
    struct Entry {
        std::string topic, key;
    };
    void show(const LoggedEvent& event);

    LiveBoard& board_;
    std::function<void(const LoggedEvent&)> listener_;
    std::deque<Entry> entries_;
    std::uint64_t count_ = 0;
};

}  // namespace nodewatch
