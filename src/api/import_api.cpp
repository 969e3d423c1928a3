#include "api/import_api.hpp"

#include "api/prometheus_answer.hpp"
#include "base/strings.hpp"
#include "net/gzip.hpp"
#include "store/remote_write.hpp"
#include "store/text_import.hpp"

namespace nodewatch {
namespace {

using net::HttpResponse;
using net::ServerRequest;

HttpResponse refuse(const Error& error) {
    // What is too large has a status of its own, and no name among Prometheus' errors.
    if (error.kind == ErrorKind::too_large && error.code.empty())
        return net::error_response(413, "bad_data", error.message);
    api::Answer answer = api::refusal(error);
    HttpResponse response = net::json_response(answer.status, std::move(answer.body));
    if (answer.retry) response.headers.set("Retry-After", "1");
    return response;
}

Error unsupported(std::string message) {
    return {ErrorKind::protocol, std::move(message), "unsupported"};
}

/// Errors of what was sent are the sender's; what else goes wrong may go better another time.
Error as_answered(Error error) {
    if (error.kind == ErrorKind::parse) error.code = "bad_data";
    if (error.kind == ErrorKind::file) error.code = "unavailable";
    // Above the limit of series: sending it again does not help.
    if (error.kind == ErrorKind::too_large) error.code = "execution";
    return error;
}

/// "text/plain" of "text/plain; version=0.0.4"
std::string_view media_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

/// `decoded` holds what had to be decoded: bodies are too large to be copied for nothing.
Result<std::string_view> decode_text(const ServerRequest& request, std::size_t max_bytes,
                                     std::string& decoded) {
    const auto encoding = trim(request.headers.get("Content-Encoding"));
    if (encoding.empty() || equals_ignoring_case(encoding, "identity")) return request.body;
    if (!equals_ignoring_case(encoding, "gzip"))
        return failure(unsupported("of encodings only gzip is known here"));
    auto text = net::gunzip(request.body, max_bytes);
    if (!text && text.error().kind == ErrorKind::protocol)
        return failure(ErrorKind::parse, "the gzip body is damaged", "bad_data");
    if (!text) return failure(text.error());
    decoded = std::move(*text);
    return decoded;
}

std::string counts_json(const store::Head::Counts& counts) {
    return R"({"samples":)" + std::to_string(counts.taken) + R"(,"too_old":)" +
           std::to_string(counts.too_old) + R"(,"bad_time":)" + std::to_string(counts.bad_time) +
           R"(,"over_limit":)" + std::to_string(counts.no_group) + "}";
}

}  // namespace

struct ImportApi::Session {
    explicit Session(std::unique_ptr<store::SampleSink> made)
        : sink(std::move(made)), text(*sink), remote_write(*sink) {}
    std::unique_ptr<store::SampleSink> sink;
    store::TextImport text;
    store::RemoteWriteImport remote_write;
};

ImportApi::ImportApi(MakeSink make_sink, WorkerPool& pool, const Clock& clock, Settings settings)
    : make_sink_(std::move(make_sink)),
      pool_(pool),
      clock_(clock),
      settings_(settings),
      gate_(settings.max_running, settings.max_waiting) {}

ImportApi::~ImportApi() = default;

void ImportApi::install(net::HttpServer& server) {
    const net::RouteOptions options{.max_body_bytes = settings_.max_body_bytes,
                                    .handler_timeout = settings_.timeout};
    const auto add = [&](const char* path, Read read) {
        const auto handler = [this, read](const ServerRequest& request) {
            return take(read, request);
        };
        server.route("POST", path, handler, options);
    };
    add("/api/v1/import/prometheus", &ImportApi::read_text);
    add("/api/v1/write", &ImportApi::read_remote_write);
}

ImportApi::Outcome ImportApi::read_text(Session& session, const ServerRequest& request,
                                        const Settings& settings, std::int64_t now) {
    const auto type = media_type(request.headers.get("Content-Type"));
    // curl --data-binary says that everything is a form.
    const bool fits = type.empty() || type.starts_with("text/") ||
                      type == "application/octet-stream" ||
                      type == "application/x-www-form-urlencoded";
    if (!fits) return {refuse(unsupported("the body must be text/plain")), {}};
    std::string decoded;
    const auto text = decode_text(request, settings.max_body_bytes, decoded);
    if (!text) return {refuse(text.error()), {}};
    const auto counts = session.text.run(*text, now);
    if (!counts) return {refuse(as_answered(counts.error())), {}};
    return {net::json_response(200, api::success(counts_json(*counts)).body), *counts};
}

ImportApi::Outcome ImportApi::read_remote_write(Session& session, const ServerRequest& request,
                                                const Settings& settings, std::int64_t) {
    const auto type = request.headers.get("Content-Type");
    if (media_type(type) != "application/x-protobuf" ||
        (type.find("proto=") != std::string_view::npos &&
         type.find("prometheus.WriteRequest") == std::string_view::npos))
        return {refuse(unsupported("this is remote write 1.0: application/x-protobuf")), {}};
    if (!equals_ignoring_case(trim(request.headers.get("Content-Encoding")), "snappy"))
        return {refuse(unsupported("the body must be a snappy block")), {}};
    const auto message = store::snappy_decode(request.body, settings.max_body_bytes);
    if (!message) {
        const bool large = message.error().kind == ErrorKind::too_large;
        return {refuse(large ? message.error() : as_answered(message.error())), {}};
    }
    const auto counts = session.remote_write.run(*message);
    if (!counts) return {refuse(as_answered(counts.error())), {}};
    return {HttpResponse{.status = 204}, *counts};
}

Task<HttpResponse> ImportApi::take(Read read, const ServerRequest& request) {
    const auto ticket = co_await gate_.enter();
    if (!ticket) {
        ++counters_.refused;
        co_return refuse(ticket.error());
    }
    std::shared_ptr<Session> session;
    if (idle_.empty()) {
        session = std::make_shared<Session>(make_sink_());
    } else {
        session = std::move(idle_.back());
        idle_.pop_back();
    }
    const std::int64_t now = clock_.now().wall.time_since_epoch().count();
    // The request outlives the work: whoever waits for it waits to its end, cancelled or not.
    const auto work = [read, session, &request, settings = settings_, now] {
        return read(*session, request, settings, now);
    };
    auto outcome = co_await pool_.run(work);
    idle_.push_back(std::move(session));
    counters_.samples += outcome.counts.taken;
    counters_.discarded +=
        outcome.counts.too_old + outcome.counts.bad_time + outcome.counts.no_group;
    if (outcome.response.status >= 400) ++counters_.refused;
    co_return std::move(outcome.response);
}

}  // namespace nodewatch
