#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "telemetry/kept_events.hpp"
#include "telemetry/live_board.hpp"

namespace nodewatch {

enum class Severity : std::uint8_t { ok, info, warning, critical };
std::string_view to_string(Severity severity);

/// What happened, newest last, for people: as many as KeptEvents keeps are shown on the board as
/// rows of event/<network>/<node>, whose keys are running numbers:
/// {"t":ms,"severity":...,"code":...,"text":...}. Loop thread only.
class EventLog {
public:
    /// The board outlives this.
    explicit EventLog(LiveBoard& board) : board_(board) {}

    /// `code` is stable ("quorum_lost"), `text` a sentence.
    void add(const Target& target, WallTime time, Severity severity, std::string_view code,
             std::string_view text);

    /// What add() took; nothing when the text is no event.
    struct Entry {
        WallTime time{};
        Severity severity = Severity::info;
        std::string code;
    };
    static std::optional<Entry> parse(std::string_view json);

    /// Shows what an earlier run kept, oldest first; numbers go on after it. Before the first
    /// add().
    void restore(const std::vector<LoggedEvent>& events);
    /// Called with each event that is added; one listener.
    void on_add(std::function<void(const LoggedEvent&)> listener) {
        listener_ = std::move(listener);
    }

private:
    void show(const LoggedEvent& event);

    LiveBoard& board_;
    std::function<void(const LoggedEvent&)> listener_;
    KeptEvents events_;
    std::uint64_t count_ = 0;
};

}  // namespace nodewatch
