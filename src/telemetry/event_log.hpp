#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

namespace nodewatch {

enum class Severity : std::uint8_t { ok, info, warning, critical };
std::string_view to_string(Severity severity);

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

private:
    struct Entry {
        std::string topic, key;
    };
    LiveBoard& board_;
    std::deque<Entry> entries_;
    std::uint64_t count_ = 0;
};

}  // namespace nodewatch
