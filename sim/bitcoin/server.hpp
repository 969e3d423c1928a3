#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_server.hpp"
#include "sim/bitcoin/node.hpp"
#include "sim/bitcoin/publisher.hpp"

namespace nodewatch::sim::bitcoin {

/// What is wrong with the answers of a node that is otherwise well.
enum class Fault : std::uint8_t {
    none,
    work_queue_full,
    hang,     ///< requests are taken and never answered
    garbage,  ///< what comes is no JSON
    refuse,   ///< no password is right
    no_batches,
};

/// Speaks JSON-RPC as Bitcoin Core on one loopback port, with a cookie that is new at each start.
/// Loop thread only.
class Server {
public:
    /// `cookie_file`: where the cookie is written; empty: nowhere. `legacy`: as nodes before
    /// version 28, who know JSON-RPC 1.0 alone. `publishes`: over ZMQ. `height`: of its chain at
    /// first.
    Server(asio::any_io_executor executor, Clock& clock, std::string cookie_file, bool legacy,
           bool publishes, std::uint64_t height = 221);
    ~Server();

    /// Opens the port: any at first, later the same one again. Writes the cookie.
    Result<> start();
    /// Closes it with all connections, and removes the cookie.
    Task<void> stop();

    std::uint16_t port() const { return port_; }
    static constexpr std::string_view user = "__cookie__";
    const std::string& password() const { return password_; }
    Node& node() { return node_; }
    /// Silent when it does not publish.
    Publisher& publisher() { return publisher_; }
    /// Blocks come; the last `depth` fall out before.
    void change_chain(std::uint64_t depth, std::uint64_t blocks);
    /// Publishes `rate` transactions a second for so many seconds, beside all else.
    void flood(std::uint64_t rate, std::uint64_t seconds);
    Fault fault = Fault::none;

private:
    Task<net::HttpResponse> answer(net::ServerRequest request);
    net::HttpResponse answer_body(const std::string& body);
    Result<> write_cookie();
    Task<void> flood_task(std::uint64_t rate, std::uint64_t seconds);

    asio::any_io_executor executor_;
    Clock& clock_;
    std::string cookie_file_;
    bool legacy_;
    bool publishes_;
    Node node_;
    Publisher publisher_;
    std::uint16_t port_ = 0;
    unsigned starts_ = 0;
    std::string password_, authorization_;
    std::unique_ptr<net::HttpServer> http_;
    std::unique_ptr<TaskGroup> tasks_;  ///< while it is started
};

}  // namespace nodewatch::sim::bitcoin
