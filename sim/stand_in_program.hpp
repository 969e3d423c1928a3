#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"

namespace nodewatch::sim {

/// A stand-in that runs as a program of its own and is told over standard input what to do.
struct CommandedStandIn {
    std::function<Result<>()> start;
    std::function<Task<void>()> stop;
    std::function<std::string()> introduce;  ///< one line: its addresses, once it is started
    /// Does what the line says and returns the answer, one line. `stop`, `start` and `restart` are
    /// among the commands; before `stop` and `restart` it is stopped already.
    std::function<std::string(const std::string& line)> obey;
};

/// Starts it, prints its introduction, and obeys it line by line until standard input ends. Returns
/// the exit code of the program: 0, or 1 when it could not be started.
int run_commanded(asio::io_context& io, const CommandedStandIn& stand_in);

/// To whoever started us, at once.
void print_line(std::string_view text);

}  // namespace nodewatch::sim
