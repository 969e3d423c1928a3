#include "networks/betanet/tables.hpp"

#include "base/json_writer.hpp"
#include "networks/betanet/wording.hpp"

namespace nodewatch::betanet {
namespace {

std::string mixnode_row(const Mixnode& mixnode) {
    JsonWriter json;
    json.begin_object().member("id", mixnode.id).member_if("status", mixnode.status);
    json.member_if("processed", mixnode.processed).member_if("forwarded", mixnode.forwarded);
    json.member_if("dropped", mixnode.dropped).member_if("uptime", mixnode.uptime_seconds);
    if (mixnode.latency_seconds)
        json.member("latency_ms", *mixnode.latency_seconds * milliseconds_per_second);
    return json.end_object().take();
}

}  // namespace

Tables::Tables(LiveBoard* board, const Target& target)
    : board_(board),
      mixnodes_topic_(live_topic({"table", target.network, target.node, "mixnodes"})),
      endpoints_topic_(live_topic({"table", target.network, target.node, "endpoints"})) {}

void Tables::show_mixnodes(const std::vector<Mixnode>& mixnodes) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const Mixnode& mixnode : mixnodes)
        rows.emplace_back(mixnode.id, mixnode_row(mixnode));
    show(mixnodes_topic_, mixnodes_, std::move(rows));
}

void Tables::show_endpoints(const Endpoints& endpoints, unsigned attempts, SteadyTime now) {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const EndpointState& endpoint : endpoints.list()) {
        const auto& retry = endpoint.retry();
        const std::string retrying = retry ? describe(*retry, attempts, now) : "";
        rows.emplace_back(endpoint.spec().name, endpoint.row(endpoints.dialect(), retrying));
    }
    show(endpoints_topic_, endpoints_, std::move(rows));
}

/// These rows and no others.
void Tables::show(const std::string& topic, std::set<std::string>& shown,
                  std::vector<std::pair<std::string, std::string>> rows) {
    if (board_ == nullptr) return;
    std::set<std::string> before = std::move(shown);
    shown.clear();
    for (auto& [key, json] : rows) {
        board_->put(topic, key, std::move(json));
        before.erase(key);
        shown.insert(std::move(key));
    }
    for (const std::string& key : before)
        board_->remove(topic, key);
}

}  // namespace nodewatch::betanet
