#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "base/text_hash.hpp"
#include "base/time.hpp"

namespace nodewatch {

class Clock;

/// "points/xrpl/val-1/xrpl_peers": the segments joined by '/'. What separates topics and patterns
/// ('/', ',', '*', '%') is percent-encoded in each.
std::string live_topic(const std::vector<std::string_view>& segments);

/// A topic in which each segment may be '*', any one.
class LivePattern {
public:
    static constexpr std::size_t max_bytes = 4'096;

    /// Empty or longer than max_bytes is an error.
    static Result<LivePattern> parse(std::string_view text);
    bool matches(const std::vector<std::string>& topic_segments) const;

private:
    std::vector<std::string> segments_;
};

/// What browsers see live: rows, each with a topic and a key, unique together, and a JSON value. It
/// holds the present alone. Every change gets a number, so that a reader asks for what changed
/// since the number it has: one that is slow skips values and never makes a queue grow.
/// Loop thread only.
class LiveBoard {
public:
    static constexpr std::size_t max_rows = 300'000;
    static constexpr std::size_t max_topics = 100'000;
    /// Rows that went are remembered so long and so many; who last asked before gets everything.
    static constexpr Duration remembered{60'000};
    static constexpr std::size_t max_remembered = 10'000;

    using Render = std::function<std::string()>;

    /// The clock outlives this.
    explicit LiveBoard(const Clock& clock);
    LiveBoard(const LiveBoard&) = delete;
    LiveBoard& operator=(const LiveBoard&) = delete;

    /// Sets a row. The same value again is no change.
    void put(std::string_view topic, std::string_view key, std::string json);
    /// Marks a row as changed, whose value `render` tells when somebody asks for it. `render` is
    /// taken with the first call alone and lives as long as the row.
    void touch(std::string_view topic, std::string_view key, const Render& render);
    void remove(std::string_view topic, std::string_view key);

    /// Called after each change; one listener.
    void on_change(std::function<void()> listener) { listener_ = std::move(listener); }

    std::size_t size() const { return rows_.size(); }
    /// Those that have a row, or had one that is remembered.
    std::size_t topics() const { return topic_by_name_.size(); }
    /// Rows that were not taken because there were too many.
    std::uint64_t refused() const { return refused_; }
    /// Number of the last change.
    std::uint64_t change() const { return change_; }

private:
    friend class LiveReader;

    struct Row {
        std::size_t topic;
        std::string key;
        std::uint64_t change = 0;
        Render render;     ///< none: `json` is the value
        std::string json;  ///< what `render` told since the last change; empty: not asked yet
    };
    using Rows = std::list<Row>;
    template <typename T>
    using ByName = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;
    struct Topic {
        std::uint64_t serial = 0;  ///< tells topics apart that had the same place
        std::string name;
        std::vector<std::string> segments;
        ByName<Rows::iterator> rows;
        std::size_t gone = 0;  ///< of its rows those that went and are remembered
    };
    struct Gone {
        std::size_t topic;
        std::string key;
        std::uint64_t change;
        SteadyTime at;
    };

    std::optional<std::size_t> topic_of(std::string_view name);
    std::optional<Rows::iterator> row_for(std::string_view topic, std::string_view key);
    void changed(Rows::iterator row);
    void forget_gone();
    void free_if_empty(std::size_t topic);
    static const std::string& value_of(Row& row);

    const Clock& clock_;
    std::function<void()> listener_;
    std::vector<Topic> topics_;
    std::vector<std::size_t> free_topics_;  ///< places to be used again
    std::uint64_t last_serial_ = 0;
    ByName<std::size_t> topic_by_name_;
    Rows rows_;  ///< by change, the newest last
    std::deque<Gone> gone_;
    std::uint64_t change_ = 0;
    std::uint64_t forgotten_through_ = 0;  ///< rows that went up to this change are not known
    std::uint64_t refused_ = 0;
};

/// What one client has seen of the board. The board outlives it. Loop thread only.
class LiveReader {
public:
    static constexpr std::size_t max_patterns = 64;

    /// What is new, as the body of one event.
    struct Frame {
        bool snapshot = false;     ///< all there is: what was known before is void
        std::uint64_t change = 0;  ///< for resume()
        /// {"now":ms,"rows":[[topic,key,value],...],"gone":[[topic,key],...]}; no "gone" in a
        /// snapshot. What is gone comes before what is there: a row may have come back.
        std::string json;
    };

    LiveReader(LiveBoard& board, std::vector<LivePattern> patterns);

    /// Goes on after that change, where it is remembered; otherwise begins with a snapshot.
    void resume(std::uint64_t change);
    /// Nothing when nothing changed. The first frame is a snapshot, be it an empty one.
    std::optional<Frame> next(WallTime now);
    /// Tells the time when nothing changed, so that silence is a loss; not before the first frame.
    Frame beat(WallTime now) const;

private:
    bool wants(std::size_t topic);
    std::string write(const std::vector<LiveBoard::Row*>& rows,
                      const std::vector<const LiveBoard::Gone*>& gone, bool snapshot,
                      WallTime now) const;

    LiveBoard& board_;
    std::vector<LivePattern> patterns_;
    struct Known {
        std::uint64_t serial = 0;
        bool wanted = false;
    };
    std::vector<Known> known_;  ///< by place of the topic
    std::optional<std::uint64_t> seen_;
};

}  // namespace nodewatch
