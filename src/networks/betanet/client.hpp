#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "net/http_client.hpp"
#include "networks/betanet/dialect.hpp"
#include "networks/betanet/options.hpp"
#include "resilience/retry.hpp"

namespace nodewatch::betanet {

/// How long a server asks to be left alone: the seconds or the date of `Retry-After` (RFC 9110,
/// 10.2.3), not negative. Nothing when there is neither.
std::optional<Duration> read_retry_after(std::string_view value, WallTime now);

/// Asks the endpoints of one service. The clock outlives it. Loop thread only.
class Client {
public:
    Client(asio::any_io_executor executor, Clock& clock, const TargetOptions& options);

    /// One request. Its path is put behind that of the service's address. Any status but 200 is an
    /// error of kind `http_status`, whatever the body.
    Task<Attempt<Answer>> ask(EndpointSpec endpoint, Duration timeout);
    /// Requests whose answer is waited for now.
    std::size_t under_way() const { return under_way_; }

private:
    Clock& clock_;
    net::Url url_;
    net::HttpClient http_;
    std::size_t under_way_ = 0;
};

}  // namespace nodewatch::betanet
