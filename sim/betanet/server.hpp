#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_server.hpp"
#include "sim/betanet/service.hpp"

namespace nodewatch::sim::betanet {

/// Which endpoints there are.
enum class Dialect : std::uint8_t {
    api_v1,  ///< /api/v1/metrics, /api/v1/nodes/status, /api/v1/network/stats
    server,  ///< /status, /mixnodes, /metrics
    none,    ///< everything is 404
};

/// What is wrong with the answer of an endpoint.
enum class Fault : std::uint8_t {
    none,
    silent,       ///< the request is taken and never answered
    unavailable,  ///< 503 with JSON that would pass for an answer
    busy,         ///< 429
    not_found,
    mock,       ///< made up by a proxy: `"status": "mock"`
    truncated,  ///< the first half
    html,       ///< a page, with status 200
};
std::optional<Fault> read_fault(std::string_view name);

/// A stand-in for a Betanet service on one loopback port. Loop thread only.
class Server {
public:
    Server(asio::any_io_executor executor, Clock& clock, Dialect dialect);
    ~Server();

    /// Opens the port: any at first, later the same one again.
    Result<> start();
    /// Closes it with all connections.
    Task<void> stop();

    std::uint16_t port() const { return port_; }
    Service& service() { return service_; }
    Dialect dialect;
    /// Of all endpoints, and of single ones by their paths, which go before.
    Fault fault = Fault::none;
    std::map<std::string, Fault, std::less<>> faults;
    std::string retry_after;  ///< header of 429 and 503; empty: none
    Duration delay{0};        ///< before each answer
    std::uint64_t requests() const { return requests_; }
    /// Requests that are kept from their answer now, by Fault::silent or by `delay`.
    std::size_t held() const { return held_; }

private:
    Task<net::HttpResponse> answer(net::ServerRequest request);
    Task<void> hold(Duration time);
    std::optional<net::HttpResponse> right_answer(std::string_view path) const;
    Fault fault_of(std::string_view path) const;

    asio::any_io_executor executor_;
    Clock& clock_;
    Service service_;
    std::uint16_t port_ = 0;
    std::uint64_t requests_ = 0;
    std::size_t held_ = 0;
    std::unique_ptr<net::HttpServer> http_;
    std::unique_ptr<TaskGroup> tasks_;  ///< while it is started
};

}  // namespace nodewatch::sim::betanet
