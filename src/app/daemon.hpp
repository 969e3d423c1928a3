#pragma once

#include <cstdint>

#include "app/configuration.hpp"

namespace nodewatch::app {

/// Exit codes of the program.
inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;        ///< something failed at run time
inline constexpr int exit_configuration = 2;  ///< usage or configuration

enum class Mode : std::uint8_t {
    configured,   ///< watch the targets of the configuration
    discovering,  ///< nobody named a target: also look for nodes on this host, again and again
    demo,         ///< watch stand-ins in this process, and say so wherever something is shown
};

/// Watches and serves until SIGTERM or SIGINT, then stops in order (stop_signals.hpp). The state of
/// a demo is kept in memory. Returns the exit code.
int run_daemon(const Configuration& configuration, Mode mode);

}  // namespace nodewatch::app
