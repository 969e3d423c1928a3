#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "base/json.hpp"
#include "resilience/circuit_breaker.hpp"

namespace nodewatch {
namespace {

/// Plays one timeline of the Betanet fixtures. "ask" wants a permit; "ask#A" too, and names it;
/// "fail", "ok" and "parse_error" are calls that end: the probe under way if there is one, else a
/// call of their own; "ok#A" is the late end of call A.
class Player {
public:
    explicit Player(const json::Element& timeline)
        : breaker_({.failure_threshold = static_cast<unsigned>(
                        json::unsigned_integer(timeline, "threshold").value()),
                    .open_time = Duration{static_cast<Duration::rep>(
                        json::number(timeline, "open_seconds").value() * 1'000)},
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

std::vector<std::string> texts(const json::Element& timeline, std::string_view key) {
    std::vector<std::string> result;
    const json::Array items = json::array(timeline, key).value();
    for (const auto item : items)
        result.emplace_back(item.get_string().value());
    return result;
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
    for (const auto timeline : timelines) {
        SCOPED_TRACE(json::text(timeline, "name").value());
        Player player(timeline);
        std::vector<std::string> states;
        const json::Array events = json::array(timeline, "events").value();
        for (const auto event : events) {
            player.play(event.at(0).get_double().value(), event.at(1).get_string().value());
            states.emplace_back(to_string(player.state()));
        }
        EXPECT_EQ(states, texts(timeline, "states"));
        if (json::find(timeline, "answers_to_ask"))
            EXPECT_EQ(player.answers(), texts(timeline, "answers_to_ask"));
    }
}

}  // namespace
}  // namespace nodewatch
