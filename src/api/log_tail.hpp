#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/http_server.hpp"

namespace nodewatch::api {

/// The last lines of the log, for GET /api/log (docs/api.md). From its construction to its end it
/// is the observer of the log, so there is one of it.
class LogTail {
public:
    static constexpr std::size_t max_lines = 200;
    static constexpr std::size_t max_text_bytes = 2'000;  ///< of a line; what is longer is cut

    /// The clock outlives this.
    explicit LogTail(const Clock& clock);
    ~LogTail();
    LogTail(const LogTail&) = delete;
    LogTail& operator=(const LogTail&) = delete;

    /// Adds the route. This must outlive the server's run.
    void install(net::HttpServer& server);

private:
    struct Line {
        WallTime time;
        log::Level level;
        std::string component, text;
    };
    void add(log::Level level, std::string_view component, std::string_view text);
    Task<net::HttpResponse> answer() const;
    std::string json() const;

    const Clock& clock_;
    mutable std::mutex mutex_;  ///< lines come from the loop and from worker threads
    std::deque<Line> lines_;
    std::uint64_t dropped_ = 0;
};

}  // namespace nodewatch::api
