#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/xrpl/faults.hpp"

namespace nodewatch::sim::xrpl {

/// The command line of nodewatch-sim-xrpl.
struct Arguments {
    bool help = false;
    std::size_t validators = 5;  ///< of the network
    std::size_t nodes = 1;       ///< with ports of their own: the first validators
    std::size_t stock = 0;       ///< further nodes that are no validators
    bool public_port = false;
    std::vector<ScriptStep> faults;  ///< of the first node
    Duration repeat{0};              ///< of the faults
    std::string replay;              ///< file of a recording, instead of a network
    std::string source = "n1";       ///< the node in the recording
    double speed = 1.0;
    std::uint64_t flood = 0;                                           ///< validations to send
    std::string recording = "recordings/xrpl/run-a-streams.jsonl.gz";  ///< for the flood
    int pace = 1;  ///< of the network; above 1 each ledger is printed with its time
};

Result<Arguments> parse_arguments(const std::vector<std::string>& words);

extern const char* const usage;

}  // namespace nodewatch::sim::xrpl
