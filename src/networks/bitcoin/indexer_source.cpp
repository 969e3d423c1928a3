#include "networks/bitcoin/indexer_source.hpp"

#include <fmt/format.h>

#include "networks/bitcoin/wording.hpp"

namespace nodewatch::bitcoin {
namespace {

/// Fulcrum tells some 600 bytes of each of its clients.
constexpr std::size_t max_indexer_bytes = 16U << 20U;
constexpr int http_ok = 200;

const std::string fulcrum_name = "fulcrum", electrs_name = "electrs";

net::HttpClientOptions indexer_http(const TargetOptions& options) {
    net::HttpClientOptions http;
    http.max_response_bytes = max_indexer_bytes;
    http.max_idle_per_host = 1;
    http.tls = options.tls;
    return http;
}

/// What the indexer answers, decoded. The client outlives the call.
template <typename Answer>
Task<Result<Answer>> ask_indexer(net::HttpClient& http, std::string name, net::Url url,
                                 Duration timeout, Result<Answer> (*decode)(std::string_view)) {
    const std::string where = fmt::format("{} at {}", name, url.text());
    auto response = co_await http.send(std::move(url), net::HttpRequest{}, timeout);
    if (!response) co_return failure(response.error().within(where));
    if (response->status != http_ok)
        co_return failure(ErrorKind::http_status,
                          fmt::format("{}: HTTP {} {}; is this its address for figures?", where,
                                      response->status, net::reason_phrase(response->status)),
                          std::to_string(response->status));
    auto answer = decode(response->body);
    if (!answer) co_return failure(answer.error().within(where));
    co_return answer;
}

}  // namespace

IndexerSource::IndexerSource(TargetOptions options, SourceContext context,
                             std::function<NodeTip(Now)> node_tip)
    : options_(std::move(options)),
      context_(context),
      node_tip_(std::move(node_tip)),
      http_(context.executor, indexer_http(options_)),
      watcher_(Publisher(context.hub, Target{"bitcoin", options_.name}), options_.watcher.slow),
      asked_("bitcoin/" + options_.name) {
    if (options_.fulcrum) asked_.plan(fulcrum_name, options_.watcher.slow);
    if (options_.electrs) asked_.plan(electrs_name, options_.watcher.slow);
}

Task<void> IndexerSource::run() {
    co_await with_task_group([this](TaskGroup& tasks) { return start(tasks); });
}

Task<void> IndexerSource::start(TaskGroup& tasks) {
    if (options_.fulcrum) tasks.spawn("fulcrum", watch_fulcrum());
    if (options_.electrs) tasks.spawn("electrs", watch_electrs());
    co_return;
}

Task<void> IndexerSource::watch_fulcrum() {
    for (;;) {
        const auto stats = co_await ask_indexer(http_, fulcrum_name, *options_.fulcrum,
                                                options_.request_timeout, decode_fulcrum);
        const Now now = context_.clock.now();
        watcher_.on_fulcrum(stats, node_tip_(now), now);
        asked_.note(fulcrum_name, outcome_of(stats), now);
        co_await context_.clock.sleep_for(options_.watcher.slow);
    }
}

Task<void> IndexerSource::watch_electrs() {
    for (;;) {
        const auto metrics = co_await ask_indexer(http_, electrs_name, *options_.electrs,
                                                  options_.request_timeout, decode_electrs);
        const Now now = context_.clock.now();
        watcher_.on_electrs(metrics, node_tip_(now), now);
        asked_.note(electrs_name, outcome_of(metrics), now);
        co_await context_.clock.sleep_for(options_.watcher.slow);
    }
}

Task<std::vector<CheckFinding>> check_indexers(TargetOptions options, SourceContext context) {
    using enum CheckFinding::Level;
    std::vector<CheckFinding> findings;
    net::HttpClient http(context.executor, indexer_http(options));
    if (options.fulcrum) {
        const auto stats = co_await ask_indexer(http, fulcrum_name, *options.fulcrum,
                                                options.request_timeout, decode_fulcrum);
        if (stats)
            findings.push_back(
                {ok, fmt::format("fulcrum: block {}, {} clients{}", or_unknown(stats->tip_height),
                                 or_unknown(stats->clients),
                                 stats->syncing == true ? ", takes in blocks" : "")});
        else
            findings.push_back({warning, stats.error().message});
    }
    if (options.electrs) {
        const auto metrics = co_await ask_indexer(http, electrs_name, *options.electrs,
                                                  options.request_timeout, decode_electrs);
        if (metrics)
            findings.push_back(
                {ok, fmt::format("electrs: block {}", or_unknown(metrics->tip_height))});
        else
            findings.push_back({warning, metrics.error().message});
    }
    co_return findings;
}

}  // namespace nodewatch::bitcoin
