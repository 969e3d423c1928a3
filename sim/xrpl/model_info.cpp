// server_info and server_state: the same knowledge in two sets of units.

#include "base/json_writer.hpp"
#include "sim/xrpl/events.hpp"
#include "sim/xrpl/identity.hpp"
#include "sim/xrpl/model.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr double drops_per_xrp = 1e6;

std::int64_t ripple_seconds(WallTime t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count() - ripple_epoch;
}

std::string microseconds(Duration d) {
    return std::to_string(d.count() * 1'000);
}

/// validated_ledger of server_info.
void write_ledger_info(JsonWriter& json, const Ledger& ledger, Now now) {
    const auto wall = std::chrono::floor<std::chrono::seconds>(now.wall);
    const std::int64_t age = wall.time_since_epoch().count() - ledger.close_time;
    json.begin_object().member("age", std::max<std::int64_t>(age, 0));
    json.member("base_fee_xrp", base_fee_drops / drops_per_xrp).member("hash", ledger.hash);
    json.member("reserve_base_xrp", reserve_base_drops / drops_per_xrp);
    json.member("reserve_inc_xrp", reserve_increment_drops / drops_per_xrp);
    json.member("seq", std::uint64_t{ledger.sequence}).end_object();
}

/// validated_ledger of server_state.
void write_ledger_state(JsonWriter& json, const Ledger& ledger) {
    json.begin_object().member("base_fee", base_fee_drops);
    json.member("close_time", ledger.close_time - ripple_epoch).member("hash", ledger.hash);
    json.member("reserve_base", reserve_base_drops).member("reserve_inc", reserve_increment_drops);
    json.member("seq", std::uint64_t{ledger.sequence}).end_object();
}

void write_load(JsonWriter& json) {
    json.key("load").begin_object().key("job_types").begin_array();
    json.begin_object().member("in_progress", 1).member("job_type", "clientRPC");
    json.member("per_second", 1).end_object();
    json.begin_object().member("job_type", "trustedValidation").member("peak_time", 4).end_object();
    json.begin_object().member("avg_time", 1).member("job_type", "ledgerData");
    json.member("peak_time", 37).member("per_second", 1).end_object();
    json.begin_object().member("job_type", "peerCommand").member("peak_time", 2);
    json.member("per_second", 23).end_object();
    json.end_array().member("threads", 4).end_object();
}

void write_ports(JsonWriter& json, bool admin) {
    json.key("ports").begin_array();
    const auto port = [&json](const char* number, const char* protocol) {
        json.begin_object().member("port", number).key("protocol").begin_array().value(protocol);
        json.end_array().end_object();
    };
    if (admin) {
        port("5005", "http");
        port("6006", "ws");
    }
    port("51233", "ws");
    port("51235", "peer");
    json.end_array();
}

}  // namespace

std::string NodeModel::server_info(Caller caller, Now now) const {
    JsonWriter json;
    json.begin_object().key("info").begin_object();
    write_common(json, caller, now);
    json.member("hostid", caller.admin ? "simulated" : "NAIR");
    json.key("last_close").begin_object();
    json.member("converge_time_s", to_seconds(network_.last_round()) - 1.0);
    json.member("proposers", mode_ < Mode::syncing ? 0 : std::uint64_t{network_.signing()});
    json.end_object();
    json.member("load_factor", load_factor_);
    if (load_factor_ != 1) json.member("load_factor_server", 1);
    if (const Ledger* ledger = validated()) {
        json.key("validated_ledger");
        write_ledger_info(json, *ledger, now);
        if (published_ != ledger->sequence)
            json.member("published_ledger", std::uint64_t{published_});
    } else {
        json.key("closed_ledger");
        write_ledger_info(json, network_.closed(), now);
        json.member("published_ledger", "none");
    }
    if (caller.admin) {
        json.key("validator_list").begin_object().member("count", 1);
        json.member("expiration", list_ == ListState::missing ? std::string("unknown")
                                                              : list_time(list_expiration()));
        json.member("status", list_ == ListState::active    ? "active"
                              : list_ == ListState::expired ? "expired"
                                                            : "unknown");
        json.end_object();
    }
    return json.end_object().end_object().take();
}

std::string NodeModel::server_state(Caller caller, Now now) const {
    JsonWriter json;
    json.begin_object().key("state").begin_object();
    write_common(json, caller, now);
    json.key("last_close").begin_object();
    json.member("converge_time", network_.last_round().count() - 1'000);
    json.member("proposers", mode_ < Mode::syncing ? 0 : std::uint64_t{network_.signing()});
    json.end_object();
    json.member("load_base", load_base).member("load_factor", load_factor_ * load_base);
    json.member("load_factor_fee_escalation", load_factor_ * load_base);
    json.member("load_factor_fee_queue", load_base).member("load_factor_fee_reference", load_base);
    json.member("load_factor_server", load_base);
    if (const Ledger* ledger = validated()) {
        json.key("validated_ledger");
        write_ledger_state(json, *ledger);
        if (published_ != ledger->sequence)
            json.member("published_ledger", std::uint64_t{published_});
    } else {
        json.key("closed_ledger");
        write_ledger_state(json, network_.closed());
        json.member("published_ledger", "none");
    }
    if (caller.admin)
        json.member("validator_list_expires", list_ == ListState::missing
                                                  ? std::int64_t{0}
                                                  : ripple_seconds(list_expiration()));
    return json.end_object().end_object().take();
}

void NodeModel::write_common(JsonWriter& json, Caller caller, Now now) const {
    if (amendment_blocked_) json.member("amendment_blocked", true);
    json.member("build_version", options_.build_version);
    json.member("complete_ledgers", complete_ledgers());
    if (initial_sync_) json.member("initial_sync_duration_us", microseconds(*initial_sync_));
    json.member("io_latency_ms", 1).member("jq_trans_overflow", "0");
    json.member("network_id", std::uint64_t{network_.options().network_id});
    if (first_ledger_ == 0) json.member("network_ledger", "waiting");
    json.member("peer_disconnects", "3").member("peer_disconnects_resources", "0");
    json.member("peers", std::uint64_t{peer_count()});
    write_ports(json, caller.admin);
    json.member("pubkey_node", node_public_key(options_.name + " node"));
    const Validator* own = own_validator();
    if (caller.admin) {
        json.member("node_size", "tiny");
        json.member("pubkey_validator", own == nullptr ? "none" : own->identity());
        write_load(json);
    }
    if (own != nullptr && !own->domain.empty()) json.member("server_domain", own->domain);
    json.member("server_state", shown_mode(caller));
    json.member("server_state_duration_us", microseconds(elapsed(mode_since_, now.steady)));
    write_accounting(json, now);
    json.member("time", server_time(now.wall));
    const auto uptime = std::chrono::floor<std::chrono::seconds>(now.steady - started_);
    json.member("uptime", std::int64_t{uptime.count()});
    json.member("validation_quorum", quorum());
    write_warnings(json, caller, now);
}

void NodeModel::write_accounting(JsonWriter& json, Now now) const {
    json.key("state_accounting").begin_object();
    for (const Mode mode :
         {Mode::connected, Mode::disconnected, Mode::full, Mode::syncing, Mode::tracking}) {
        const Accounting& entry = accounting_[static_cast<std::size_t>(mode)];
        Duration duration = entry.duration;
        if (mode == mode_) duration += elapsed(mode_since_, now.steady);
        json.key(to_string(mode)).begin_object();
        json.member("duration_us", microseconds(duration));
        json.member("transitions", std::to_string(entry.transitions)).end_object();
    }
    json.end_object();
}

void NodeModel::write_warnings(JsonWriter& json, Caller caller, Now now) const {
    const bool soon = amendment_soon_ && caller.admin;
    const bool list_unusable = list_ != ListState::active && caller.admin;
    if (!soon && !amendment_blocked_ && !list_unusable) return;
    json.key("warnings").begin_array();
    if (soon) {
        const WallTime expected = now.wall + std::chrono::days(9);
        json.begin_object().key("details").begin_object();
        json.member("expected_date", ripple_seconds(expected));
        json.member("expected_date_UTC", list_time(expected)).end_object();
        json.member("id", 1001);
        json.member("message",
                    "One or more unsupported amendments have reached majority. Upgrade to the "
                    "latest version before they are activated to avoid being amendment blocked.");
        json.end_object();
    }
    if (amendment_blocked_) {
        json.begin_object().member("id", 1002);
        json.member("message",
                    "This server is amendment blocked, and must be updated to be able to stay in "
                    "sync with the network.");
        json.end_object();
    }
    if (list_unusable) {
        json.begin_object().member("id", 1003);
        json.member("message",
                    "This server has an expired validator list. validators.txt may be incorrectly "
                    "configured or some [validator_list_sites] may be unreachable.");
        json.end_object();
    }
    json.end_array();
}

std::string NodeModel::clio_info(Now now) const {
    JsonWriter json;
    json.begin_object().key("info").begin_object();
    json.member("complete_ledgers", complete_ledgers()).member("load_factor", 1);
    json.member("clio_version", "2.3.0").member("validation_quorum", quorum());
    json.member("rippled_version", options_.build_version);
    json.member("network_id", std::uint64_t{network_.options().network_id});
    json.key("validated_ledger");
    write_ledger_info(json, network_.validated(), now);
    json.key("cache").begin_object().member("size", 15'258'947).member("is_full", true);
    json.member("latest_ledger_seq", std::uint64_t{network_.validated().sequence}).end_object();
    return json.end_object().member("validated", true).end_object().take();
}

}  // namespace nodewatch::sim::xrpl
