#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace nodewatch::testing {

/// What systemd binds and a service talks to.
class NotifySocket {
public:
    /// A path, or '@' and the name of an abstract socket.
    explicit NotifySocket(const std::string& name)
        : descriptor_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), length) != 0)
            std::abort();
    }
    ~NotifySocket() { ::close(descriptor_); }
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    /// Waits for a message.
    std::string receive() const { return receive(0); }
    /// The message that is there, or "nothing".
    std::string try_receive() const { return receive(MSG_DONTWAIT); }

private:
    std::string receive(int flags) const {
        char buffer[4'096];
        const auto size = ::recv(descriptor_, buffer, sizeof buffer, flags);
        return size < 0 ? "nothing" : std::string(buffer, static_cast<std::size_t>(size));
    }
    int descriptor_;
};

}  // namespace nodewatch::testing
