#include "sinks/influx/trial.hpp"

#include "net/gzip.hpp"
#include "net/http_client.hpp"
#include "sinks/influx/answer.hpp"
#include "sinks/influx/sink.hpp"

namespace nodewatch::influx {
namespace {

/// InfluxDB 2 looks at who writes and where to before it misses the points.
bool misses_points_only(const Verdict& verdict) {
    return verdict.message.contains("writing requires points");
}

}  // namespace

Task<Result<>> try_database(asio::any_io_executor executor, Options options) {
    net::HttpClient client(std::move(executor),
                           {.max_response_bytes = max_answer_bytes, .tls = options.tls});
    net::HttpRequest request = write_request(options);
    request.body = "# nodewatch check\n";
    if (options.gzip) {
        request.headers.add("Content-Encoding", "gzip");
        request.body = net::gzip(request.body);
    }
    const auto answer = co_await client.send(options.url, std::move(request), options.timeout);
    const Verdict verdict = answer ? judge(*answer, 1) : judge(answer.error());
    if (verdict.outcome == Outcome::written || misses_points_only(verdict)) co_return Result<>{};
    co_return failure(answer ? ErrorKind::http_status : answer.error().kind, verdict.message);
}

}  // namespace nodewatch::influx
