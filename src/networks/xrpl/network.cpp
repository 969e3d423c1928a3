#include "networks/xrpl/network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "net/client_settings.hpp"
#include "networks/xrpl/check.hpp"
#include "networks/xrpl/measurements.hpp"
#include "networks/xrpl/node_public_key.hpp"
#include "networks/xrpl/rpc.hpp"
#include "networks/xrpl/source.hpp"
#include "networks/xrpl/target_options.hpp"

namespace nodewatch::xrpl {

namespace {

using namespace std::chrono_literals;

constexpr Duration shortest_interval = 100ms;
constexpr Duration longest_interval = 24h;
constexpr Duration longest_reconnect = 1h;

void read_interval(Settings& settings, std::string_view key, Duration& interval) {
    interval = settings.duration(key, interval, 0ms, longest_interval);
    if (interval != 0ms && interval < shortest_interval) {
        settings.fail(key, "shorter than 100ms: rippled would refuse us (0s switches it off)");
    }
}

void read_intervals(Settings settings, Intervals& every) {
    read_interval(settings, "server_info", every.server_info);
    read_interval(settings, "peers", every.peers);
    read_interval(settings, "consensus_info", every.consensus_info);
    read_interval(settings, "fee", every.fee);
    read_interval(settings, "server_state", every.server_state);
    read_interval(settings, "validators", every.validators);
    read_interval(settings, "validator_list_sites", every.validator_list_sites);
    read_interval(settings, "validator_info", every.validator_info);
    read_interval(settings, "ping", every.ping);
    read_interval(settings, "feature", every.feature);
    read_interval(settings, "get_counts", every.get_counts);
    read_interval(settings, "crawl", every.crawl);
    read_interval(settings, "certificates", every.certificates);
    read_interval(settings, "process", every.process);
    read_interval(settings, "database", every.database);
}

void read_heartbeat(Settings settings, HeartbeatPolicy& policy) {
    policy.interval = settings.duration("interval", policy.interval, 100ms, 1h);
    policy.timeout = settings.duration("timeout", policy.timeout, 100ms, 1h);
    policy.failures = static_cast<unsigned>(settings.integer("failures", policy.failures, 1, 100));
}

void read_reconnect(Settings& settings, std::vector<Duration>& waits) {
    constexpr std::size_t max_waits = 16;
    if (!settings.has("reconnect")) return;
    waits.clear();
    for (const std::string& text : settings.texts("reconnect")) {
        const auto wait = parse_duration(text);
        if (!wait || *wait < shortest_interval || *wait > longest_reconnect) {
            settings.fail("reconnect", fmt::format("expected durations such as 5s, from {} to {}, "
                                                   "found '{}'",
                                                   format_exact_duration(shortest_interval),
                                                   format_exact_duration(longest_reconnect), text));
            return;
        }
        waits.push_back(*wait);
    }
    if (waits.empty() || waits.size() > max_waits)
        settings.fail("reconnect", fmt::format("expected 1 to {} durations", max_waits));
}

void read_agreement(Settings settings, WatcherOptions& watcher) {
    watcher.agreement_grace = settings.duration("grace", watcher.agreement_grace, 1s, 60s);
    watcher.agreement_repair = settings.duration("repair", watcher.agreement_repair, 1s, 1h);
}

void read_validator_key(Settings& settings, WatcherOptions& watcher) {
    constexpr std::string_view key = "validator_public_key";
    watcher.validator_public_key = settings.optional_text(key);
    if (!watcher.validator_public_key) return;
    if (const auto valid = check_node_public_key(*watcher.validator_public_key); !valid)
        settings.fail(key, valid.error().message);
}

/// What a server would refuse must not be left to it: the stream would be missed in silence.
void read_streams(Settings& settings, std::vector<std::string>& streams) {
    if (!settings.has("streams")) return;
    const std::vector<std::string> known = std::move(streams);
    streams = settings.texts("streams");
    for (const std::string& stream : streams) {
        if (std::ranges::find(known, stream) == known.end())
            settings.fail("streams", fmt::format("'{}' is no stream that is watched; known are {}",
                                                 stream, fmt::join(known, ", ")));
    }
}

std::optional<TargetOptions> read_target(Settings& settings, std::string name) {
    TargetOptions target;
    target.name = std::move(name);
    target.websocket = net::read_url(settings, "websocket", "ws", "wss");
    target.http = net::read_url(settings, "http", "http", "https");
    read_validator_key(settings, target.watcher);
    target.watcher.realtime_names =
        settings.boolean("realtime_names", target.watcher.realtime_names);
    read_streams(settings, target.streams);
    target.watcher.not_synced_after =
        settings.duration("not_synced_after", target.watcher.not_synced_after, 0ms, 24h);
    target.admin_user = settings.text("admin_user", "");
    target.admin_password = settings.secret("admin_password").value_or("");
    target.connect_timeout =
        settings.duration("connect_timeout", target.connect_timeout, 100ms, 60s);
    target.request_timeout =
        settings.duration("request_timeout", target.request_timeout, 100ms, 60s);
    target.peer_port = static_cast<std::uint16_t>(settings.integer("peer_port", 0, 0, 65'535));
    read_intervals(settings.section("intervals"), target.watcher.intervals);
    read_heartbeat(settings.section("heartbeat"), target.heartbeat);
    read_reconnect(settings, target.reconnect_waits);
    target.state_save_interval =
        settings.duration("state_save_interval", target.state_save_interval, 1s, 24h);
    read_agreement(settings.section("agreement"), target.watcher);
    net::read_tls(settings.section("tls"), target.tls);

    const auto& address = target.http ? target.http : target.websocket;
    target.watch_process =
        settings.boolean("watch_process", address.has_value() && net::is_loopback(*address));
    target.process_name = settings.text("process_name", "");
    target.data_path = settings.text("data_path", "");

    if (!address) {
        constexpr std::array keys{"websocket", "websocket_file", "http", "http_file"};
        if (std::ranges::none_of(keys, [&](auto key) { return settings.has(key); })) {
            settings.fail(
                {}, "needs `websocket: ws://host:6006` or `http: http://host:5005`, better both");
        }
        return std::nullopt;
    }
    return target;
}

TargetPlan plan(TargetOptions options) {
    TargetPlan plan;
    plan.target = Target{"xrpl", options.name};
    plan.address = (options.http ? *options.http : *options.websocket).text();
    plan.make = [options](SourceContext context) {
        return std::make_unique<XrplSource>(options, context);
    };
    plan.check = [options](SourceContext context) { return check_target(options, context); };
    return plan;
}

/// A server that answers server_info on its usual admin ports.
Task<std::vector<TargetPlan>> discover(asio::any_io_executor executor) {
    TargetOptions options;
    options.name = "local";
    options.websocket = net::Url{"ws", "127.0.0.1", 6006, "/", "", ""};
    options.http = net::Url{"http", "127.0.0.1", 5005, "/", "", ""};

    net::HttpClient client(executor, net::HttpClientOptions{});
    HttpRpcChannel channel(client, *options.http, "");
    auto answer = co_await channel.call("server_info", "", 1s);
    std::vector<TargetPlan> found;
    if (answer && decode_server_info(*answer)) found.push_back(plan(std::move(options)));
    co_return found;
}

}  // namespace

Network network() {
    Network network;
    network.name = "xrpl";
    network.description = "XRP Ledger servers: validators, stock nodes, Clio";
    network.measurements = measurements;
    network.configure = configure_by<read_target, plan>;
    network.discover = discover;
    return network;
}

}  // namespace nodewatch::xrpl
