#include "networks/betanet/client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/counted.hpp"
#include "base/strings.hpp"
#include "net/http_date.hpp"

namespace nodewatch::betanet {
namespace {

/// 500 mixnodes have some 100 KB.
constexpr std::size_t max_answer_bytes = 2U << 20U;
constexpr int http_ok = 200;
/// More would not fit a duration.
constexpr std::uint64_t max_seconds = 1'000'000'000;

net::HttpClientOptions http_options(const TargetOptions& options) {
    net::HttpClientOptions http;
    http.max_response_bytes = max_answer_bytes;
    http.tls = options.tls;
    return http;
}

bool has_retry_after(int status) {
    return status == 429 || status == 503;
}

}  // namespace

std::optional<Duration> read_retry_after(std::string_view value, WallTime now) {
    value = trim(value);
    if (const auto seconds = parse_uint(value))
        return std::chrono::seconds{std::min(*seconds, max_seconds)};
    const auto date = net::parse_http_date(value);
    if (!date) return std::nullopt;
    return std::max(Duration{0}, std::chrono::duration_cast<Duration>(*date - now));
}

Client::Client(asio::any_io_executor executor, Clock& clock, const TargetOptions& options)
    : clock_(clock), url_(options.http), http_(executor, http_options(options)) {}

Task<Attempt<Answer>> Client::ask(EndpointSpec endpoint, Duration timeout) {
    const Counted counted(under_way_);
    net::Url url = url_;
    if (url.target.ends_with('/')) url.target.pop_back();
    url.target += endpoint.path;
    auto response = co_await http_.send(std::move(url), net::HttpRequest{}, timeout);
    if (!response) co_return Attempt<Answer>{failure(response.error().within(endpoint.path))};
    if (response->status != http_ok) {
        Attempt<Answer> refused{
            failure(ErrorKind::http_status,
                    fmt::format("{}: HTTP {} {}", endpoint.path, response->status,
                                net::reason_phrase(response->status)),
                    std::to_string(response->status))};
        if (has_retry_after(response->status))
            refused.retry_after =
                read_retry_after(response->headers.get("Retry-After"), clock_.now().wall);
        co_return refused;
    }
    auto answer = endpoint.decode(response->body);
    if (!answer) co_return Attempt<Answer>{failure(answer.error().within(endpoint.path))};
    co_return Attempt<Answer>{std::move(*answer)};
}

}  // namespace nodewatch::betanet
