#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// Reads recordings; recordings/xrpl/README.md says what is in them.
namespace nodewatch::testing {

/// Calls `take_line` for each line of a file, gzip or not. Throws std::runtime_error when it cannot
/// be read: a test fails.
void read_lines(const std::filesystem::path& file,
                const std::function<void(std::string_view line)>& take_line);

/// The member `data` of a line, byte for byte as it went over the wire; empty when there is none.
std::string_view recorded_data(std::string_view line);

/// One line of a recording.
struct RecordingLine {
    Duration at{0};  ///< since the first line of the file
    WallTime wall;
    std::string source;  ///< "n1/ws"
    std::string kind;    ///< "recv", "close", "http", ...
    std::string method;  ///< of an http request
    std::string data;    ///< recorded_data(); 64 readable bytes stand behind it
};
std::vector<RecordingLine> read_recording(const std::filesystem::path& file);

/// The path of a recording of ours: recording("life-outage").
std::filesystem::path recording(std::string_view name);
/// Public fixtures and complete recordings that are no part of this repository.
std::filesystem::path shared_fixtures_folder();

}  // namespace nodewatch::testing
