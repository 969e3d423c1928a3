#include "api/live.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/strings.hpp"

namespace nodewatch::api {
namespace {

constexpr const char* retry_line = "retry: 1000\n\n";

Result<std::vector<LivePattern>> parse_patterns(std::string_view text) {
    std::vector<LivePattern> patterns;
    for (const auto part : split(text, ',')) {
        auto pattern = LivePattern::parse(part);
        if (!pattern) return failure(pattern.error());
        patterns.push_back(std::move(*pattern));
    }
    if (patterns.size() > LiveReader::max_patterns)
        return failure(ErrorKind::parse,
                       fmt::format("at most {} topics are pushed", LiveReader::max_patterns));
    return patterns;
}

/// The change that the client has seen, if it is one of this run.
std::optional<std::uint64_t> seen_by(const net::ServerRequest& request, std::string_view epoch) {
    std::string_view id = request.headers.get("Last-Event-ID");
    if (id.empty()) id = request.parameter("since").value_or("");
    if (!id.starts_with(epoch)) return std::nullopt;
    id.remove_prefix(epoch.size());
    if (!id.starts_with('-')) return std::nullopt;
    return parse_uint(id.substr(1));
}

}  // namespace

/// The stream of one client.
class LivePush::Stream final : public net::StreamedBody {
public:
    /// The stream is over at `end` at the latest.
    Stream(LivePush& push, LiveReader reader, std::optional<WallTime> end)
        : push_(push), reader_(std::move(reader)), end_(end) {
        ++push_.counters_.clients;
        ++push_.counters_.connections;
    }
    ~Stream() override { --push_.counters_.clients; }
    Task<void> send(net::ResponseStream& stream) override {
        co_await push_.serve(reader_, end_, stream);
    }

private:
    LivePush& push_;
    LiveReader reader_;
    std::optional<WallTime> end_;
};

LivePush::LivePush(asio::any_io_executor executor, LiveBoard& board, Clock& clock,
                   SessionEnd session_end)
    : board_(board),
      clock_(clock),
      session_end_(std::move(session_end)),
      epoch_(fmt::format("{:x}", clock.now().wall.time_since_epoch().count())),
      changed_(executor),
      news_(executor) {
    board_.on_change([this] {
        if (dirty_) return;
        dirty_ = true;
        changed_.notify_all();
    });
}

void LivePush::install(net::HttpServer& server) {
    server.route("GET", "/api/live",
                 [this](const net::ServerRequest& request) { return open(request); });
}

Task<net::HttpResponse> LivePush::open(const net::ServerRequest& request) {
    if (counters_.clients >= max_clients) {
        ++counters_.refused;
        co_return net::error_response(503, "unavailable", "too many browsers are watching");
    }
    auto patterns = parse_patterns(request.parameter("topics").value_or(""));
    if (!patterns)
        co_return net::error_response(400, "bad_data", "topics: " + patterns.error().message);
    LiveReader reader(board_, std::move(*patterns));
    if (const auto seen = seen_by(request, epoch_)) reader.resume(*seen);
    net::HttpResponse response;
    response.headers.add("Content-Type", "text/event-stream");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Accel-Buffering", "no");  // nginx must not hold events back
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.stream = std::make_shared<Stream>(*this, std::move(reader), session_end_(request));
    co_return response;
}

Task<void> LivePush::run() {
    co_await with_task_group([this](TaskGroup& group) { return start(group); });
}

Task<void> LivePush::start(TaskGroup& group) {
    group.spawn("news", tell_news());
    group.spawn("heartbeat", beat());
    co_return;
}

Task<void> LivePush::tell_news() {
    for (;;) {
        while (!dirty_)
            co_await changed_.wait();
        co_await clock_.sleep_for(gather);
        dirty_ = false;
        news_.notify_all();
    }
}

Task<void> LivePush::beat() {
    for (;;) {
        co_await clock_.sleep_for(heartbeat);
        ++beats_;
        news_.notify_all();
    }
}

/// A client that comes back hears at once that it is connected, also when it missed nothing.
/// Nothing of a frame is kept while the client waits for the next.
Task<void> LivePush::serve(LiveReader& reader, std::optional<WallTime> end,
                           net::ResponseStream& stream) {
    auto written = co_await stream.write(retry_line);
    bool due = true;
    std::uint64_t beats = beats_;
    while (written) {
        std::optional<LiveReader::Frame> frame = reader.next(clock_.now().wall);
        while (!frame && !due && beats == beats_) {
            co_await news_.wait();
            frame = reader.next(clock_.now().wall);
        }
        if (end && clock_.now().wall >= *end) co_return;
        due = false;
        beats = beats_;
        if (!frame) frame = reader.beat(clock_.now().wall);
        const std::string text = event(*std::exchange(frame, std::nullopt));
        written = co_await stream.write(text);
    }
}

std::string LivePush::event(LiveReader::Frame frame) {
    ++counters_.frames;
    if (frame.snapshot) ++counters_.snapshots;
    std::string text = fmt::format("id: {}-{}\nevent: {}\ndata: {}\n\n", epoch_, frame.change,
                                   frame.snapshot ? "snapshot" : "delta", frame.json);
    counters_.bytes += text.size();
    return text;
}

}  // namespace nodewatch::api
