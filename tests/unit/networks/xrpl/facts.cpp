#include "facts.hpp"

#include <fmt/format.h>

#include <type_traits>

#include "base/json.hpp"
#include "base/strings.hpp"

namespace nodewatch::xrpl {
namespace {

class Collector {
public:
    template <typename T>
    void add(std::string_view name, const T& value) {
        if constexpr (requires { value.has_value(); }) {
            if (value) {
                add(name, *value);
            }
        } else if constexpr (std::is_same_v<T, bool>) {
            put(name, value ? "true" : "false");
        } else if constexpr (std::is_floating_point_v<T>) {
            put(name, format_double(value));
        } else if constexpr (std::is_integral_v<T>) {
            put(name, fmt::format("{}", value));
        } else {
            put(name, std::string(value));
        }
    }

    /// What is added until the group ends has the name before it.
    template <typename Function>
    void group(std::string_view name, Function add_members) {
        const auto outer = prefix_;
        prefix_ += fmt::format("{}.", name);
        add_members();
        prefix_ = outer;
    }

    template <typename List, typename Function>
    void each(std::string_view name, const List& list, Function add_element) {
        group(name, [&] {
            std::size_t index = 0;
            for (const auto& element : list) {
                group(fmt::format("{}", index++), [&] { add_element(element); });
            }
        });
    }

    void texts(std::string_view name, const std::vector<std::string>& list) {
        group(name, [&] {
            for (std::size_t i = 0; i < list.size(); ++i) {
                add(fmt::format("{}", i), list[i]);
            }
        });
    }

    Facts take() { return std::move(facts_); }

private:
    void put(std::string_view name, std::string value) {
        facts_.emplace(fmt::format("{}{}", prefix_, name), std::move(value));
    }

    std::string prefix_;
    Facts facts_;
};

void add_summary(Collector& out, std::string_view name,
                 const std::optional<LedgerSummary>& ledger) {
    if (!ledger) {
        return;
    }
    out.group(name, [&] {
        out.add("sequence", ledger->sequence);
        out.add("hash", ledger->hash);
        out.add("base_fee_drops", ledger->base_fee_drops);
        out.add("reserve_base_drops", ledger->reserve_base_drops);
        out.add("reserve_increment_drops", ledger->reserve_increment_drops);
        out.add("age_seconds", ledger->age_seconds);
        out.add("close_time", ledger->close_time);
        out.add("close_time_offset_seconds", ledger->close_time_offset_seconds);
    });
}

void add_server_load(Collector& out, const ServerInfo& info) {
    out.add("load_factor", info.load_factor);
    out.add("load_factor_server", info.load_factor_server);
    out.add("load_factor_local", info.load_factor_local);
    out.add("load_factor_net", info.load_factor_net);
    out.add("load_factor_cluster", info.load_factor_cluster);
    out.add("load_factor_fee_escalation", info.load_factor_fee_escalation);
    out.add("load_factor_fee_queue", info.load_factor_fee_queue);
    out.add("load_threads", info.load_threads);
    out.each("jobs", info.jobs, [&](const JobLoad& job) {
        out.add("job_type", job.job_type);
        out.add("per_second", job.per_second);
        out.add("average_ms", job.average_ms);
        out.add("peak_ms", job.peak_ms);
        out.add("in_progress", job.in_progress);
        out.add("waiting", job.waiting);
        out.add("over_target", job.over_target);
    });
}

void add_server_state(Collector& out, const ServerInfo& info) {
    out.add("state_name", info.state_name);
    if (info.state) {
        out.add("state", static_cast<int>(*info.state));
    }
    out.add("state_duration_seconds", info.state_duration_seconds);
    out.add("initial_sync_seconds", info.initial_sync_seconds);
    out.add("uptime_seconds", info.uptime_seconds);
    out.add("amendment_blocked", info.amendment_blocked);
    out.add("waiting_for_network", info.waiting_for_network);
    out.group("state_accounting", [&] {
        for (const auto& entry : info.state_accounting) {
            out.group(entry.first, [&] {
                out.add("duration_seconds", entry.second.duration_seconds);
                out.add("transitions", entry.second.transitions);
            });
        }
    });
    out.each("warnings", info.warnings, [&](const ServerWarning& warning) {
        out.add("id", warning.id);
        out.add("message", warning.message);
        out.add("expected_date", warning.expected_date);
    });
}

void add_server_identity(Collector& out, const ServerInfo& info) {
    out.add("build_version", info.build_version);
    out.add("public_key_node", info.public_key_node);
    out.add("public_key_validator", info.public_key_validator);
    out.add("is_validator", info.is_validator);
    out.add("network_id", info.network_id);
    out.add("host_id", info.host_id);
    out.add("server_domain", info.server_domain);
    out.add("node_size", info.node_size);
    out.add("clio", info.clio);
    out.add("clio_version", info.clio_version);
}

void add_server_ledgers(Collector& out, const ServerInfo& info) {
    out.add("complete_ledgers_text", info.complete_ledgers_text);
    if (info.complete_ledgers) {
        out.add("complete_ledgers_count", info.complete_ledgers->count());
    }
    out.add("last_close_proposers", info.last_close_proposers);
    out.add("last_close_converge_seconds", info.last_close_converge_seconds);
    out.add("published_ledger", info.published_ledger);
    out.add("fetch_pack", info.fetch_pack);
    add_summary(out, "validated_ledger", info.validated_ledger);
    add_summary(out, "closed_ledger", info.closed_ledger);
}

void add_ledger(Collector& out, const LedgerClosed& ledger) {
    out.add("sequence", ledger.sequence);
    out.add("hash", ledger.hash);
    out.add("close_time", ledger.close_time);
    out.add("base_fee_drops", ledger.base_fee_drops);
    out.add("reserve_base_drops", ledger.reserve_base_drops);
    out.add("reserve_increment_drops", ledger.reserve_increment_drops);
    out.add("transactions", ledger.transactions);
    out.add("validated_ledgers", ledger.validated_ledgers);
    out.add("network_id", ledger.network_id);
}

void add_status(Collector& out, const ServerStatus& status) {
    out.add("status", status.status);
    out.add("load_factor", status.load_factor);
    out.add("load_factor_server", status.load_factor_server);
    out.add("load_factor_fee_escalation", status.load_factor_fee_escalation);
    out.add("load_factor_fee_queue", status.load_factor_fee_queue);
    out.add("base_fee_drops", status.base_fee_drops);
}

/// One overload for each kind of message.
struct MessageCollector {
    Collector& out;

    void operator()(const ValidationReceived& m) const {
        out.add("signing_key", m.signing_key);
        if (!m.master_key.empty()) {
            out.add("master_key", m.master_key);
        }
        out.add("ledger_hash", m.ledger_hash);
        out.add("ledger_index", m.ledger_index);
        out.add("full", m.full);
        out.add("cookie", m.cookie);
        out.add("signing_time", m.signing_time);
        out.add("server_version", m.server_version);
        out.add("network_id", m.network_id);
    }
    void operator()(const LedgerClosed& m) const { add_ledger(out, m); }
    void operator()(const ServerStatus& m) const { add_status(out, m); }
    void operator()(const ConsensusPhase& m) const { out.add("phase", m.phase); }
    void operator()(const PeerStatusChange& m) const {
        out.add("action", m.action);
        out.add("status", m.status);
        out.add("ledger_index", m.ledger_index);
    }
    void operator()(const ManifestReceived& m) const {
        out.add("master_key", m.master_key);
        out.add("signing_key", m.signing_key);
        out.add("domain", m.domain);
        out.add("sequence", m.sequence);
        out.add("revoked", m.revoked());
    }
    void operator()(const SocketResponse& m) const {
        out.add("id", m.id);
        out.add("error", m.error);
        out.add("error_message", m.error_message);
        out.add("load_warning", m.load_warning);
        if (m.ledger) {
            out.group("ledger", [&] { add_ledger(out, *m.ledger); });
        }
        if (m.server) {
            out.group("server", [&] { add_status(out, *m.server); });
        }
    }
    void operator()(const OtherMessage& m) const { out.add("other", m.type); }
};

void add_json(Collector& out, std::string_view name, const json::Element& value) {
    switch (value.type()) {
        case simdjson::dom::element_type::OBJECT:
            out.group(name, [&] {
                for (auto [key, member] : json::Object(value)) {
                    add_json(out, key, member);
                }
            });
            break;
        case simdjson::dom::element_type::ARRAY:
            out.group(name, [&] {
                std::size_t index = 0;
                for (json::Element element : json::Array(value)) {
                    add_json(out, fmt::format("{}", index++), element);
                }
            });
            break;
        case simdjson::dom::element_type::STRING:
            out.add(name, std::string_view(value));
            break;
        case simdjson::dom::element_type::BOOL:
            out.add(name, bool(value));
            break;
        case simdjson::dom::element_type::INT64:
            out.add(name, std::int64_t(value));
            break;
        case simdjson::dom::element_type::UINT64:
            out.add(name, std::uint64_t(value));
            break;
        case simdjson::dom::element_type::DOUBLE:
            out.add(name, double(value));
            break;
        case simdjson::dom::element_type::NULL_VALUE:
            break;
    }
}

}  // namespace

Facts facts(const ServerInfo& info) {
    Collector out;
    add_server_identity(out, info);
    add_server_state(out, info);
    add_server_ledgers(out, info);
    add_server_load(out, info);
    out.add("io_latency_ms", info.io_latency_ms);
    out.add("peers", info.peers);
    out.add("job_queue_overflows", info.job_queue_overflows);
    out.add("peer_disconnects", info.peer_disconnects);
    out.add("peer_disconnects_resources", info.peer_disconnects_resources);
    out.add("validation_quorum", info.validation_quorum);
    out.add("validator_list_count", info.validator_list_count);
    out.add("validator_list_status", info.validator_list_status);
    out.add("validator_list_expiration", info.validator_list_expiration);
    out.add("validator_list_never_expires", info.validator_list_never_expires);
    return out.take();
}

Facts facts(const PeersInfo& info) {
    Collector out;
    out.each("peers", info.peers, [&](const Peer& peer) {
        out.add("public_key", peer.public_key);
        out.add("address", peer.address);
        out.add("version", peer.version);
        out.add("server_domain", peer.server_domain);
        out.add("name", peer.name);
        out.add("complete_ledgers", peer.complete_ledgers);
        out.add("inbound", peer.inbound);
        out.add("cluster", peer.cluster);
        out.add("latency_ms", peer.latency_ms);
        out.add("load", peer.load);
        out.add("uptime_seconds", peer.uptime_seconds);
        out.add("network_id", peer.network_id);
        out.add("track", peer.track);
        out.add("status", peer.status);
        out.add("bytes_received", peer.bytes_received);
        out.add("bytes_sent", peer.bytes_sent);
        out.add("average_bps_received", peer.average_bps_received);
        out.add("average_bps_sent", peer.average_bps_sent);
    });
    return out.take();
}

Facts facts(const ValidatorsInfo& info) {
    Collector out;
    out.add("validation_quorum", info.validation_quorum);
    out.add("list_count", info.list_count);
    out.add("list_status", info.list_status);
    out.add("list_expiration", info.list_expiration);
    out.add("list_never_expires", info.list_never_expires);
    out.each("publishers", info.publishers, [&](const PublisherList& list) {
        out.add("public_key", list.public_key);
        out.add("uri", list.uri);
        out.add("available", list.available);
        out.add("sequence", list.sequence);
        out.add("expiration", list.expiration);
        out.add("validators", list.validators);
        out.add("pending_lists", list.pending_lists);
    });
    out.texts("trusted_keys", info.trusted_keys);
    out.group("signing_keys", [&] {
        for (const auto& [master, signing] : info.signing_keys) {
            out.add(master, signing);
        }
    });
    out.texts("negative_unl", info.negative_unl);
    out.add("static_keys", info.static_keys);
    return out.take();
}

Facts facts(const ValidatorSites& info) {
    Collector out;
    auto milliseconds = [](const std::optional<WallTime>& time) -> std::optional<std::int64_t> {
        return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
    };
    out.each("sites", info.sites, [&](const ValidatorSite& site) {
        out.add("uri", site.uri);
        out.add("status", site.status);
        out.add("message", site.message);
        out.add("last_refresh_ms", milliseconds(site.last_refresh));
        out.add("next_refresh_ms", milliseconds(site.next_refresh));
        out.add("refresh_interval_minutes", site.refresh_interval_minutes);
    });
    return out.take();
}

Facts facts(const ValidatorIdentity& info) {
    Collector out;
    out.add("master_key", info.master_key);
    out.add("signing_key", info.signing_key);
    out.add("domain", info.domain);
    out.add("manifest", info.manifest);
    out.add("sequence", info.sequence);
    return out.take();
}

Facts facts(const FeatureInfo& info) {
    Collector out;
    out.group("amendments", [&] {
        for (const auto& amendment : info.amendments) {
            out.group(amendment.hash, [&] {
                out.add("name", amendment.name);
                out.add("enabled", amendment.enabled);
                out.add("supported", amendment.supported);
                out.add("vetoed", amendment.vetoed);
                out.add("obsolete", amendment.obsolete);
                out.add("count", amendment.count);
                out.add("threshold", amendment.threshold);
                out.add("validations", amendment.validations);
                out.add("majority", amendment.majority);
            });
        }
    });
    return out.take();
}

Facts facts(const FeeInfo& info) {
    Collector out;
    out.add("current_ledger_size", info.current_ledger_size);
    out.add("current_queue_size", info.current_queue_size);
    out.add("expected_ledger_size", info.expected_ledger_size);
    out.add("max_queue_size", info.max_queue_size);
    out.add("base_fee_drops", info.base_fee_drops);
    out.add("median_fee_drops", info.median_fee_drops);
    out.add("minimum_fee_drops", info.minimum_fee_drops);
    out.add("open_ledger_fee_drops", info.open_ledger_fee_drops);
    out.add("ledger_current_index", info.ledger_current_index);
    return out.take();
}

Facts facts(const ConsensusInfo& info) {
    Collector out;
    out.add("proposing", info.proposing);
    out.add("validating", info.validating);
    out.add("synched", info.synched);
    out.add("proposers", info.proposers);
    out.add("previous_proposers", info.previous_proposers);
    out.add("converge_percent", info.converge_percent);
    out.add("current_ms", info.current_ms);
    out.add("previous_ms", info.previous_ms);
    out.add("ledger_sequence", info.ledger_sequence);
    out.add("phase", info.phase);
    out.add("disputes", info.disputes);
    out.add("disputes_minority", info.disputes_minority);
    out.add("has_disputes", info.has_disputes);
    return out.take();
}

Facts facts(const CountsInfo& info) {
    Collector out;
    out.group("counts", [&] {
        for (const auto& [name, count] : info.counts) {
            out.add(name, count);
        }
    });
    return out.take();
}

Facts facts(const CrawlInfo& info) {
    Collector out;
    out.add("has_overlay", info.has_overlay);
    out.add("build_version", info.build_version);
    out.add("unl_status", info.unl_status);
    out.each("active", info.active, [&](const CrawlPeer& peer) {
        out.add("version", peer.version);
        out.add("outbound", peer.outbound);
    });
    return out.take();
}

Facts facts(const StreamMessage& message) {
    Collector out;
    std::visit(MessageCollector{out}, message);
    return out.take();
}

Facts facts_of_json(std::string_view text) {
    simdjson::dom::parser parser;
    Collector out;
    json::Element root;
    if (parser.parse(text.data(), text.size()).get(root) == simdjson::SUCCESS && root.is_object()) {
        for (auto [key, member] : json::Object(root)) {
            add_json(out, key, member);
        }
    }
    return out.take();
}

}  // namespace nodewatch::xrpl
