#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "base/json.hpp"
#include "base/strings.hpp"
#include "resilience/circuit_breaker.hpp"

namespace nodewatch {
namespace {

/// "ask" wants a permit; "ask#A" too, and names it; "fail", "ok" and "parse_error" are calls that
/// end: the probe under way if there is one, else a call of their own; "ok#A" is the late end of
/// call A. The state that follows stands beside each.
struct Timeline {
    std::string name;
    unsigned threshold = 5;
    double open_seconds = 30;
    struct Event {
        double seconds;
        std::string what, state;
    };
    std::vector<Event> events;
    std::vector<std::string> answers_to_ask;
};

/// Plays one timeline.
class Player {
public:
    explicit Player(const Timeline& timeline)
        : breaker_({.failure_threshold = timeline.threshold,
                    .open_time = Duration{std::llround(timeline.open_seconds * 1'000)},
                    .growth = 1.0}) {}

    void play(double seconds, std::string_view event) {
        const SteadyTime now = SteadyTime{} + Duration{std::llround(seconds * 1'000)};
        const auto hash = event.find('#');
        const auto verb = event.substr(0, hash);
        const std::string name(hash == std::string_view::npos ? "" : event.substr(hash + 1));
        if (verb == "ask") {
            auto permit = breaker_.ask(now);
            answers_.emplace_back(permit ? "allow" : "reject");
            if (permit) calls_.insert_or_assign(name, std::move(*permit));
            return;
        }
        auto permit = take(name);
        if (!permit) permit = breaker_.ask(now);
        ASSERT_TRUE(permit);
        if (verb == "ok") permit->succeeded(now);
        if (verb == "fail") permit->failed({ErrorKind::refused, "refused"}, now);
        if (verb == "parse_error") permit->failed({ErrorKind::parse, "not JSON"}, now);
    }

    BreakerState state() const { return breaker_.state(); }
    const std::vector<std::string>& answers() const { return answers_; }

private:
    std::optional<CircuitBreaker::Permit> take(const std::string& name) {
        auto call = calls_.extract(name);
        if (call.empty()) return std::nullopt;
        return std::move(call.mapped());
    }

    CircuitBreaker breaker_;
    std::map<std::string, CircuitBreaker::Permit> calls_;
    std::vector<std::string> answers_;
};

void expect_timeline(const Timeline& timeline) {
    SCOPED_TRACE(timeline.name);
    Player player(timeline);
    for (const Timeline::Event& event : timeline.events) {
        player.play(event.seconds, event.what);
        EXPECT_EQ(to_string(player.state()), event.state)
            << event.what << " at " << event.seconds << " s";
    }
    if (!timeline.answers_to_ask.empty()) EXPECT_EQ(player.answers(), timeline.answers_to_ask);
}

std::vector<std::string> texts(const json::Element& timeline, std::string_view key) {
    std::vector<std::string> result;
    const auto items = json::array(timeline, key);
    if (!items) return result;
    for (const auto item : *items)
        result.emplace_back(item.get_string().value());
    return result;
}

Timeline read_timeline(const json::Element& element) {
    Timeline timeline;
    timeline.name = json::text(element, "name").value();
    timeline.threshold =
        static_cast<unsigned>(json::unsigned_integer(element, "threshold").value());
    timeline.open_seconds = json::number(element, "open_seconds").value();
    const auto states = texts(element, "states");
    const json::Array events = json::array(element, "events").value();
    for (const auto event : events)
        timeline.events.push_back({event.at(0).get_double().value(),
                                   std::string(event.at(1).get_string().value()),
                                   states.at(timeline.events.size())});
    timeline.answers_to_ask = texts(element, "answers_to_ask");
    return timeline;
}

TEST(CircuitBreaker, FollowsTheEightTimelines) {
    const std::string path = NODEWATCH_SOURCE_DIR
        "/../shared/fixtures/betanet/constructed/"
        "breaker-timelines.json";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    simdjson::dom::parser parser;
    json::Array timelines;
    ASSERT_EQ(parser.load(path).get_array().get(timelines), simdjson::SUCCESS);
    ASSERT_EQ(timelines.size(), 8U);
    for (const auto timeline : timelines)
        expect_timeline(read_timeline(timeline));
}

/// From "0 fail closed, 1 fail open".
std::vector<Timeline::Event> events_of(std::string_view text) {
    std::vector<Timeline::Event> events;
    for (const std::string_view part : split(text, ',')) {
        const auto words = split(trim(part), ' ');
        events.push_back({parse_double(words.at(0)).value(), std::string(words.at(1)),
                          std::string(words.at(2))});
    }
    return events;
}

/// Five failures at one moment.
const std::string opened =
    "0 fail closed, 0 fail closed, 0 fail closed, 0 fail closed, 0 fail open, ";

TEST(CircuitBreaker, OpensOnTheFifthFailureInARow) {
    expect_timeline({.name = "five failures",
                     .events = events_of("0 fail closed, 1 fail closed, 2 fail closed, "
                                         "3 fail closed, 4 fail open"),
                     .answers_to_ask = {}});
    expect_timeline(
        {.name = "a success between them",
         .events = events_of("0 fail closed, 1 fail closed, 2 fail closed, 3 fail closed, "
                             "4 ok closed, 5 fail closed, 6 fail closed, 7 fail closed, "
                             "8 fail closed, 9 fail open"),
         .answers_to_ask = {}});
    expect_timeline({.name = "parse errors",
                     .events = events_of("0 parse_error closed, 1 parse_error closed, "
                                         "2 parse_error closed, 3 parse_error closed, "
                                         "4 parse_error closed, 5 parse_error closed"),
                     .answers_to_ask = {}});
}

TEST(CircuitBreaker, RejectsWhileItIsOpen) {
    expect_timeline({.name = "thirty seconds",
                     .events = events_of(opened + "29.999 ask open, 30 ask half_open"),
                     .answers_to_ask = {"reject", "allow"}});
}

TEST(CircuitBreaker, TheProbeDecides) {
    expect_timeline({.name = "it succeeds",
                     .events = events_of(opened + "30 ask half_open, 30.2 ok closed"),
                     .answers_to_ask = {"allow"}});
    expect_timeline({.name = "it fails",
                     .events = events_of(opened + "30 ask half_open, 31 fail open, "
                                                  "60.9 ask open, 61 ask half_open"),
                     .answers_to_ask = {"allow", "reject", "allow"}});
    expect_timeline({.name = "there is one at a time",
                     .events = events_of(opened + "30 ask half_open, 30 ask half_open, "
                                                  "30 ask half_open, 30.5 ok closed, "
                                                  "30.6 ask closed"),
                     .answers_to_ask = {"allow", "reject", "reject", "allow"}});
}

TEST(CircuitBreaker, ALateResultOfAnEarlierEraIsIgnored) {
    expect_timeline({.name = "a success from before it opened",
                     .events = events_of("0 ask#A closed, 1 fail closed, 1 fail closed, "
                                         "1 fail closed, 1 fail closed, 1 fail open, "
                                         "10 ok#A open"),
                     .answers_to_ask = {"allow"}});
}

}  // namespace
}  // namespace nodewatch
