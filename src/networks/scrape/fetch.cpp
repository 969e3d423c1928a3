#include "networks/scrape/fetch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "networks/scrape/secret_file.hpp"

namespace nodewatch::scrape {
namespace {

constexpr int max_redirects = 10;
/// Between rare scrapes a connection is not kept.
constexpr Duration max_idle_time{300'000};

/// What Prometheus 2.42 asks for.
constexpr std::string_view accepted =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

/// Prometheus' limit is the first size that is refused.
std::uint64_t largest_body(const ScrapeOptions& options) {
    if (options.body_size_limit == 0) return max_body_bytes;
    return std::min<std::uint64_t>(options.body_size_limit - 1, max_body_bytes);
}

net::HttpClientOptions client_options(const ScrapeOptions& options) {
    net::HttpClientOptions client;
    // What is not packed has its limit here already.
    client.max_response_bytes = largest_body(options);
    client.unpacks = false;
    client.max_idle_per_host = 1;
    client.max_idle_time = std::min(2 * options.interval, max_idle_time);
    client.tls = options.tls;
    return client;
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool same_server(const net::Url& a, const net::Url& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

ScrapeCredentials written_credentials(const ScrapeOptions& options) {
    ScrapeCredentials written{.password = options.url.password, .bearer_token = {}};
    if (!options.bearer_token.empty()) written.bearer_token = options.bearer_token;
    return written;
}

/// With the secrets of the files, where there are such. On the pool.
Result<ScrapeCredentials> read_credential_files(ScrapeCredentials credentials,
                                                const std::string& password_file,
                                                const std::string& bearer_token_file) {
    if (!password_file.empty()) {
        auto password = read_secret_file(password_file);
        if (!password) return failure(password.error());
        credentials.password = std::move(*password);
    }
    if (!bearer_token_file.empty()) {
        auto token = read_secret_file(bearer_token_file);
        if (!token) return failure(token.error());
        credentials.bearer_token = std::move(*token);
    }
    return credentials;
}

}  // namespace

std::optional<net::Url> redirected(const net::Url& from, std::string_view location) {
    std::string text(location.substr(0, location.find('#')));
    if (text.starts_with("//"))
        text.insert(0, from.scheme + ":");
    else if (text.starts_with('/'))
        text.insert(0, from.scheme + "://" + from.authority());
    else if (text.find("://") == std::string::npos) {
        const std::string path = from.target.substr(0, from.target.find('?'));
        text.insert(0,
                    from.scheme + "://" + from.authority() + path.substr(0, path.rfind('/') + 1));
    }
    auto url = net::parse_url(text);
    if (!url || !url->scheme.starts_with("http")) return std::nullopt;
    url->user.clear();
    url->password.clear();
    return *url;
}

Result<> unpack(ScrapedBody& body) {
    auto done = net::unpack(body.text, body.content_encoding, body.max_bytes);
    if (!done) return failure(done.error().within(body.server));
    return {};
}

Fetcher::Fetcher(asio::any_io_executor executor, WorkerPool& pool, const ScrapeOptions& options)
    : pool_(pool),
      url_(options.url),
      written_(written_credentials(options)),
      password_file_(options.password_file),
      bearer_token_file_(options.bearer_token_file),
      timeout_(options.timeout),
      max_redirects_(options.follow_redirects ? max_redirects : 0),
      max_bytes_(largest_body(options)),
      client_(std::move(executor), client_options(options)) {}

Task<Result<ScrapeCredentials>> Fetcher::credentials() {
    if (password_file_.empty() && bearer_token_file_.empty()) co_return written_;
    auto read = [written = written_, password_file = password_file_,
                 bearer_token_file = bearer_token_file_]() mutable {
        return read_credential_files(std::move(written), password_file, bearer_token_file);
    };
    co_return co_await pool_.run(std::move(read));
}

net::HttpRequest Fetcher::request() const {
    net::HttpRequest request;
    request.headers.set("Accept", std::string(accepted));
    request.headers.set("X-Prometheus-Scrape-Timeout-Seconds",
                        fmt::format("{}", to_seconds(timeout_)));
    return request;
}

Task<Result<ScrapedBody>> Fetcher::fetch(Clock& clock, SteadyTime begin) {
    const SteadyTime end = begin + timeout_;
    const auto credentials = co_await this->credentials();
    if (!credentials) co_return failure(credentials.error());
    net::Url url = url_;
    url.password = credentials->password;
    for (int redirects = 0;; ++redirects) {
        const Duration left = std::max(elapsed(clock.now().steady, end), Duration{1});
        net::HttpRequest asked = request();
        if (credentials->bearer_token && same_server(url, url_))
            asked.headers.set("Authorization", "Bearer " + *credentials->bearer_token);
        auto response = co_await client_.send(url, std::move(asked), left);
        if (!response) co_return failure(response.error());
        if (is_redirect(response->status) && redirects < max_redirects_) {
            auto next = redirected(url, response->headers.get("Location"));
            if (next && same_server(*next, url_)) {
                next->user = url_.user;
                next->password = credentials->password;
            }
            if (next) {
                url = std::move(*next);
                continue;
            }
        }
        if (response->status != 200) {
            co_return failure(ErrorKind::http_status,
                              fmt::format("{} answered HTTP status {} {}", url.authority(),
                                          response->status, net::reason_phrase(response->status)),
                              std::to_string(response->status));
        }
        const auto format = format_of(response->headers.get("Content-Type"));
        co_return ScrapedBody{std::move(response->body), format,
                              std::string(response->headers.get("Content-Encoding")),
                              url.authority(), max_bytes_};
    }
}

}  // namespace nodewatch::scrape
