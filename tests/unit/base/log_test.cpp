#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/json.hpp"
#include "base/strings.hpp"

namespace nodewatch {
namespace {

using testing::ContainsRegex;

class LogTest : public testing::Test {
protected:
    ~LogTest() override {
        log::set_observer(nullptr);
        log::configure({});
    }

    /// What `write` puts on standard error.
    template <typename F>
    static std::string captured(F write) {
        testing::internal::CaptureStderr();
        write();
        return testing::internal::GetCapturedStderr();
    }
};

TEST_F(LogTest, TextHasTimeLevelComponentAndMessage) {
    std::string line = captured([] { log::warn("xrpl/val-1", "lost {} of {}", 3, 10); });
    EXPECT_THAT(line, testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                                            "\\.[0-9]{3}Z warning xrpl/val-1: lost 3 of 10\n"));
}

TEST_F(LogTest, NoLineIsForged) {
    std::string line = captured([] { log::info("a\nb", "x\n2026 error forged\x1b[31m"); });
    EXPECT_EQ(split(line, '\n').size(), 2U);
    EXPECT_THAT(line, testing::EndsWith("a\\nb: x\\n2026 error forged\\x1b[31m\n"));
}

TEST_F(LogTest, PercentAndBracesOfAMessageAreText) {
    std::string text = "100%v {} {0}";
    EXPECT_THAT(captured([&] { log::info("a", "{}", text); }),
                testing::EndsWith("a: 100%v {} {0}\n"));
}

TEST_F(LogTest, JsonLinesAreJson) {
    log::configure({.level = log::Level::debug, .format = log::Format::json});
    std::string line = captured([] { log::debug("api", "said \"{}\"\n", "\xFF\x01"); });
    ASSERT_TRUE(line.ends_with('\n'));
    line.pop_back();
    EXPECT_EQ(line.find('\n'), std::string::npos);

    simdjson::dom::parser parser;
    auto root = parser.parse(simdjson::padded_string(line)).value();
    EXPECT_EQ(json::text(root, "level"), "debug");
    EXPECT_EQ(json::text(root, "component"), "api");
    EXPECT_EQ(json::text(root, "message"), "said \"\xEF\xBF\xBD\x01\"\n");
    EXPECT_THAT(std::string(json::text(root, "time").value()),
                ContainsRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}.[0-9]{3}Z$"));
}

TEST_F(LogTest, LowerLevelsAreSilent) {
    log::configure({.level = log::Level::warn, .format = log::Format::text});
    EXPECT_FALSE(log::enabled(log::Level::info));
    EXPECT_TRUE(log::enabled(log::Level::warn));
    std::string text = captured([] {
        log::debug("a", "1");
        log::info("a", "2");
        log::warn("a", "3");
        log::error("a", "4");
    });
    EXPECT_THAT(text, ContainsRegex("warning a: 3\n.* error +a: 4\n$"));
    EXPECT_EQ(split(text, '\n').size(), 3U);
}

TEST_F(LogTest, AnObserverSeesEachLine) {
    std::vector<std::string> seen;
    log::set_observer([&](log::Level, std::string_view component, std::string_view text) {
        seen.push_back(std::string(component) + ": " + std::string(text));
    });
    captured([] {
        log::info("a", "one");
        log::debug("a", "silent");
        log::error("b", "two");
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"a: one", "b: two"}));
}

}  // namespace
}  // namespace nodewatch
