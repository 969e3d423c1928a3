// The answers of a model node other than server_info and server_state.

#include <fmt/core.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "sim/xrpl/events.hpp"
#include "sim/xrpl/identity.hpp"
#include "sim/xrpl/model.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::string_view publisher_key =
    "EDCAAF92351CF06BA1C511C6CD5E92A04BB345987E91BD6663EB6D9C755463B76D";

Answer success(std::string result) {
    return Answer{std::move(result), {}, 0, {}};
}

Answer forbidden() {
    return answer_error("forbidden", 3, "Bad credentials.");
}

bool needs_admin(std::string_view method) {
    static constexpr std::array<std::string_view, 6> methods = {
        "consensus_info", "get_counts",           "peers",
        "validators",     "validator_list_sites", "validator_info"};
    return std::ranges::find(methods, method) != methods.end();
}

struct SimulatedAmendment {
    std::string_view name;
    bool enabled;
    bool supported;
    std::string_view vetoed;  ///< JSON; empty: the member is left out
    bool majority;
};
constexpr std::array<SimulatedAmendment, 6> amendments = {{
    {"RequireFullyCanonicalSig", true, true, "", false},
    {"fixAMMOverflowOffer", true, true, "", false},
    {"Escrow", false, true, "\"Obsolete\"", false},
    {"TokenEscrow", false, true, "true", false},
    {"SingleAssetVault", false, true, "false", false},
    {"SimulatedFuture", false, false, "false", true},
}};

}  // namespace

Answer NodeModel::answer(std::string_view method, Caller caller, Now now) {
    if (options_.clio) {
        if (method == "server_info") return success(clio_info(now));
        if (method == "ping") return success("{}");
        if (method == "feature") return success(feature(Caller{false}));
        if (method == "fee") return success(fee());
        return answer_error("unknownCmd", 32, "Unknown method.");
    }
    if (needs_admin(method) && !caller.admin) return forbidden();
    if (method == "server_info") return success(server_info(caller, now));
    if (method == "server_state") return success(server_state(caller, now));
    if (method == "peers") return success(peers(now));
    if (method == "validators") return success(validators());
    if (method == "validator_list_sites") return success(validator_list_sites(now));
    if (method == "validator_info")
        return own_validator() != nullptr ? success(validator_info())
                                          : answer_error("invalidParams", 31, "not a validator");
    if (method == "feature") return success(feature(caller));
    if (method == "get_counts") return success(get_counts(now));
    if (method == "consensus_info") return success(consensus_info());
    if (method == "ping") return success(ping(caller));
    if (method == "fee") {
        if (mode_ < Mode::syncing)
            return caller.api_version >= 2
                       ? answer_error("notSynced", 18, "Not synced to the network.")
                       : answer_error("noNetwork", 17, "Not synced to the network.");
        if (mode_ == Mode::syncing)
            return answer_error("noCurrent", 16, "Current ledger is unavailable.");
        return success(fee());
    }
    return answer_error("unknownCmd", 32, "Unknown method.");
}

std::string NodeModel::subscribed(const std::vector<std::string>& streams, Caller caller, Now now) {
    on_time(now);
    const auto asked = [&streams](std::string_view stream) {
        return std::ranges::find(streams, stream) != streams.end();
    };
    JsonWriter json;
    json.begin_object();
    const Ledger* ledger = options_.clio ? &network_.validated() : validated();
    if (asked("ledger") && ledger != nullptr) {
        json.member("fee_base", base_fee_drops).member("ledger_hash", ledger->hash);
        json.member("ledger_index", std::uint64_t{ledger->sequence});
        json.member("ledger_time", ledger->close_time - ripple_epoch);
        json.member("network_id", std::uint64_t{network_.options().network_id});
        json.member("reserve_base", reserve_base_drops);
        json.member("reserve_inc", reserve_increment_drops);
        json.member("validated_ledgers", complete_ledgers());
    }
    if (asked("server")) {
        json.member("hostid", caller.admin ? "simulated" : "NAIR");
        json.member("load_base", load_base).member("load_factor", load_factor_ * load_base);
        json.member("pubkey_node", node_public_key(options_.name + " node"));
        json.member("random", hash_of(std::to_string(now.wall.time_since_epoch().count())));
        json.member("server_status", shown_mode(caller));
    }
    return json.end_object().take();
}

std::string NodeModel::peers(Now now) const {
    const auto uptime = std::chrono::floor<std::chrono::seconds>(now.steady - started_);
    JsonWriter json;
    json.begin_object().key("cluster").begin_object().end_object().key("peers").begin_array();
    for (std::size_t i = 0; i < peer_count(); ++i) {
        const std::string name = fmt::format("{} peer {}", options_.name, i);
        json.begin_object().member("address", fmt::format("127.0.0.1:{}", 46'020 + i));
        json.member("complete_ledgers", fmt::format("{} - {}", network_.options().first_sequence,
                                                    network_.closed().sequence));
        if (i % 2 == 0) json.member("inbound", true);
        json.member("latency", std::uint64_t{i % 7}).member("ledger", network_.closed().hash);
        json.member("load", std::uint64_t{100 + i});
        json.key("metrics").begin_object().member("avg_bps_recv", "1197");
        json.member("avg_bps_sent", "1206");
        json.member("total_bytes_recv", std::to_string(uptime.count() * 1'197));
        json.member("total_bytes_sent", std::to_string(uptime.count() * 1'206)).end_object();
        json.member("network_id", std::to_string(network_.options().network_id));
        json.member("protocol", "XRPL/2.2").member("public_key", node_public_key(name));
        json.member("uptime", std::int64_t{uptime.count()}).member("version", product());
        json.end_object();
    }
    return json.end_array().end_object().take();
}

std::string NodeModel::validators() const {
    const bool available = list_ == ListState::active;
    JsonWriter json;
    json.begin_object().key("local_static_keys").begin_array().end_array();
    json.key("publisher_lists").begin_array().begin_object().member("available", available);
    if (list_ != ListState::missing) json.member("expiration", list_time(list_expiration()));
    json.key("list").begin_array();
    if (available)
        for (const Validator& v : network_.validators())
            json.value(v.identity());
    json.end_array().member("pubkey_publisher", publisher_key);
    if (list_ != ListState::missing) json.member("seq", 1);
    json.member("uri", list_ == ListState::missing ? "" : options_.publisher_uri);
    if (list_ != ListState::missing) json.member("version", 1);
    json.end_object().end_array();
    json.key("signing_keys").begin_object();
    for (const Validator& v : network_.validators())
        if (available && !v.master_key.empty() && !v.revoked)
            json.member(v.master_key, v.signing_key);
    json.end_object().key("trusted_validator_keys").begin_array();
    if (available)
        for (const Validator& v : network_.validators())
            if (!v.revoked) json.value(v.identity());
    json.end_array().member("validation_quorum", quorum());
    json.key("validator_list").begin_object().member("count", 1);
    json.member("expiration", list_ == ListState::missing ? std::string("unknown")
                                                          : list_time(list_expiration()));
    json.member("status", available                     ? "active"
                          : list_ == ListState::expired ? "expired"
                                                        : "unknown");
    json.member("validator_list_threshold", 1).end_object();
    return json.end_object().take();
}

std::string NodeModel::validator_list_sites(Now now) const {
    JsonWriter json;
    json.begin_object().key("validator_sites").begin_array().begin_object();
    if (list_ == ListState::missing) json.member("last_refresh_message", "fetch error");
    json.member("last_refresh_status", list_ == ListState::missing ? "invalid" : "same_sequence");
    json.member("last_refresh_time", list_time(now.wall - std::chrono::seconds(20)));
    json.member("next_refresh_time", list_time(now.wall + std::chrono::seconds(280)));
    json.member("refresh_interval_min", 5).member("uri", options_.publisher_uri);
    return json.end_object().end_array().end_object().take();
}

std::string NodeModel::validator_info() const {
    const Validator& own = *own_validator();
    JsonWriter json;
    json.begin_object();
    if (!own.domain.empty()) json.member("domain", own.domain);
    if (own.master_key.empty()) {
        json.member("master_key", own.signing_key);
    } else {
        json.member("ephemeral_key", own.signing_key);
        json.member("manifest", manifest_of(own.name, own.manifest_sequence));
        json.member("master_key", own.master_key);
        json.member("seq", std::uint64_t{own.manifest_sequence});
    }
    return json.end_object().take();
}

std::string NodeModel::feature(Caller caller) const {
    JsonWriter json;
    json.begin_object().key("features").begin_object();
    for (const SimulatedAmendment& a : amendments) {
        if (a.majority && !amendment_soon_) continue;
        json.key(hash_of(a.name)).begin_object();
        if (a.majority) {
            json.member("count", std::uint64_t{network_.quorum()});
            json.member("threshold", std::uint64_t{network_.quorum()});
            json.member("validations", std::uint64_t{network_.validators().size()});
            json.member("majority",
                        started_wall_.time_since_epoch() / std::chrono::seconds(1) - ripple_epoch);
        }
        json.member("enabled", a.enabled).member("name", a.name).member("supported", a.supported);
        if (caller.admin && !a.vetoed.empty()) json.key("vetoed").raw(a.vetoed);
        json.end_object();
    }
    return json.end_object().end_object().take();
}

std::string NodeModel::fee() const {
    const std::string escalated = std::to_string(base_fee_drops * load_factor_);
    JsonWriter json;
    json.begin_object();
    json.member("current_ledger_size", std::to_string(network_.closed().transactions));
    json.member("current_queue_size", "0");
    json.key("drops").begin_object().member("base_fee", std::to_string(base_fee_drops));
    json.member("median_fee", "5000").member("minimum_fee", std::to_string(base_fee_drops));
    json.member("open_ledger_fee", escalated).end_object();
    json.member("expected_ledger_size", "32");
    json.member("ledger_current_index", std::uint64_t{network_.closed().sequence + 1});
    json.key("levels").begin_object().member("median_level", "128000");
    json.member("minimum_level", "256");
    json.member("open_ledger_level", std::to_string(load_base * load_factor_));
    json.member("reference_level", "256").end_object();
    return json.member("max_queue_size", "2000").end_object().take();
}

std::string NodeModel::get_counts(Now now) const {
    const auto uptime = std::chrono::floor<std::chrono::minutes>(now.steady - started_);
    JsonWriter json;
    json.begin_object().member("AL_hit_rate", 48.48484802246094).member("AL_size", 10);
    json.member("SLE_hit_rate", 0.8888888888888888).member("dbKBLedger", 30);
    json.member("dbKBTotal", 618).member("dbKBTransaction", 38).member("fullbelow_size", 17);
    json.member("historical_perminute", 0).member("ledger_hit_rate", 46.86468505859375);
    json.member("local_txs", 1).member("node_read_bytes", "0");
    json.member("node_reads_duration_us", "1655").member("node_reads_hit", "0");
    json.member("node_reads_total", "170").member("node_writes", "108");
    json.member("node_written_bytes", "39121").member("read_queue", 0);
    json.member("read_request_bundle", 4).member("read_threads_running", 0);
    json.member("read_threads_total", 4).member("ripple::Ledger", 31);
    json.member("ripple::STValidation", 90).member("treenode_cache_size", 31);
    json.member("treenode_track_size", 39);
    json.member("uptime", fmt::format("{} minutes", uptime.count())).member("write_load", 0);
    return json.end_object().take();
}

std::string NodeModel::consensus_info() const {
    const Validator* own = own_validator();
    const bool proposing = own != nullptr && mode_ == Mode::full && !own->revoked;
    const std::uint64_t proposers = mode_ < Mode::syncing ? 0 : network_.signing();
    JsonWriter json;
    json.begin_object().key("info").begin_object().member("close_granularity", 10);
    json.member("close_resolution", 10).member("converge_percent", 0);
    if (network_.phase() == "establish") json.key("disputes").begin_object().end_object();
    json.member("have_time_consensus", false);
    json.member("ledger_seq", std::uint64_t{network_.closed().sequence + 1});
    json.member("phase", network_.phase());
    json.member("previous_mseconds", network_.last_round().count());
    json.member("previous_proposers", proposers).member("proposers", proposers);
    json.member("proposing", proposing).member("synched", mode_ == Mode::full);
    return json.member("validating", proposing).end_object().end_object().take();
}

std::string NodeModel::ping(Caller caller) const {
    if (!caller.admin) return "{}";
    return caller.websocket ? R"({"role":"admin","unlimited":true})" : R"({"role":"admin"})";
}

std::string NodeModel::crawl(Now now) {
    const auto uptime = std::chrono::floor<std::chrono::seconds>(now.steady - started_);
    JsonWriter json;
    json.begin_object().key("overlay").begin_object().key("active").begin_array();
    for (std::size_t i = 0; i < peer_count(); ++i) {
        json.begin_object().member("type", i % 2 == 0 ? "in" : "out");
        json.member("uptime", std::int64_t{uptime.count()}).member("version", product());
        json.end_object();
    }
    json.end_array().end_object();
    json.key("server").raw(server_info(Caller{false}, now));
    json.key("unl").raw(validators());
    return json.member("version", 2).end_object().take();
}

}  // namespace nodewatch::sim::xrpl
