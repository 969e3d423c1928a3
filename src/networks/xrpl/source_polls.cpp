#include <fmt/format.h>

#include "base/log.hpp"
#include "net/certificate.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/host_probe.hpp"
#include "networks/xrpl/source.hpp"

namespace nodewatch::xrpl {

namespace {

/// Publishers asked for their certificate in one round.
constexpr std::size_t max_publisher_hosts = 16;
constexpr Duration hosts_interval{10'000};

/// A call that asks for what both API versions tell alike; 1 is understood by every server.
constexpr std::string_view api_version_1 = R"("api_version":1)";

constexpr std::string_view probe_method = "server_info";

}  // namespace

void XrplSource::plan(std::string name, Duration interval, std::function<Task<Result<>>()> ask) {
    if (interval <= Duration::zero()) return;
    Poll poll{"poll " + name, interval, std::move(ask), {}};
    poll.status.name = poll.name;
    poll.status.interval = interval;
    polls_.push_back(std::move(poll));
}

template <typename Answer>
void XrplSource::plan_rpc(std::string method, Duration interval,
                          Result<Answer> (*decode)(std::string_view),
                          void (Watcher::*deliver)(const Result<Answer>&, Now)) {
    plan(method, interval, [this, method, decode, deliver] {
        return ask_and_deliver<Answer>(method, decode, deliver);
    });
}

template <typename Answer>
Task<Result<>> XrplSource::ask_and_deliver(std::string method,
                                           Result<Answer> (*decode)(std::string_view),
                                           void (Watcher::*deliver)(const Result<Answer>&, Now)) {
    auto text = co_await ask(method);
    Result<Answer> answer = text ? decode(*text) : Result<Answer>(failure(text.error()));
    if (!answer && text)
        answer = failure(answer.error().within(fmt::format("{}: {}", address_, method)));
    (watcher_.*deliver)(answer, context_.clock.now());
    // A stock node says so of validator_info: an answer, not a failure.
    if (answer || is_not_a_validator(answer.error())) co_return Result<>{};
    co_return failure(answer.error());
}

void XrplSource::plan_polls() {
    const Intervals& every = options_.watcher.intervals;
    plan("ping", every.ping, [this] { return probe_permission(); });
    plan_rpc(std::string(probe_method), every.server_info, decode_server_info,
             &Watcher::on_server_info);
    plan_rpc("peers", every.peers, decode_peers, &Watcher::on_peers);
    plan_rpc("consensus_info", every.consensus_info, decode_consensus_info,
             &Watcher::on_consensus_info);
    plan_rpc("fee", every.fee, decode_fee, &Watcher::on_fee);
    plan_rpc("server_state", every.server_state, decode_server_info, &Watcher::on_server_state);
    plan_rpc("validators", every.validators, decode_validators, &Watcher::on_validators);
    plan_rpc("validator_list_sites", every.validator_list_sites, decode_validator_list_sites,
             &Watcher::on_validator_sites);
    plan_rpc("validator_info", every.validator_info, decode_validator_info,
             &Watcher::on_validator_info);
    plan_rpc("feature", every.feature, decode_feature, &Watcher::on_feature);
    plan_rpc("get_counts", every.get_counts, decode_get_counts, &Watcher::on_counts);
    if (options_.peer_port != 0) plan("crawl", every.crawl, [this] { return ask_crawl(); });
    plan("certificates", every.certificates, [this] { return ask_certificates(); });
    if (options_.watch_process) {
        plan("process", every.process, [this] { return ask_process(); });
        plan("database", every.database, [this] { return ask_database(); });
    }
}

Task<Result<std::string>> XrplSource::ask(std::string method) {
    std::shared_ptr<RpcChannel> channel = http_channel_;
    if (!channel) channel = session_;
    if (!channel) {
        co_return failure(ErrorKind::unavailable, fmt::format("{}: not connected", address_));
    }
    auto permit = permit_for(method);
    if (!permit) {
        co_return failure(
            ErrorKind::unavailable,
            fmt::format("{}: {} is not asked while the node does not answer", address_, method));
    }
    auto answer = co_await channel->call(std::move(method), std::string(api_version_1),
                                         options_.request_timeout);
    const SteadyTime now = context_.clock.now().steady;
    // Whatever answers, be it with an error, is there.
    if (answer || !counts_against_service(answer.error())) {
        permit->succeeded(now);
    } else {
        permit->failed(now);
    }
    co_return answer;
}

/// A node that does not answer is asked for server_info alone: the other questions would only wait
/// for their time limits, and burden it when it comes back. Without that poll each may try.
std::optional<CircuitBreaker::Permit> XrplSource::permit_for(std::string_view method) {
    const bool may_probe =
        method == probe_method || options_.watcher.intervals.server_info <= Duration::zero();
    if (rpc_breaker_.state() != BreakerState::closed && !may_probe) return std::nullopt;
    return rpc_breaker_.ask(context_.clock.now().steady);
}

Task<Result<>> XrplSource::probe_permission() {
    auto text = co_await ask("ping");
    if (!text) co_return failure(text.error());
    auto admin = decode_ping_is_admin(*text);
    if (!admin) co_return failure(admin.error());
    if (is_admin_ != *admin && *admin) log::info(component_, "{} treats us as admin", address_);
    is_admin_ = *admin;
    co_return Result<>{};
}

Task<Result<>> XrplSource::ask_crawl() {
    net::Url url = options_.http ? *options_.http : *options_.websocket;
    url.scheme = "https";
    url.port = options_.peer_port;
    url.target = "/crawl";
    url.user.clear();
    url.password.clear();
    auto response = co_await crawl_http_.send(url, net::HttpRequest{}, options_.request_timeout);
    Result<CrawlInfo> answer;
    if (!response) {
        answer = failure(response.error().within("/crawl"));
    } else if (response->status != 200) {
        answer = failure(ErrorKind::http_status,
                         fmt::format("{} is answered with HTTP {}", url.text(), response->status),
                         std::to_string(response->status));
    } else {
        answer = decode_crawl(response->body);
    }
    watcher_.on_crawl(answer, context_.clock.now());
    if (!answer) co_return failure(answer.error());
    co_return Result<>{};
}

Task<Result<>> XrplSource::ask_certificates() {
    // The hosts are known once the node told its validator list sites; some nodes have none.
    while (watcher_.publisher_hosts().empty())
        co_await context_.clock.sleep_for(hosts_interval);
    std::vector<std::string> hosts = watcher_.publisher_hosts();
    if (hosts.size() > max_publisher_hosts) hosts.resize(max_publisher_hosts);
    std::vector<CertificateSample> samples;
    Result<> outcome;
    for (const std::string& host : hosts) {
        auto expiry =
            co_await net::certificate_expiry(context_.clock, host, options_.connect_timeout);
        if (!expiry) outcome = failure(expiry.error());
        samples.push_back(CertificateSample{host, std::move(expiry)});
    }
    watcher_.on_certificates(samples, context_.clock.now());
    co_return outcome;
}

std::vector<std::string> XrplSource::process_names() const {
    if (!options_.process_name.empty()) return {options_.process_name};
    const std::string_view name = watcher_.process_name();
    if (!name.empty()) return {std::string(name)};
    return {"rippled", "xrpld"};
}

Task<Result<>> XrplSource::ask_process() {
    const std::vector<std::string> names = process_names();
    const std::uint16_t port = (options_.http ? *options_.http : *options_.websocket).port;
    auto sample =
        co_await context_.pool.run([names, port] { return find_process("/proc", names, port); });
    watcher_.on_process(sample, context_.clock.now());
    if (!sample) co_return failure(sample.error());
    co_return Result<>{};
}

Task<Result<>> XrplSource::ask_database() {
    const std::string path =
        options_.data_path.empty() ? "/var/lib/" + process_names().front() : options_.data_path;
    auto sample = co_await context_.pool.run([path] { return sample_database(path); });
    watcher_.on_database(sample, context_.clock.now());
    if (!sample) co_return failure(sample.error());
    co_return Result<>{};
}

}  // namespace nodewatch::xrpl
