#include "networks/xrpl/source.hpp"

#include <boost/asio/this_coro.hpp>
#include <exception>

#include "base/log.hpp"
#include "base/run_and_then.hpp"
#include "networks/resilience_points.hpp"
#include "networks/xrpl/history.hpp"
#include "networks/xrpl/points.hpp"

namespace nodewatch::xrpl {

namespace {

constexpr Duration tick_interval{1'000};
constexpr Duration resilience_interval{2'000};
constexpr Duration history_interval{60'000};

/// The polls start one after the other, so that a restart does not ask everything in the same
/// moment.
constexpr Duration poll_spacing{50};

net::HttpClientOptions http_options(const TargetOptions& options) {
    net::HttpClientOptions http;
    http.max_response_bytes = options.max_message_bytes;
    http.tls = options.tls;
    return http;
}

net::HttpClientOptions crawl_options(const TargetOptions& options) {
    net::HttpClientOptions http = http_options(options);
    http.tls.verify = false;
    return http;
}

WatcherOptions watcher_options(const TargetOptions& options) {
    WatcherOptions watcher = options.watcher;
    watcher.has_stream = options.websocket.has_value();
    watcher.request_timeout = options.request_timeout;
    return watcher;
}

constexpr std::string_view no_admin_notice =
    "not admin: peers, validators, consensus_info, get_counts and the proposing state are not "
    "told. Use the port whose [port_*] section has admin = with the address of this host "
    "(with ip = :: also ::ffff:127.0.0.1).";

constexpr std::string_view clio_notice =
    "Clio tells no state, peers, validator list or consensus: for these make the server behind it "
    "a target of its own.";

SupervisorPolicy reconnect_policy(const TargetOptions& options) {
    SupervisorPolicy policy;
    policy.backoff.schedule = options.reconnect_waits;
    return policy;
}

/// Open, the breaker stops every question but server_info, which comes every second and is the
/// probe: no open time, or recovery would be noticed later than by that poll.
BreakerPolicy rpc_breaker_policy() {
    return {.open_time = Duration{0}, .growth = 1.0, .max_open_time = Duration{0}};
}

}  // namespace

XrplSource::XrplSource(TargetOptions options, SourceContext context)
    : options_(std::move(options)),
      context_(context),
      target_{"xrpl", options_.name},
      component_("xrpl/" + options_.name),
      address_((options_.http ? *options_.http : *options_.websocket).text()),
      publisher_(context.hub, target_),
      watcher_(watcher_options(options_), publisher_, {context.live, context.events}),
      kept_state_(context.state, component_),
      http_(context.executor, http_options(options_)),
      crawl_http_(context.executor, crawl_options(options_)),
      rpc_breaker_(rpc_breaker_policy()),
      stream_supervisor_(context.clock, component_, reconnect_policy(options_), system_random()),
      heartbeat_(options_.heartbeat, context.clock.now().steady),
      state_since_(context.clock.now().wall) {
    if (options_.http) {
        http_channel_ = std::make_shared<HttpRpcChannel>(
            http_, *options_.http,
            credential_members(options_.admin_user, options_.admin_password));
    }
    connection_.name = "stream connection";
    if (!options_.websocket) options_.streams.clear();
    for (const std::string& stream : options_.streams) {
        ActivityStatus status;
        status.name = std::string(stream_prefix) + stream;
        streams_.push_back(std::move(status));
    }
    plan_polls();
}

XrplSource::~XrplSource() = default;

Task<void> XrplSource::run() {
    const auto restore = [this](const std::string& document) -> Result<> {
        return watcher_.restore_state(document, context_.clock.now());
    };
    co_await kept_state_.load(restore);
    if (context_.history != nullptr) co_await catch_up_with_history();
    const auto start = [this](TaskGroup& tasks) { return this->start(tasks); };
    co_await run_and_then(with_task_group(start), [this] { return save_state(); });
}

Task<void> XrplSource::start(TaskGroup& tasks) {
    tasks.spawn("stream", watch_stream());
    Duration offset{0};
    for (Poll& poll : polls_) {
        tasks.spawn(poll.name, run_poll(context_.clock, poll, offset, component_));
        offset += poll_spacing;
    }
    tasks.spawn("tick", tick());
    tasks.spawn("publish resilience", publish_resilience());
    tasks.spawn("keep state", keep_state());
    if (context_.history != nullptr) tasks.spawn("publish history", publish_history());
    co_return;
}

Task<void> XrplSource::tick() {
    for (;;) {
        const Now now = context_.clock.now();
        watcher_.tick(stream_health(), now);
        if (const TargetState state = watcher_.state(now); state != state_) {
            log::info(component_, "target is {}", to_string(state));
            state_ = state;
            state_since_ = now.wall;
        }
        for (const std::string& notice : notices())
            if (logged_notices_.insert(notice).second)
                log::warn(component_, "{}: {}", address_, notice);
        co_await context_.clock.sleep_for(tick_interval);
    }
}

Task<void> XrplSource::publish_resilience() {
    for (;;) {
        const Now now = context_.clock.now();
        publisher_.publish(breaker_point(rpc_breaker_.snapshot(),
                                         options_.http ? "http" : "websocket", now,
                                         resilience_interval));
        if (options_.websocket)
            publisher_.publish(supervisor_point(stream_supervisor_.snapshot(), "stream", now,
                                                resilience_interval));
        co_await context_.clock.sleep_for(resilience_interval);
    }
}

Task<void> XrplSource::publish_history() {
    const auto reader = std::make_shared<HistoryReader>(*context_.history, target_);
    for (;;) {
        const Now now = context_.clock.now();
        auto read = [reader, wall = now.wall] { return reader->last_30_days(wall); };
        const auto figures = co_await context_.pool.run(std::move(read));
        if (figures)
            publisher_.publish(history_point(*figures, {now.wall, history_interval}));
        else
            log::error(component_, "the history cannot be read: {}", figures.error().message);
        co_await context_.clock.sleep_for(history_interval);
    }
}

/// What was learned between the last save and a crash is in the history, but for the last second.
Task<void> XrplSource::catch_up_with_history() {
    const auto reader = std::make_shared<HistoryReader>(*context_.history, target_);
    auto read = [reader, now = context_.clock.now().wall] {
        return reader->last_values(Watcher::kept_totals(), now);
    };
    const auto last = co_await context_.pool.run(std::move(read));
    if (last)
        watcher_.raise_totals(*last);
    else
        log::error(component_, "totals may be lower than in the history, which cannot be read: {}",
                   last.error().message);
}

Task<void> XrplSource::keep_state() {
    // Many targets start together; their documents are written one after the other.
    const auto share = std::hash<std::string>{}(component_) %
                       static_cast<std::size_t>(options_.state_save_interval.count());
    co_await context_.clock.sleep_for(Duration{static_cast<std::int64_t>(share)});
    for (;;) {
        co_await save_state();
        co_await context_.clock.sleep_for(options_.state_save_interval);
    }
}

Task<void> XrplSource::save_state() {
    const auto saved = co_await kept_state_.save(watcher_.save_state(context_.clock.now()));
    watcher_.state_saved(saved, context_.clock.now());
}

std::vector<std::string> XrplSource::notices() const {
    std::vector<std::string> notices = watcher_.notices();
    const auto clio = watcher_.is_clio();
    if (clio == true) {
        notices.emplace_back(clio_notice);
    } else if (clio == false && is_admin_ == false) {
        notices.emplace_back(no_admin_notice);
    }
    return notices;
}

TargetStatus XrplSource::status(Now now) const {
    TargetStatus status;
    status.target = target_;
    status.address = address_;
    status.state = state_;
    status.state_since = state_since_;
    status.reasons = watcher_.reasons(now);
    if (options_.websocket) status.activities.push_back(connection_);
    for (const ActivityStatus& stream : streams_)
        status.activities.push_back(stream);
    for (const Poll& poll : polls_)
        status.activities.push_back(poll.status);
    status.notices = notices();
    status.reconnects = stream_supervisor_.snapshot().restarts;
    status.gaps = watcher_.gaps();
    status.gap_items = watcher_.unseen_ledgers();
    status.stream_connected = session_ != nullptr;
    status.heartbeat_failing = heartbeat_.snapshot().failures > 0;
    status.demo = context_.demo;
    return status;
}

}  // namespace nodewatch::xrpl
