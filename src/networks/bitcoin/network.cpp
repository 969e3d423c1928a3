#include "networks/bitcoin/network.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "net/client_settings.hpp"
#include "networks/bitcoin/check.hpp"
#include "networks/bitcoin/measurements.hpp"
#include "networks/bitcoin/source.hpp"

namespace nodewatch::bitcoin {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t default_port = 8332;

void read_credentials(Settings& settings, net::Url& url) {
    const auto user = settings.optional_text("user");
    const auto password = settings.secret("password");
    if (user) url.user = *user;
    if (password) url.password = *password;
    if (password && url.user.empty())
        settings.fail("user", "a password needs a user (rpcuser or the name of rpcauth)");
}

PeerAddresses read_peer_addresses(Settings& settings) {
    const std::string word =
        settings.choice("peer_addresses", "masked", {"none", "masked", "full"});
    if (word == "none") return PeerAddresses::none;
    return word == "full" ? PeerAddresses::full : PeerAddresses::masked;
}

std::optional<TargetOptions> read_target(Settings& settings, std::string name) {
    TargetOptions target;
    target.name = std::move(name);
    const auto url = net::read_url(settings, "http", "http", "https");
    if (!settings.has("http") && !settings.has("http_file"))
        settings.fail({}, "needs `http: http://127.0.0.1:8332`, the node's RPC address");
    if (url) target.http = *url;
    read_credentials(settings, target.http);
    target.cookie_file = settings.text("cookie_file", "");
    if (!target.cookie_file.empty() && !target.http.user.empty())
        settings.fail("cookie_file", "either a cookie, or user and password");
    target.data_folder = settings.text("datadir", "");
    target.watch_process =
        settings.boolean("watch_process", !target.data_folder.empty() ||
                                              (url.has_value() && net::is_loopback(*url)));
    target.fulcrum = net::read_url(settings, "fulcrum", "http", "https");
    if (target.fulcrum && target.fulcrum->target == "/") target.fulcrum->target = "/stats";
    target.electrs = net::read_url(settings, "electrs", "http", "https");
    target.request_timeout =
        settings.duration("request_timeout", target.request_timeout, 100ms, 120s);
    auto intervals = settings.section("intervals");
    target.watcher.fast = intervals.duration("fast", target.watcher.fast, 500ms, 1h);
    target.watcher.slow = intervals.duration("slow", target.watcher.slow, 1s, 24h);
    if (settings.has("stale_tip_after"))
        target.watcher.stale_tip_after = settings.duration("stale_tip_after", 90min, 1s, 168h);
    target.watcher.min_outbound_peers = static_cast<std::uint64_t>(
        settings.integer("min_outbound_peers",
                         static_cast<std::int64_t>(target.watcher.min_outbound_peers), 0, 1'000));
    target.peer_addresses = read_peer_addresses(settings);
    target.zmq = read_zmq_options(settings.section("zmq"));
    target.read_mempool = settings.boolean("mempool", target.read_mempool);
    net::read_tls(settings.section("tls"), target.tls);
    if (!url) return std::nullopt;
    return target;
}

TargetPlan plan(TargetOptions options) {
    TargetPlan plan;
    plan.target = Target{"bitcoin", options.name};
    plan.address = options.http.text();
    plan.make = [options](SourceContext context) {
        return std::make_unique<BitcoinSource>(options, context);
    };
    plan.check = [options](SourceContext context) { return check_target(options, context); };
    return plan;
}

/// Where Bitcoin Core keeps the cookie of the main chain, and where packages of it do. The first
/// that can be read, else the first that is there, else the first, so that errors name it. Blocks.
std::string find_cookie() {
    const char* home = std::getenv("HOME");
    const std::array<std::string, 3> files = {
        std::string(home != nullptr ? home : "/root") + "/.bitcoin/.cookie",
        "/var/lib/bitcoind/.cookie", "/home/bitcoin/.bitcoin/.cookie"};
    for (const std::string& file : files)
        if (read_cookie(file)) return file;
    std::error_code unknown;
    for (const std::string& file : files)
        if (std::filesystem::exists(file, unknown)) return file;
    return files.front();
}

/// A server that wants a password as Bitcoin Core does, on the port of the main chain. It is
/// watched even when no cookie lets us in: what is missing is then told.
Task<std::vector<TargetPlan>> discover(asio::any_io_executor executor) {
    TargetOptions options;
    options.name = "local";
    options.http = net::Url{"http", "127.0.0.1", default_port, "/", "", ""};
    options.watch_process = true;
    net::HttpClient client(executor, net::HttpClientOptions{});
    net::HttpRequest request;
    request.method = "POST";
    request.body = "{}";
    const auto response = co_await client.send(options.http, std::move(request), 1s);
    std::vector<TargetPlan> found;
    const bool is_node =
        response && response->headers.get("WWW-Authenticate").find("jsonrpc") != std::string::npos;
    if (!is_node) co_return found;
    WorkerPool pool(1);
    options.cookie_file = co_await pool.run(find_cookie);
    found.push_back(plan(std::move(options)));
    co_return found;
}

}  // namespace

Network network() {
    Network network;
    network.name = "bitcoin";
    network.description = "Bitcoin Core nodes";
    network.measurements = measurements;
    network.configure = configure_by<read_target, plan>;
    network.discover = discover;
    return network;
}

}  // namespace nodewatch::bitcoin
