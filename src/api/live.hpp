#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "net/http_server.hpp"
#include "resilience/signal.hpp"
#include "telemetry/live_board.hpp"

namespace nodewatch::api {

/// Pushes the rows of the board to browsers as server-sent events (docs/api.md, "Live"):
/// GET /api/live?topics=PATTERN,PATTERN. Loop thread only.
class LivePush {
public:
    static constexpr std::size_t max_clients = 500;  ///< 503 above
    /// What changes within so short a time goes out together.
    static constexpr Duration gather{20};
    /// An empty delta where nothing changed for so long. Browsers take three of silence for a loss.
    static constexpr Duration heartbeat{2'000};

    /// When the login ends by which a request came; nothing: never.
    using SessionEnd = std::function<std::optional<WallTime>(const net::HttpRequest&)>;

    /// All of it outlives this.
    LivePush(asio::any_io_executor executor, LiveBoard& board, Clock& clock,
             SessionEnd session_end);

    /// Adds the route. This must outlive the server's run.
    void install(net::HttpServer& server);
    /// Wakes the clients after changes and for heartbeats, until cancelled.
    Task<void> run();

    struct Counters {
        std::uint64_t clients = 0;  ///< now
        std::uint64_t connections = 0;
        std::uint64_t refused = 0;  ///< above max_clients
        std::uint64_t frames = 0;
        std::uint64_t bytes = 0;
        /// Clients that got everything anew: at their first connection, and when they were away for
        /// longer than is remembered.
        std::uint64_t snapshots = 0;
    };
    const Counters& counters() const { return counters_; }

private:
    class Stream;

    Task<net::HttpResponse> open(const net::ServerRequest& request);
    Task<void> serve(LiveReader& reader, std::optional<WallTime> end, net::ResponseStream& stream);
    std::string event(LiveReader::Frame frame);
    Task<void> start(TaskGroup& group);
    Task<void> tell_news();
    Task<void> beat();

    LiveBoard& board_;
    Clock& clock_;
    SessionEnd session_end_;
    std::string epoch_;  ///< of the numbers of changes: another one after a restart
    Signal changed_;     ///< the board, since the clients were woken
    Signal news_;        ///< for the clients
    bool dirty_ = false;
    std::uint64_t beats_ = 0;
    Counters counters_;
};

}  // namespace nodewatch::api
