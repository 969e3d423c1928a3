#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "api/query_gate.hpp"
#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "net/http_server.hpp"
#include "store/sample_sink.hpp"

namespace nodewatch {

/// Takes samples from outside: /api/v1/import/prometheus and /api/v1/write; docs/api.md describes
/// both. To be installed only where the operator allows it: whoever reaches the port can write.
/// Loop thread only.
class ImportApi {
public:
    struct Settings {
        std::size_t max_body_bytes = 32U << 20U;  ///< as sent, and decoded; 413 above
        std::size_t max_running = 2;              ///< imports at work at a time
        std::size_t max_waiting = 8;              ///< 503 above
        Duration timeout{120'000};                ///< of one request
    };
    using MakeSink = std::function<std::unique_ptr<store::SampleSink>()>;

    /// The pool and the clock outlive this, and so does what the sinks write to.
    ImportApi(MakeSink make_sink, WorkerPool& pool, const Clock& clock, Settings settings);
    ~ImportApi();

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);

    struct Counters {
        std::uint64_t samples = 0;    ///< taken
        std::uint64_t discarded = 0;  ///< too old, of an impossible time, or above a limit
        std::uint64_t refused = 0;    ///< requests with an error
    };
    Counters counters() const { return counters_; }

private:
    /// Readers of one thread, which know the series that came before.
    struct Session;
    struct Outcome {
        net::HttpResponse response;
        store::Head::Counts counts;
    };
    using Read = Outcome (*)(Session& session, const net::ServerRequest& request,
                             const Settings& settings, std::int64_t now);

    static Outcome read_text(Session& session, const net::ServerRequest& request,
                             const Settings& settings, std::int64_t now);
    static Outcome read_remote_write(Session& session, const net::ServerRequest& request,
                                     const Settings& settings, std::int64_t now);
    Task<net::HttpResponse> take(Read read, const net::ServerRequest& request);

    const MakeSink make_sink_;
    WorkerPool& pool_;
    const Clock& clock_;
    const Settings settings_;
    api::QueryGate gate_;
    std::vector<std::shared_ptr<Session>> idle_;  ///< at most max_running
    Counters counters_;
};

}  // namespace nodewatch
