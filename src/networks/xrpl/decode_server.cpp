// server_info and server_state: the same facts, once in units for people and once raw.

#include <utility>

#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/load_factors.hpp"
#include "networks/xrpl/validator_list.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

/// Warning of Clio about itself.
constexpr std::int64_t clio_warning = 2001;

/// Division, not multiplication by 1e-3 or 1e-6: it gives the double that is nearest.
std::optional<double> divided(std::optional<double> value, double divisor) {
    if (!value) {
        return std::nullopt;
    }
    return *value / divisor;
}

std::optional<double> seconds_from_us(const Element& parent, std::string_view key) {
    return divided(amount(parent, key), 1e6);
}

/// The amount in drops (server_state), else in XRP (server_info).
std::optional<double> drops(const Element& ledger, std::string_view raw_key,
                            std::string_view xrp_key) {
    auto raw = amount(ledger, raw_key);
    return raw ? raw : drops_from_xrp(amount(ledger, xrp_key));
}

std::optional<LedgerSummary> read_ledger(const Element& info, std::string_view key) {
    auto ledger = member_object(info, key);
    if (!ledger) {
        return std::nullopt;
    }
    return LedgerSummary{
        .sequence = sequence(*ledger, "seq"),
        .hash = text(*ledger, "hash"),
        .base_fee_drops = drops(*ledger, "base_fee", "base_fee_xrp"),
        .reserve_base_drops = drops(*ledger, "reserve_base", "reserve_base_xrp"),
        .reserve_increment_drops = drops(*ledger, "reserve_inc", "reserve_inc_xrp"),
        .age_seconds = amount(*ledger, "age"),
        .close_time = ripple_time(*ledger, "close_time"),
        .close_time_offset_seconds = json::number(*ledger, "close_time_offset"),
    };
}

void read_identity(const Element& info, ServerInfo& out) {
    out.build_version = text(info, "build_version");
    out.clio_version = text(info, "clio_version");
    out.public_key_node = text(info, "pubkey_node");
    out.network_id = json::unsigned_integer(info, "network_id");
    out.host_id = text(info, "hostid");
    out.server_domain = text(info, "server_domain");
    out.node_size = text(info, "node_size");
    if (auto key = json::text(info, "pubkey_validator")) {
        out.is_validator = !key->empty() && *key != "none";
        if (*out.is_validator) {
            out.public_key_validator = std::string(*key);
        }
    }
}

void read_state(const Element& info, ServerInfo& out) {
    out.state_name = text(info, "server_state");
    if (out.state_name) {
        out.state = parse_server_state(*out.state_name);
    }
    out.state_duration_seconds = seconds_from_us(info, "server_state_duration_us");
    out.initial_sync_seconds = seconds_from_us(info, "initial_sync_duration_us");
    out.uptime_seconds = amount(info, "uptime");
    out.amendment_blocked = flag(info, "amendment_blocked");
    out.waiting_for_network = json::text(info, "network_ledger") == "waiting";
    if (auto states = json::object(info, "state_accounting")) {
        for (auto [name, state] : *states) {
            out.state_accounting.emplace(
                name, StateAccounting{.duration_seconds = seconds_from_us(state, "duration_us"),
                                      .transitions = json::unsigned_integer(state, "transitions")});
        }
    }
}

void read_ledgers(const Element& info, ServerInfo& out) {
    out.complete_ledgers_text = text(info, "complete_ledgers");
    if (out.complete_ledgers_text) {
        out.complete_ledgers = parse_ledger_ranges(*out.complete_ledgers_text);
    }
    out.validated_ledger = read_ledger(info, "validated_ledger");
    out.closed_ledger = read_ledger(info, "closed_ledger");
    out.published_ledger = sequence(info, "published_ledger");
    if (auto close = member_object(info, "last_close")) {
        out.last_close_proposers = amount(*close, "proposers");
        auto raw = amount(*close, "converge_time");  // ms
        out.last_close_converge_seconds =
            raw ? divided(raw, 1e3) : amount(*close, "converge_time_s");
    }
    out.fetch_pack = amount(info, "fetch_pack");
}

void read_traffic(const Element& info, ServerInfo& out) {
    out.io_latency_ms = amount(info, "io_latency_ms");
    out.peers = amount(info, "peers");
    out.job_queue_overflows = amount(info, "jq_trans_overflow");
    out.peer_disconnects = amount(info, "peer_disconnects");
    out.peer_disconnects_resources = amount(info, "peer_disconnects_resources");
}

void read_jobs(const Element& info, ServerInfo& out) {
    auto load = member_object(info, "load");
    if (!load) {
        return;
    }
    out.load_threads = amount(*load, "threads");
    auto types = json::array(*load, "job_types");
    if (!types) {
        return;
    }
    for (Element job : *types) {
        auto name = text(job, "job_type");
        if (!name) {
            continue;
        }
        out.jobs.push_back(JobLoad{.job_type = std::move(*name),
                                   .per_second = amount(job, "per_second"),
                                   .average_ms = amount(job, "avg_time"),
                                   .peak_ms = amount(job, "peak_time"),
                                   .in_progress = amount(job, "in_progress"),
                                   .waiting = amount(job, "waiting"),
                                   .over_target = flag(job, "over_target")});
    }
}

void read_raw_load(const Element& state, ServerInfo& out) {
    auto factors = read_raw_load_factors(state);
    out.load_factor = factors.all;
    out.load_factor_server = factors.server;
    out.load_factor_fee_escalation = factors.fee_escalation;
    out.load_factor_fee_queue = factors.fee_queue;
}

/// server_info leaves out load_factor_server when it equals load_factor, and, to an admin, each of
/// the others when it is normal.
void read_human_load(const Element& info, ServerInfo& out) {
    out.load_factor = amount(info, "load_factor");
    const bool from_server = out.state_name.has_value();  // Clio has a load_factor of its own kind
    const bool for_admin = out.is_validator.has_value();
    auto factor = [&info](std::string_view key, std::optional<double> when_absent) {
        auto value = amount(info, key);
        return value ? value : when_absent;
    };
    const auto normal = for_admin ? std::optional(1.0) : std::nullopt;
    out.load_factor_server =
        factor("load_factor_server", from_server ? out.load_factor : std::nullopt);
    out.load_factor_local = factor("load_factor_local", normal);
    out.load_factor_net = factor("load_factor_net", normal);
    out.load_factor_cluster = factor("load_factor_cluster", normal);
    out.load_factor_fee_escalation = factor("load_factor_fee_escalation", normal);
    out.load_factor_fee_queue = factor("load_factor_fee_queue", normal);
}

void read_validator_lists(const Element& info, ServerInfo& out) {
    auto list = read_validator_list(info);
    out.validation_quorum = json::unsigned_integer(info, "validation_quorum");
    out.validator_list_count = list.count;
    out.validator_list_status = std::move(list.status);
    out.validator_list_expiration = list.expiration;
    out.validator_list_never_expires = list.never_expires;
}

void read_warnings(const Element& holder, ServerInfo& out) {
    auto warnings = json::array(holder, "warnings");
    if (!warnings) {
        return;
    }
    for (Element warning : *warnings) {
        auto id = json::integer(warning, "id");
        if (!id) {
            continue;
        }
        auto details = member_object(warning, "details");
        out.warnings.push_back(ServerWarning{
            .id = *id,
            .message = text(warning, "message").value_or(""),
            .expected_date = details ? ripple_time(*details, "expected_date") : std::nullopt});
        out.clio = out.clio || *id == clio_warning;
    }
}

}  // namespace

Result<ServerInfo> decode_server_info(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    auto info = member_object(answer->result, "info");
    const bool raw = !info;
    if (raw) {
        info = member_object(answer->result, "state");
    }
    if (!info) {
        return missing("info or state");
    }

    ServerInfo out;
    read_identity(*info, out);
    read_state(*info, out);
    read_ledgers(*info, out);
    read_traffic(*info, out);
    read_jobs(*info, out);
    raw ? read_raw_load(*info, out) : read_human_load(*info, out);
    read_validator_lists(*info, out);
    out.clio = out.clio_version.has_value();
    read_warnings(*info, out);
    read_warnings(answer->root, out);  // Clio's
    return out;
}

}  // namespace nodewatch::xrpl
