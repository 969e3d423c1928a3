#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "networks/bitcoin/document.hpp"
#include "networks/bitcoin/indexers.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr double bytes_per_kilobyte = 1024;
constexpr double bytes_per_megabyte_text = 1e6;

std::optional<double> kilobytes(const json::Element& parent, std::string_view key) {
    const auto value = amount(parent, key);
    return value ? std::optional(*value * bytes_per_kilobyte) : std::nullopt;
}

/// "0.076 MB"
std::optional<double> megabytes_text(const json::Element& parent, std::string_view key) {
    constexpr std::string_view unit = " MB";
    const auto value = text(parent, key);
    if (!value || !value->ends_with(unit)) return std::nullopt;
    const auto number = parse_double(value->substr(0, value->size() - unit.size()));
    if (!number || *number < 0) return std::nullopt;
    return *number * bytes_per_megabyte_text;
}

/// Null while it rests.
std::optional<bool> is_syncing(const json::Element& controller) {
    json::Element state;
    if (controller["StateMachine"].get(state) != simdjson::SUCCESS) return std::nullopt;
    return !state.is_null();
}

void read_controller(const json::Element& controller, FulcrumStats& stats) {
    const auto headers = json::unsigned_integer(controller, "Header count");
    if (headers && *headers > 0) stats.tip_height = *headers - 1;
    stats.chain = text(controller, "Chain");
    stats.syncing = is_syncing(controller);
    stats.unspent_outputs = amount(controller, "UTXO set");
    stats.unspent_outputs_bytes = megabytes_text(controller, "UTXO set bytes");
}

void read_servers(const json::Element& manager, FulcrumStats& stats) {
    stats.clients = amount(manager, "number of clients");
    stats.most_clients = amount(manager, "number of clients (max lifetime)");
    stats.connections = amount(manager, "number of clients (total lifetime connections)");
    stats.transactions_sent = amount(manager, "transactions sent");
}

void read_rest(const json::Element& root, FulcrumStats& stats) {
    if (const auto daemon = json::find(root, "Bitcoin Daemon")) {
        stats.daemon_requests = amount(*daemon, "extant request contexts");
        stats.daemon_timeouts = amount(*daemon, "request timeout count");
    }
    if (const auto memory = json::find(root, "Memory Usage")) {
        stats.resident_bytes = kilobytes(*memory, "physical kB");
        stats.virtual_bytes = kilobytes(*memory, "virtual kB");
    }
    const auto misc = json::find(root, "Misc");
    if (const auto pool = misc ? json::find(*misc, "Job Queue (Thread Pool)") : std::nullopt) {
        stats.jobs = amount(*pool, "extant jobs");
        stats.job_limit = amount(*pool, "extant limit");
        stats.job_overflows = amount(*pool, "job queue overflows (lifetime)");
    }
    if (const auto subscriptions = json::find(root, "SubsMgr"))
        stats.subscriptions = amount(*subscriptions, "Num. active client subscriptions");
}

/// The flat answer that the seed asks for, as some proxies give it: clients may be counts by kind.
void read_flat(const json::Element& root, FulcrumStats& stats) {
    stats.tip_height = json::unsigned_integer(root, "tip_height");
    if (!stats.tip_height) stats.tip_height = json::unsigned_integer(root, "daemon_height");
    stats.clients = amount(root, "clients");
    const auto by_kind = json::object(root, "clients");
    if (!by_kind) return;
    double sum = 0;
    for (const auto& [kind, count] : *by_kind) {
        double number = 0;
        if (count.is_number() && count.get(number) == simdjson::SUCCESS && number >= 0)
            sum += number;
    }
    stats.clients = sum;
}

}  // namespace

Result<FulcrumStats> decode_fulcrum(std::string_view body) {
    constexpr std::string_view what = "the answer";
    const auto document = parse_object(body, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    // A part that takes Fulcrum too long is null, and so is a member that is not there.
    constexpr std::array sections = {"Controller", "Server Manager", "Bitcoin Daemon"};
    const auto is_member = [&root](const char* key) {
        json::Element member;
        return root[key].get(member) == simdjson::SUCCESS;
    };
    FulcrumStats stats;
    if (std::ranges::any_of(sections, is_member)) {
        if (const auto controller = json::find(root, "Controller"))
            read_controller(*controller, stats);
        if (const auto manager = json::find(root, "Server Manager")) read_servers(*manager, stats);
        read_rest(root, stats);
        return stats;
    }
    read_flat(root, stats);
    if (stats.tip_height || stats.clients) return stats;
    return failure(ErrorKind::parse, "the answer is not that of Fulcrum's /stats");
}

}  // namespace nodewatch::bitcoin
