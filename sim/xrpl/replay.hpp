#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/xrpl/backend.hpp"
#include "sim/xrpl/recording.hpp"

namespace nodewatch::sim::xrpl {

struct ReplayOptions {
    double speed = 1.0;
    /// Time stamps in messages and answers are moved so that they are as fresh as they were then.
    bool make_current = true;
    bool repeat = false;  ///< from the start again at the end
    std::string product = "rippled-3.1.1";
};

/// Says what a recorded node said: messages at their time, and to each request the answer that was
/// recorded last before. Pure: the time comes with each call.
class Replay final : public Backend {
public:
    enum class Reach : std::uint8_t { open, refused, frozen };

    Replay(Recording recording, ReplayOptions options, EventSink& sink, Now now);

    /// Plays what is due. Until the first call nothing was said.
    void advance(Now now);
    /// Plays the next line whatever its time; false at the end. The replay's time is then that
    /// line's.
    bool step(Now now);
    bool finished() const { return next_ >= recording_.lines.size(); }

    /// How the node can be reached at this point of the recording.
    Reach reach() const { return reach_; }
    /// Since the start of the recording.
    Duration position() const;

    Answer answer(std::string_view method, Caller caller, Now now) override;
    std::string subscribed(const std::vector<std::string>& streams, Caller caller,
                           Now now) override;
    std::string crawl(Now) override { return "{}"; }
    bool clio() const override { return false; }
    std::string product() const override { return options_.product; }

private:
    void play(const RecordedLine& line, Now now);
    void rewind(Now now);
    std::string current(const RecordedLine& line, Now now) const;
    const RecordedLine* latest(std::string_view method) const;

    Recording recording_;
    ReplayOptions options_;
    EventSink& sink_;
    SteadyTime started_;
    std::size_t next_ = 0;
    WallTime position_;
    Reach reach_ = Reach::open;
    std::map<std::string, const RecordedLine*, std::less<>> answers_;
    const RecordedLine* subscribed_ = nullptr;
};

}  // namespace nodewatch::sim::xrpl
