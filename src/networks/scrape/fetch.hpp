#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "net/http_client.hpp"
#include "networks/scrape/exposition.hpp"
#include "networks/scrape/options.hpp"

namespace nodewatch::scrape {

struct ScrapedBody {
    std::string text;  ///< packed, until unpack()
    ExpositionFormat format = ExpositionFormat::prometheus;
    std::string content_encoding;
    std::string server;           ///< host and port
    std::uint64_t max_bytes = 0;  ///< unpacked
};

/// Not on the loop thread: some KB may become max_body_bytes, which takes longer than it may wait.
/// `protocol` when the body is damaged, `too_large` above the target's limit.
Result<> unpack(ScrapedBody& body);

/// A larger body is refused, whatever the target's limit.
inline constexpr std::uint64_t max_body_bytes = 64U << 20U;

/// What the target's own server is shown.
struct ScrapeCredentials {
    std::string password;                     ///< of the user in the URL; empty: none
    std::optional<std::string> bearer_token;  ///< nothing: none
};

/// Asks one target for its metrics as Prometheus does, and follows up to ten redirects, or none;
/// credentials go to the target's own scheme, host and port only. Files that hold them are read for
/// every scrape. The body comes packed. Loop thread.
class Fetcher {
public:
    Fetcher(asio::any_io_executor executor, WorkerPool& pool, const ScrapeOptions& options);

    /// Another status than 200 is an error. The target's timeout, for all of it, runs from `begin`
    /// on. ErrorKind::file: a file with credentials cannot be used, and the target was not asked.
    Task<Result<ScrapedBody>> fetch(Clock& clock, SteadyTime begin);

private:
    Task<Result<ScrapeCredentials>> credentials();
    net::HttpRequest request() const;

    WorkerPool& pool_;
    const net::Url url_;
    const ScrapeCredentials written_;
    const std::string password_file_;
    const std::string bearer_token_file_;
    const Duration timeout_;
    const int max_redirects_;
    const std::uint64_t max_bytes_;
    net::HttpClient client_;
};

/// Where a redirect leads, without credentials; nothing when that is no http(s) address.
std::optional<net::Url> redirected(const net::Url& from, std::string_view location);

}  // namespace nodewatch::scrape
