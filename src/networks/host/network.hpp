#pragma once

#include "networks/host/options.hpp"
#include "networks/network.hpp"

namespace nodewatch::host {

/// The Linux host that nodewatch runs on.
Network network();

/// What an entry of `targets` says; what is wrong in it is told to the settings. `name` counts when
/// the entry has one, else the host's own.
HostOptions read_options(Settings& settings, std::string name);

}  // namespace nodewatch::host
