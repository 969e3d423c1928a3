// Messages of the WebSocket: events of the streams, and answers to our requests.

#include <fmt/format.h>

#include <utility>

#include "base/json.hpp"
#include "base/strings.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/decode_validation.hpp"
#include "networks/xrpl/load_factors.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

/// Buffers grow with the largest message, to some 15 times its size; those that grew over this are
/// given back.
constexpr std::size_t kept_message_bytes = 65'536;

LedgerClosed read_ledger_members(const Element& from) {
    return LedgerClosed{
        .sequence = sequence(from, "ledger_index").value_or(0),
        .hash = text(from, "ledger_hash").value_or(""),
        .close_time = ripple_time(from, "ledger_time"),
        .base_fee_drops = amount(from, "fee_base"),
        .reserve_base_drops = amount(from, "reserve_base"),
        .reserve_increment_drops = amount(from, "reserve_inc"),
        .transactions = amount(from, "txn_count"),
        .validated_ledgers = text(from, "validated_ledgers"),
        .network_id = json::unsigned_integer(from, "network_id"),
    };
}

Result<StreamMessage> read_ledger_closed(const Element& from) {
    if (!sequence(from, "ledger_index") || !text(from, "ledger_hash")) {
        return missing("ledger_index or ledger_hash");
    }
    return read_ledger_members(from);
}

ServerStatus read_server_status(const Element& from) {
    auto factors = read_raw_load_factors(from);
    return ServerStatus{
        .status = text(from, "server_status"),
        .load_factor = factors.all,
        .load_factor_server = factors.server,
        .load_factor_fee_escalation = factors.fee_escalation,
        .load_factor_fee_queue = factors.fee_queue,
        .base_fee_drops = amount(from, "base_fee"),
    };
}

Result<StreamMessage> read_consensus_phase(const Element& from) {
    auto phase = text(from, "consensus");
    if (!phase) {
        return missing("consensus");
    }
    return ConsensusPhase{.phase = std::move(*phase)};
}

Result<StreamMessage> read_manifest(const Element& from) {
    auto master_key = text(from, "master_key");
    if (!master_key) {
        return missing("master_key");
    }
    return ManifestReceived{
        .master_key = std::move(*master_key),
        .signing_key = text(from, "signing_key"),
        .domain = text(from, "domain"),
        .sequence = json::unsigned_integer(from, "seq"),
    };
}

/// Answers to other requests have ledger_index and ledger_hash too; these two are told by
/// `subscribe` only.
void read_subscribe_answer(const Element& result, SocketResponse& out) {
    if (json::find(result, "ledger_time") && sequence(result, "ledger_index") &&
        text(result, "ledger_hash")) {
        out.ledger = read_ledger_members(result);
    }
    if (json::find(result, "server_status")) {
        out.server = read_server_status(result);
    }
}

SocketResponse read_response(const Element& from, std::string_view message) {
    SocketResponse out;
    out.id = json::unsigned_integer(from, "id");
    out.text = message;
    out.load_warning = json::text(from, "warning") == "load";
    out.error = text(from, "error");
    out.error_message = text(from, "error_message");
    if (!out.error && json::text(from, "status") == "error") {
        out.error = "unknown";
    }
    if (!out.error_message) {
        out.error_message = text(from, "error_exception");
    }
    if (auto result = member_object(from, "result"); result && !out.error) {
        read_subscribe_answer(*result, out);
    }
    return out;
}

Result<StreamMessage> read_message(const Element& from, std::string_view message) {
    auto type = text(from, "type");
    if (!type) {
        // Answers of old servers have none.
        if (json::find(from, "result") || json::find(from, "error")) {
            return read_response(from, message);
        }
        return missing("type");
    }
    if (*type == "ledgerClosed") {
        return read_ledger_closed(from);
    }
    if (*type == "serverStatus") {
        return read_server_status(from);
    }
    if (*type == "consensusPhase") {
        return read_consensus_phase(from);
    }
    if (*type == "peerStatusChange") {
        return PeerStatusChange{.action = text(from, "action"),
                                .status = text(from, "status"),
                                .ledger_index = sequence(from, "ledger_index")};
    }
    if (*type == "manifestReceived") {
        return read_manifest(from);
    }
    if (*type == "response" || *type == "error") {
        return read_response(from, message);
    }
    return OtherMessage{.type = abbreviate(*type, 64)};
}

std::unexpected<Error> malformed(std::string_view defect) {
    return failure(ErrorKind::parse, fmt::format("a message that cannot be read: {}", defect));
}

}  // namespace

struct StreamDecoder::Buffers {
    simdjson::ondemand::parser validations;
    simdjson::dom::parser others;
    std::size_t largest = 0;
};

StreamDecoder::StreamDecoder() : buffers_(std::make_unique<Buffers>()) {}
StreamDecoder::~StreamDecoder() = default;

Result<StreamMessage> StreamDecoder::decode(std::string_view text) {
    if (buffers_->largest > kept_message_bytes) {
        buffers_ = std::make_unique<Buffers>();
    }
    buffers_->largest = std::max(buffers_->largest, text.size());

    auto attempt = try_validation(buffers_->validations, text);
    switch (attempt.outcome) {
        case ValidationAttempt::Outcome::validation:
            return attempt.validation;
        case ValidationAttempt::Outcome::malformed:
            return malformed(attempt.defect);
        case ValidationAttempt::Outcome::other_message:
            break;
    }

    Element root;
    constexpr bool copy_for_padding = false;
    auto error = buffers_->others.parse(text.data(), text.size(), copy_for_padding).get(root);
    if (error != simdjson::SUCCESS) {
        return malformed(simdjson::error_message(error));
    }
    return read_message(root, text);
}

}  // namespace nodewatch::xrpl
