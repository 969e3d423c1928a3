#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace nodewatch::testing {

/// One line of a recording; recordings/xrpl/README.md says what the members are.
struct RecordingLine {
    Duration at{0};  ///< since the first line of the file
    WallTime wall;
    std::string source;  ///< "n1/ws"
    std::string kind;    ///< "recv", "close", "http", ...
    std::string method;  ///< of an http request
    /// The JSON that came over the wire, byte for byte; empty when it was none. 64 readable bytes
    /// stand behind it.
    std::string data;
};

/// All lines of a .jsonl.gz file. Throws std::runtime_error when it cannot be read: a test fails.
std::vector<RecordingLine> read_recording(const std::string& file);

/// The path of a recording of ours: read_recording(recording("life-outage")).
std::string recording(std::string_view name);

}  // namespace nodewatch::testing
