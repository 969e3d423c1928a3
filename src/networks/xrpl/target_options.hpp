#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"
#include "networks/xrpl/options.hpp"
#include "resilience/heartbeat.hpp"

namespace nodewatch::xrpl {

/// One entry of `targets` with `network: xrpl`.
struct TargetOptions {
    std::string name;
    std::optional<net::Url> websocket;  ///< streams; and the polls too when `http` is absent
    std::optional<net::Url> http;       ///< polls (JSON-RPC)
    WatcherOptions watcher;
    /// Each is subscribed on its own: one that the server refuses does not cost the others.
    std::vector<std::string> streams = {"ledger",    "server",      "validations",
                                        "consensus", "peer_status", "manifests"};
    /// Credentials of a port with admin_user and admin_password; sent as members of each request.
    std::string admin_user;
    std::string admin_password;
    net::TlsClientOptions tls;
    Duration connect_timeout{10'000};
    Duration request_timeout{5'000};
    std::size_t max_message_bytes = 16U << 20U;
    HeartbeatPolicy heartbeat;
    /// Ceilings of the waits before the stream is connected again; the last one repeats.
    std::vector<Duration> reconnect_waits = {Duration{1'000}, Duration{2'000}, Duration{5'000},
                                             Duration{10'000}, Duration{30'000}};
    Duration state_save_interval{60'000};  ///< a crash takes what came since from the windows
    std::uint16_t peer_port = 0;           ///< for /crawl; 0: not asked
    bool watch_process = true;  ///< CPU, memory and files of the node's process on this host
    std::string process_name;   ///< empty: rippled or xrpld, as the version says
    std::string data_path;      ///< the node's data directory; empty: /var/lib/<process>
};

}  // namespace nodewatch::xrpl
