#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/result.hpp"

namespace nodewatch::sim::xrpl {

/// What happens to TCP connections at a port.
enum class GateMode : std::uint8_t {
    open,    ///< bytes pass
    closed,  ///< nobody listens; open connections are cut
    silent,  ///< connections are taken and nothing is read or written
    frozen,  ///< open connections stay and nothing passes until the mode changes: a stopped process
};

/// A loopback port in front of a server, where connections break the way they do in the field: the
/// server behind stays as it is. Loop thread only.
class Gate {
public:
    /// Connections go to 127.0.0.1:`inner_port`.
    Gate(asio::any_io_executor executor, std::uint16_t inner_port);
    ~Gate();

    /// Binds a free port of 127.0.0.1, which stays the gate's for its whole life.
    Result<> listen();
    std::uint16_t port() const;

    void set_mode(GateMode mode);
    /// After this many bytes of the server's a connection is cut; nothing: never.
    void set_limit(std::optional<std::size_t> bytes_from_server);
    /// The first bytes of a client are answered with this text, and the connection is closed;
    /// nothing: the server answers.
    void set_reply(std::optional<std::string> reply);
    /// Cuts all open connections.
    void cut();

    std::uint64_t accepted() const;
    std::size_t connections() const;

    /// Serves until cancelled.
    Task<void> run();

private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace nodewatch::sim::xrpl
