#include "sim/xrpl/events.hpp"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <array>

#include "base/json_writer.hpp"
#include "base/strings.hpp"
#include "sim/xrpl/identity.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::uint64_t validation_flags = 0x80000001;  ///< canonical signature, full validation
constexpr std::uint32_t flag_ledger_interval = 256;
constexpr std::uint64_t version_3_1_1 = 1'745'992'583'395'409'920;
constexpr std::uint64_t revoked_sequence = 4'294'967'295;

Event same_in_all_versions(std::string_view stream, std::string text) {
    auto shared = std::make_shared<const std::string>(std::move(text));
    return Event{stream, shared, shared};
}

/// Bytes that look like a signature of the text.
std::string signature_of(std::string_view text) {
    const std::string half = hash_of(text);
    return "3045022100" + half + "0220" + hash_of(half);
}

/// The two versions differ in one member: a string in 1, a number in 2.
std::string validation_text(const Validation& v, std::uint32_t network_id, bool version_2) {
    const std::string seed = fmt::format("{} {}", v.validator->signing_key, v.sequence);
    JsonWriter json;
    json.begin_object().member("cookie", std::to_string(v.cookie));
    json.member("data", "22800000012600000015293293BACD3A" + hash_of(seed) + v.hash);
    json.member("flags", validation_flags).member("full", true).member("ledger_hash", v.hash);
    if (version_2) {
        json.member("ledger_index", std::uint64_t{v.sequence});
    } else {
        json.member("ledger_index", std::to_string(v.sequence));
    }
    if (!v.validator->master_key.empty()) json.member("master_key", v.validator->master_key);
    json.member("network_id", std::uint64_t{network_id});
    if ((v.sequence + 1) % flag_ledger_interval == 0)
        json.member("server_version", std::to_string(version_3_1_1));
    json.member("signature", signature_of(seed));
    json.member("signing_time", v.signing_time - ripple_epoch);
    json.member("type", "validationReceived").member("validated_hash", v.validated_hash);
    json.member("validation_public_key", v.validator->signing_key);
    return json.end_object().take();
}

}  // namespace

Event ledger_closed(const Ledger& ledger, std::uint32_t network_id,
                    std::string_view validated_ledgers) {
    JsonWriter json;
    json.begin_object().member("fee_base", base_fee_drops).member("ledger_hash", ledger.hash);
    json.member("ledger_index", std::uint64_t{ledger.sequence});
    json.member("ledger_time", ledger.close_time - ripple_epoch);
    json.member("network_id", std::uint64_t{network_id});
    json.member("reserve_base", reserve_base_drops).member("reserve_inc", reserve_increment_drops);
    json.member("txn_count", std::uint64_t{ledger.transactions}).member("type", "ledgerClosed");
    json.member("validated_ledgers", validated_ledgers);
    return same_in_all_versions("ledger", json.end_object().take());
}

Event validation_received(const Validation& validation, std::uint32_t network_id) {
    return Event{
        "validations",
        std::make_shared<const std::string>(validation_text(validation, network_id, false)),
        std::make_shared<const std::string>(validation_text(validation, network_id, true))};
}

Event server_status(std::string_view state, int load_factor) {
    JsonWriter json;
    json.begin_object().member("base_fee", base_fee_drops).member("load_base", load_base);
    json.member("load_factor", load_factor).member("load_factor_fee_escalation", load_factor);
    json.member("load_factor_fee_queue", load_base).member("load_factor_fee_reference", load_base);
    json.member("load_factor_server", load_base).member("server_status", state);
    json.member("type", "serverStatus");
    return same_in_all_versions("server", json.end_object().take());
}

Event consensus_phase(std::string_view phase) {
    JsonWriter json;
    json.begin_object().member("consensus", phase).member("type", "consensusPhase");
    return same_in_all_versions("consensus", json.end_object().take());
}

Event manifest_received(const Validator& validator) {
    JsonWriter json;
    json.begin_object();
    if (!validator.revoked) json.member("domain", validator.domain);
    json.member("manifest", hash_of(validator.name + " manifest"));
    json.member("master_key", validator.master_key);
    json.member("master_signature", signature_of(validator.name + " master"));
    json.member("seq",
                validator.revoked ? revoked_sequence : std::uint64_t{validator.manifest_sequence});
    if (!validator.revoked) {
        json.member("signature", signature_of(validator.name + " signing"));
        json.member("signing_key", validator.signing_key);
    }
    json.member("type", "manifestReceived");
    return same_in_all_versions("manifests", json.end_object().take());
}

Event peer_status_change(const PeerStatus& status) {
    JsonWriter json;
    json.begin_object().member("action", status.action).member("date", status.time - ripple_epoch);
    json.member("ledger_hash", status.ledger->hash);
    json.member("ledger_index", std::uint64_t{status.ledger->sequence});
    json.member("ledger_index_max", std::uint64_t{status.ledger->sequence});
    json.member("ledger_index_min", std::uint64_t{status.first_ledger});
    json.member("type", "peerStatusChange");
    return same_in_all_versions("peer_status", json.end_object().take());
}

namespace {

std::string calendar_time(WallTime t) {
    static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(t - day));
    return fmt::format("{:04}-{}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

std::int64_t milliseconds_of(WallTime t) {
    return (t - std::chrono::floor<std::chrono::seconds>(t)).count();
}

}  // namespace

std::string server_time(WallTime t) {
    return fmt::format("{}.{:06} UTC", calendar_time(t), milliseconds_of(t) * 1'000);
}

std::string list_time(WallTime t) {
    return fmt::format("{}.{:09} UTC", calendar_time(t), milliseconds_of(t) * 1'000'000);
}

}  // namespace nodewatch::sim::xrpl
