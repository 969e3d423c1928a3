// consensus_info: the round of consensus that is under way.

#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

/// Whether fewer validators vote like us than differently. `yays` and `nays` count the others.
bool we_are_in_minority(const Element& dispute) {
    auto ours = json::boolean(dispute, "our_vote");
    auto yays = amount(dispute, "yays");
    auto nays = amount(dispute, "nays");
    if (!ours || !yays || !nays) {
        return false;
    }
    return *ours ? *yays + 1 < *nays : *nays + 1 < *yays;
}

}  // namespace

Result<ConsensusInfo> decode_consensus_info(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    auto info = member_object(answer->result, "info");
    if (!info) {
        return missing("info");
    }
    ConsensusInfo out{
        .proposing = json::boolean(*info, "proposing"),
        .validating = json::boolean(*info, "validating"),
        .synched = json::boolean(*info, "synched"),
        .proposers = amount(*info, "proposers"),
        .previous_proposers = amount(*info, "previous_proposers"),
        .converge_percent = amount(*info, "converge_percent"),
        .current_ms = amount(*info, "current_ms"),
        .previous_ms = amount(*info, "previous_mseconds"),
        .ledger_sequence = sequence(*info, "ledger_seq"),
        .phase = xrpl::text(*info, "phase"),
    };
    if (!out.phase) {
        out.phase = xrpl::text(*info, "state");  // its name in old servers
    }
    if (auto disputes = json::object(*info, "disputes")) {
        out.has_disputes = true;
        for (auto [transaction, dispute] : *disputes) {
            ++out.disputes;
            out.disputes_minority += we_are_in_minority(dispute) ? 1U : 0U;
        }
    }
    return out;
}

}  // namespace nodewatch::xrpl
