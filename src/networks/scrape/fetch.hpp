#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/clock.hpp"
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

/// Asks one target for its metrics as Prometheus does, and follows up to ten redirects, or none;
/// credentials go to the target's own scheme, host and port only. The body comes packed. Loop
/// thread.
class Fetcher {
public:
    Fetcher(asio::any_io_executor executor, const ScrapeOptions& options);

    /// Another status than 200 is an error. The target's timeout, for all of it, runs from `begin`
    /// on.
    Task<Result<ScrapedBody>> fetch(Clock& clock, SteadyTime begin);

private:
    net::HttpRequest request(bool with_credentials) const;

    const net::Url url_;
    const std::string bearer_token_;
    const Duration timeout_;
    const int max_redirects_;
    const std::uint64_t max_bytes_;
    net::HttpClient client_;
};

/// Where a redirect leads, without credentials; nothing when that is no http(s) address.
std::optional<net::Url> redirected(const net::Url& from, std::string_view location);

}  // namespace nodewatch::scrape
