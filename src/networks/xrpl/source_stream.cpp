#include <algorithm>
#include <array>
#include <utility>

#include "base/log.hpp"
#include "networks/xrpl/source.hpp"

namespace nodewatch::xrpl {

namespace {

/// Between two rounds of asking for the streams that were neither granted nor refused.
constexpr Duration resubscribe_interval{15'000};

/// The server will say the same again: no rights, or it does not know the stream.
bool is_refusal(const Error& error) {
    if (error.kind == ErrorKind::permission) return true;
    constexpr std::array<std::string_view, 4> tokens = {"malformedStream", "unknownCmd",
                                                        "invalidParams", "notSupported"};
    return error.kind == ErrorKind::server && std::ranges::find(tokens, error.code) != tokens.end();
}

}  // namespace

Task<void> XrplSource::watch_stream() {
    if (!options_.websocket) co_return;
    co_await stream_supervisor_.run([this] { return one_session(); });
}

/// From connect to the end of the connection; the error is why it ended.
Task<Result<>> XrplSource::one_session() {
    auto ended = co_await connect_and_read();
    const Now now = context_.clock.now();
    ++connection_.failures;
    connection_.last_error = ended;
    connection_.last_error_time = now.wall;
    watcher_.stream_lost(ended, now);
    co_return failure(std::move(ended));
}

Task<Error> XrplSource::connect_and_read() {
    net::WebSocketOptions socket_options;
    socket_options.connect_timeout = options_.connect_timeout;
    socket_options.max_message_bytes = options_.max_message_bytes;
    socket_options.tls = options_.tls;
    auto socket = co_await net::WebSocketClient::connect(context_.executor, *options_.websocket,
                                                         socket_options);
    if (!socket) co_return std::move(socket.error());

    session_ = std::make_shared<StreamSession>(
        context_.clock, std::move(*socket), options_.websocket->text(),
        credential_members(options_.admin_user, options_.admin_password));
    const Now now = context_.clock.now();
    ++connection_.successes;
    connection_.last_success = now.wall;
    connection_.last_success_steady = now.steady;
    log::info(component_, "stream connected to {}", options_.websocket->text());
    watcher_.stream_connected(now);

    // No new question goes to the session after its end, however it ends.
    struct EndOfSession {
        std::shared_ptr<StreamSession>& session;
        ~EndOfSession() { session.reset(); }
    } end_of_session{session_};
    Error ended;
    co_await with_task_group([&](TaskGroup& tasks) { return start_session(tasks, ended); });
    co_return ended;
}

Task<void> XrplSource::start_session(TaskGroup& tasks, Error& ended) {
    tasks.spawn("read", read_session(ended, tasks));
    tasks.spawn("subscribe", subscribe_all());
    tasks.spawn("heartbeat", beat());
    co_return;
}

/// Reads to the end and then ends the other tasks of the session.
Task<void> XrplSource::read_session(Error& ended, TaskGroup& tasks) {
    ended = co_await session_->read_all([this](const StreamMessage& message) { take(message); },
                                        [this](const Error& fault) { take_fault(fault); });
    tasks.cancel();
}

void XrplSource::take(const StreamMessage& message) {
    const Now now = context_.clock.now();
    ++messages_;
    last_message_ = now.steady;
    connection_.last_success = now.wall;
    connection_.last_success_steady = now.steady;
    watcher_.on_message(message, now);
}

void XrplSource::take_fault(const Error& fault) {
    const Now now = context_.clock.now();
    ++messages_;
    ++undecodable_messages_;
    last_message_ = now.steady;
    connection_.last_error = fault;
    connection_.last_error_time = now.wall;
    watcher_.on_unreadable_message(now);
    // A server that talks nonsense does so often: one line a session, the metric counts the rest.
    if (!std::exchange(message_fault_logged_, true)) {
        log::warn(component_, "a message of the stream cannot be read: {}", fault.message);
    }
}

/// One request a stream: rippled refuses a whole list because of one name in it. A stream that was
/// not refused but not granted either, by a busy server for instance, is asked for again.
Task<void> XrplSource::subscribe_all() {
    message_fault_logged_ = false;
    std::vector<std::string> accepted;
    std::vector<ActivityStatus*> wanted;
    for (ActivityStatus& stream : streams_)
        wanted.push_back(&stream);
    for (;;) {
        std::vector<ActivityStatus*> open;
        const std::size_t before = accepted.size();
        for (ActivityStatus* stream : wanted) {
            const std::string name = stream->name.substr(stream_prefix.size());
            const auto outcome = co_await session_->subscribe(name, options_.request_timeout);
            note_subscription(*stream, name, outcome);
            if (outcome) {
                accepted.push_back(name);
            } else if (!is_refusal(outcome.error())) {
                open.push_back(stream);
            }
        }
        if (accepted.size() > before) {
            watcher_.streams_subscribed(accepted, context_.clock.now());
            stream_supervisor_.stable();
        }
        if (open.empty()) break;
        wanted = std::move(open);
        co_await context_.clock.sleep_for(resubscribe_interval);
    }
    if (accepted.empty() && !streams_.empty()) {
        log::warn(component_, "the server accepts no stream: connecting again");
        session_->abort();
    }
}

void XrplSource::note_subscription(ActivityStatus& stream, const std::string& name,
                                   const Result<>& outcome) {
    const Now now = context_.clock.now();
    if (outcome) {
        ++stream.successes;
        stream.last_success = now.wall;
        stream.last_success_steady = now.steady;
        stream.note.clear();
        return;
    }
    ++stream.failures;
    stream.last_error = outcome.error();
    stream.last_error_time = now.wall;
    const bool refused = is_refusal(outcome.error());
    stream.note = (refused ? "refused: " : "not subscribed yet: ") + outcome.error().message;
    log::warn(component_, "stream {} is {}: {}", name,
              refused ? "not available" : "not subscribed and asked for again",
              outcome.error().message);
}

/// A connection may be open and dead: after enough silence it is cut, which ends the reader.
Task<void> XrplSource::beat() {
    heartbeat_ = Heartbeat(options_.heartbeat, context_.clock.now().steady);
    for (;;) {
        const Heartbeat::Step step = heartbeat_.step(context_.clock.now().steady);
        if (step.action == Heartbeat::Action::dead) {
            log::warn(component_,
                      "{} heartbeats in a row without an answer: cutting the connection",
                      heartbeat_.snapshot().failures);
            session_->abort();
            co_return;
        }
        if (step.action == Heartbeat::Action::ping) {
            auto answer = co_await session_->call("ping", "", options_.heartbeat.timeout);
            if (answer) heartbeat_.answered(context_.clock.now().steady);
            continue;
        }
        co_await context_.clock.sleep_until(step.until);
    }
}

StreamHealth XrplSource::stream_health() const {
    StreamHealth health;
    health.connected = session_ != nullptr;
    health.heartbeat_failures = heartbeat_.snapshot().failures;
    health.healthy = health.connected && health.heartbeat_failures == 0;
    health.reconnects = stream_supervisor_.snapshot().restarts;
    health.messages = messages_;
    health.undecodable_messages = undecodable_messages_;
    health.last_message = last_message_;
    return health;
}

}  // namespace nodewatch::xrpl
