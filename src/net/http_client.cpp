#include "net/http_client.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <vector>

#include "base/counted.hpp"
#include "base/strings.hpp"
#include "net/connect.hpp"
#include "net/deadline.hpp"
#include "net/gzip.hpp"
#include "net/http_wire.hpp"
#include "net/timeout.hpp"

namespace nodewatch::net {
namespace {

using TlsContext = std::shared_ptr<TlsClientContext>;

/// One connection with what was read from it and not yet used.
struct Line {
    Line(std::unique_ptr<ByteStream> connected, TlsContext made_with)
        : stream(std::move(connected)), context(std::move(made_with)) {}
    std::unique_ptr<ByteStream> stream;
    TlsContext context;  ///< null: without TLS
    ReadBuffer buffer;
    SteadyTime idle_since;
};

std::string pool_key(const Url& url) {
    return (url.tls() ? "tls " : "tcp ") + url.authority();
}

}  // namespace

Result<> unpack(std::string& body, std::string_view content_encoding, std::size_t max_bytes) {
    if (body.empty() || content_encoding.empty() ||
        equals_ignoring_case(content_encoding, "identity"))
        return {};
    if (!equals_ignoring_case(content_encoding, "gzip") &&
        !equals_ignoring_case(content_encoding, "x-gzip"))
        return failure(ErrorKind::protocol, "the answer came in the encoding '" +
                                                abbreviate(sanitize_utf8(content_encoding), 40) +
                                                "', which we did not ask for");
    auto unpacked = gunzip(body, max_bytes);
    if (!unpacked) return failure(unpacked.error());
    body = std::move(*unpacked);
    return {};
}

class HttpClient::Implementation : public std::enable_shared_from_this<Implementation> {
public:
    Implementation(asio::any_io_executor executor, HttpClientOptions options)
        : options_(std::move(options)), reaper_(executor) {}

    using Pointer = std::shared_ptr<Implementation>;
    static Task<Result<HttpResponse>> send(Pointer self, Url url, HttpRequest request,
                                           Duration timeout, BodyConsumer consumer);
    std::size_t connections() const { return busy_ + idle_count(); }
    void stop() {
        idle_.clear();
        reaper_.cancel();
    }

private:
    struct Exchange {
        const Url& url;
        const HttpRequest& request;
        const BodyConsumer& consumer;
        Result<HttpResponse> outcome;
        std::string_view phase;
    };

    static Task<void> run(Pointer self, Exchange& exchange);
    static Task<Result<HttpResponse>> attempt(Pointer self, std::unique_ptr<Line> line,
                                              Exchange& exchange);
    static Task<Result<std::unique_ptr<Line>>> open(Exchange& exchange, TlsContext context);
    Result<TlsContext> context_for(const Url& url) const;
    std::unique_ptr<Line> take_idle(const std::string& key, const TlsContext& context);
    void keep(const std::string& key, std::unique_ptr<Line> line);
    void drop_expired();
    void schedule_reaper();
    std::size_t idle_count() const;

    HttpClientOptions options_;
    std::map<std::string, std::vector<std::unique_ptr<Line>>> idle_;  ///< oldest first
    std::size_t busy_ = 0;
    asio::steady_timer reaper_;
    bool reaper_set_ = false;
};

Task<Result<HttpResponse>> HttpClient::Implementation::send(Pointer self, Url url,
                                                            HttpRequest request, Duration timeout,
                                                            BodyConsumer consumer) {
    request.target = url.target;
    request.headers.set("Accept-Encoding", consumer ? "identity" : "gzip");
    Exchange exchange{url, request, consumer, {}, {}};
    const bool in_time = co_await finish_within(timeout, run(self, exchange));
    if (!in_time) co_return failure(timed_out(url, timeout, exchange.phase));
    co_return std::move(exchange.outcome);
}

Task<void> HttpClient::Implementation::run(Pointer self, Exchange& exchange) {
    const Counted counted(self->busy_);
    const auto key = pool_key(exchange.url);
    const auto context = self->context_for(exchange.url);
    if (!context) {
        exchange.outcome = failure(context.error());
        co_return;
    }
    if (auto pooled = self->take_idle(key, *context)) {
        exchange.outcome = co_await attempt(self, std::move(pooled), exchange);
        // Closed before a byte of an answer: the server gave the idle connection up as we used it.
        const bool stale = !exchange.outcome && exchange.outcome.error().kind == ErrorKind::closed;
        if (!stale) co_return;
    }
    auto line = co_await open(exchange, *context);
    if (!line) {
        exchange.outcome = failure(line.error());
        co_return;
    }
    exchange.outcome = co_await attempt(self, std::move(*line), exchange);
    if (!exchange.outcome && exchange.outcome.error().kind == ErrorKind::closed)
        exchange.outcome =
            failure(ErrorKind::transport, exchange.outcome.error().message + " without an answer");
}

Task<Result<std::unique_ptr<Line>>> HttpClient::Implementation::open(Exchange& exchange,
                                                                     TlsContext context) {
    auto stream = co_await connect(exchange.url, context, exchange.phase);
    if (!stream) co_return failure(stream.error());
    co_return std::make_unique<Line>(std::move(*stream), std::move(context));
}

/// Null without TLS.
Result<TlsContext> HttpClient::Implementation::context_for(const Url& url) const {
    if (!url.tls()) return TlsContext();
    return tls_client_context(options_.tls);
}

/// ErrorKind::closed: the connection ended before a byte of the answer.
Task<Result<HttpResponse>> HttpClient::Implementation::attempt(Pointer self,
                                                               std::unique_ptr<Line> line,
                                                               Exchange& exchange) {
    const auto head = request_head(exchange.url, exchange.request);
    if (!head) co_return failure(head.error());
    exchange.phase = "sending the request";
    const auto sent = co_await line->stream->write(*head, exchange.request.body);
    // A server may refuse a request half-way and say so before it closes: read in any case.
    exchange.phase = "waiting for the answer";
    const ResponseLimits limits{.body_bytes = self->options_.max_response_bytes,
                                .consumed_bytes = self->options_.max_streamed_bytes};
    auto answer = co_await read_response(*line->stream, line->buffer, exchange.request.method,
                                         limits, exchange.consumer);
    if (!answer) co_return failure(answer.error());
    if (self->options_.unpacks) {
        HttpResponse& response = answer->response;
        const auto done = unpack(response.body, response.headers.get("Content-Encoding"),
                                 self->options_.max_response_bytes);
        if (!done) co_return failure(done.error().within(exchange.url.authority()));
    }
    if (exchange.consumer && answer->response.status == 200 && !answer->response.body.empty()) {
        if (!exchange.consumer(answer->response.body))
            co_return failure(ErrorKind::protocol,
                              exchange.url.authority() + " sent an answer that is not wanted");
        answer->response.body.clear();
    }
    if (sent && answer->keep_alive && line->buffer.empty())
        self->keep(pool_key(exchange.url), std::move(line));
    co_return std::move(answer->response);
}

/// Closes connections that were made with other certificates than there are now.
std::unique_ptr<Line> HttpClient::Implementation::take_idle(const std::string& key,
                                                            const TlsContext& context) {
    drop_expired();
    const auto found = idle_.find(key);
    if (found == idle_.end()) return nullptr;
    auto& lines = found->second;
    while (!lines.empty()) {
        auto line = std::move(lines.back());
        lines.pop_back();
        if (line->context == context && line->stream->quiet()) return line;
    }
    return nullptr;
}

void HttpClient::Implementation::keep(const std::string& key, std::unique_ptr<Line> line) {
    auto& lines = idle_[key];
    if (lines.size() >= options_.max_idle_per_host) return;
    line->buffer.shrink(ReadBuffer::small);
    line->idle_since = std::chrono::steady_clock::now();
    lines.push_back(std::move(line));
    schedule_reaper();
}

void HttpClient::Implementation::drop_expired() {
    const auto limit = std::chrono::steady_clock::now() - options_.max_idle_time;
    for (auto& [key, lines] : idle_)
        std::erase_if(lines, [limit](const auto& line) { return line->idle_since <= limit; });
    std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
}

/// Closes idle connections when their time has come, rather than at the next request.
void HttpClient::Implementation::schedule_reaper() {
    if (reaper_set_) return;
    reaper_set_ = true;
    reaper_.expires_after(options_.max_idle_time);
    reaper_.async_wait([weak = weak_from_this()](const boost::system::error_code& code) {
        const auto self = weak.lock();
        if (!self || code) return;
        self->reaper_set_ = false;
        self->drop_expired();
        if (!self->idle_.empty()) self->schedule_reaper();
    });
}

std::size_t HttpClient::Implementation::idle_count() const {
    std::size_t count = 0;
    for (const auto& [key, lines] : idle_)
        count += lines.size();
    return count;
}

HttpClient::HttpClient(asio::any_io_executor executor, HttpClientOptions options)
    : implementation_(std::make_shared<Implementation>(std::move(executor), std::move(options))) {}

HttpClient::~HttpClient() {
    implementation_->stop();
}

Task<Result<HttpResponse>> HttpClient::send(Url url, HttpRequest request, Duration timeout) {
    return Implementation::send(implementation_, std::move(url), std::move(request), timeout, {});
}

Task<Result<HttpResponse>> HttpClient::stream(Url url, HttpRequest request, Duration timeout,
                                              BodyConsumer consumer) {
    return Implementation::send(implementation_, std::move(url), std::move(request), timeout,
                                std::move(consumer));
}

std::size_t HttpClient::connections() const {
    return implementation_->connections();
}

}  // namespace nodewatch::net
