#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/environment.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace nodewatch::app {

/// The side of systemd's sd_notify protocol that a service speaks: datagrams to the socket that
/// NOTIFY_SOCKET names (sd_notify(3)). Without one, all of this does nothing.
class ServiceManager {
public:
    /// Takes NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
    explicit ServiceManager(const Environment& environment);

    Result<> ready(std::string_view status) const;
    Result<> status(std::string_view status) const;
    Result<> stopping() const;
    /// Tells the watchdog that the loop is alive.
    Result<> alive() const;

    /// How often alive() is due: half of the time after which systemd restarts the service. Nothing
    /// when no watchdog watches this process.
    std::optional<Duration> watchdog_interval() const { return watchdog_interval_; }

private:
    Result<> send(const std::string& message) const;

    std::optional<std::string> socket_;
    std::optional<Duration> watchdog_interval_;
};

}  // namespace nodewatch::app
