#pragma once

#include <optional>
#include <string>

#include "base/settings.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "sinks/influx/window_reader.hpp"

namespace nodewatch::influx {

/// Where and how to write.
struct Options {
    net::Url url;               ///< of the write endpoint, with its query and maybe a user
    std::string authorization;  ///< the header; empty: none
    net::TlsClientOptions tls;
    Duration interval{10'000};  ///< between two writes while nothing waits
    Duration timeout{10'000};   ///< of a request
    Duration backfill{0};       ///< how much history the very first run sends
    BatchLimits batch;
    bool gzip = true;
};

/// Reads `sinks.influx`; nothing when it has no `url`.
std::optional<Options> read_options(Settings settings);

}  // namespace nodewatch::influx
