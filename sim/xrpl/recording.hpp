#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace nodewatch::sim::xrpl {

/// Something that a recording tells of one node.
struct RecordedLine {
    enum class Kind : std::uint8_t {
        message,     ///< of a stream: `name` is the stream
        subscribed,  ///< the answer to a subscribe
        answer,      ///< to a request: `name` is the method
        reachable,   ///< the node takes connections (again)
        refused,     ///< nobody listens
        frozen,      ///< the process exists and answers nothing
    };
    WallTime time;
    Kind kind = Kind::message;
    std::string name;
    std::string text;  ///< as it came over the wire
    int status = 200;  ///< of an answer
};

/// One node's part of a recording (recordings/xrpl/README.md says what the files are), in the order
/// of time.
struct Recording {
    std::vector<RecordedLine> lines;
};

/// Reads a .jsonl or .jsonl.gz file. `websocket` and `http` name the connections to take, such as
/// "n1/ws" and "n1/http"; probes of the latter are taken too.
Result<Recording> load_recording(const std::string& file, const std::string& websocket,
                                 const std::string& http);

}  // namespace nodewatch::sim::xrpl
