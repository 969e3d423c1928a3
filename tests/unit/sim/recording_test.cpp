#include "sim/xrpl/recording.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "fakes.hpp"

namespace nodewatch::sim::xrpl {
namespace {

using Kind = RecordedLine::Kind;

double seconds_of(const Recording& recording, Kind kind) {
    const auto found = std::ranges::find(recording.lines, kind, &RecordedLine::kind);
    return found == recording.lines.end() ? -1.0
                                          : to_seconds(found->time - recording.lines.front().time);
}

TEST(Recording, ReadsMessagesAndAnswersOfOneNode) {
    const auto recording = load_recording(recording_file("life-outage"), "n1/ws", "n1/http");
    ASSERT_TRUE(recording.has_value()) << recording.error().message;
    // Counted in the file with another program.
    EXPECT_EQ(std::ranges::count_if(recording->lines,
                                    [](const RecordedLine& l) { return l.name == "validations"; }),
              495);
    EXPECT_EQ(std::ranges::count_if(recording->lines,
                                    [](const RecordedLine& l) { return l.name == "ledger"; }),
              85);
    EXPECT_TRUE(std::ranges::is_sorted(recording->lines, {}, &RecordedLine::time));
}

TEST(Recording, KnowsWhenTheNodeWasAway) {
    const auto recording = load_recording(recording_file("life-outage"), "n1/ws", "n1/http");
    ASSERT_TRUE(recording.has_value());
    EXPECT_NEAR(seconds_of(*recording, Kind::refused), 328.3, 0.1);
}

TEST(Recording, AFreezeBeginsWhenTheUnansweredRequestWasSent) {
    const auto recording = load_recording(recording_file("life-isolated"), "n1/ws", "n1/http");
    ASSERT_TRUE(recording.has_value());
    EXPECT_NEAR(seconds_of(*recording, Kind::frozen), 2.0, 0.1);
}

TEST(Recording, MissingFilesAndNodesAreErrors) {
    EXPECT_EQ(load_recording(recording_file("nothing"), "n1/ws", "n1/http").error().kind,
              ErrorKind::file);
    EXPECT_EQ(load_recording(recording_file("life-outage"), "n9/ws", "n9/http").error().kind,
              ErrorKind::file);
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
