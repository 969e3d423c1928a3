#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace nodewatch::sim::xrpl {

/// The message with its time stamps moved: those in seconds of the Ripple epoch (ledger_time,
/// signing_time, ...) and those in words ("2026-Nov-21 02:13:34.938631 UTC"). Everything else stays
/// byte for byte.
std::string shift_times(std::string_view json, Duration by);

}  // namespace nodewatch::sim::xrpl
