#include "app/service_manager.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/strings.hpp"

namespace nodewatch::app {

namespace {

std::optional<Duration> read_watchdog_interval(const Environment& environment) {
    const auto text = environment("WATCHDOG_USEC");
    if (!text) return std::nullopt;
    const auto microseconds = parse_int(*text);
    if (!microseconds || *microseconds <= 0) return std::nullopt;
    // The variables are inherited: they may be meant for a parent.
    if (const auto pid = environment("WATCHDOG_PID"); pid && parse_int(*pid) != ::getpid())
        return std::nullopt;
    return std::max(Duration{*microseconds / 2'000}, Duration{1});
}

Error system_error(std::string_view what, const std::string& socket) {
    return {ErrorKind::file, fmt::format("{} the service manager at {}: {}", what, socket,
                                         std::generic_category().message(errno))};
}

}  // namespace

ServiceManager::ServiceManager(const Environment& environment)
    : socket_(environment("NOTIFY_SOCKET")),
      watchdog_interval_(read_watchdog_interval(environment)) {}

Result<> ServiceManager::ready(std::string_view status) const {
    return send(fmt::format("READY=1\nSTATUS={}", status));
}

Result<> ServiceManager::status(std::string_view status) const {
    return send(fmt::format("STATUS={}", status));
}

Result<> ServiceManager::stopping() const {
    return send("STOPPING=1\nSTATUS=Stopping");
}

Result<> ServiceManager::alive() const {
    return send("WATCHDOG=1");
}

Result<> ServiceManager::send(const std::string& message) const {
    if (!socket_) return {};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string& name = *socket_;
    if (name.size() < 2 || name.size() >= sizeof(address.sun_path) ||
        (name.front() != '/' && name.front() != '@'))
        return failure(ErrorKind::configuration,
                       fmt::format("NOTIFY_SOCKET '{}' is no socket address", name));
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';  // abstract: a name outside of the files
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());

    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return failure(system_error("socket for", name));
    const auto sent = ::sendto(descriptor, message.data(), message.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), length);
    Result<> result;
    if (sent < 0) result = failure(system_error("cannot reach", name));
    ::close(descriptor);
    return result;
}

}  // namespace nodewatch::app
