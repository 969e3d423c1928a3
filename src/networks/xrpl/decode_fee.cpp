// fee: the open ledger and its queue.

#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {

Result<FeeInfo> decode_fee(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    const json::Element& result = answer->result;
    auto drops = member_object(result, "drops");
    if (!drops) {
        return missing("drops");
    }
    return FeeInfo{
        .current_ledger_size = amount(result, "current_ledger_size"),
        .current_queue_size = amount(result, "current_queue_size"),
        .expected_ledger_size = amount(result, "expected_ledger_size"),
        .max_queue_size = amount(result, "max_queue_size"),
        .base_fee_drops = amount(*drops, "base_fee"),
        .median_fee_drops = amount(*drops, "median_fee"),
        .minimum_fee_drops = amount(*drops, "minimum_fee"),
        .open_ledger_fee_drops = amount(*drops, "open_ledger_fee"),
        .ledger_current_index = sequence(result, "ledger_current_index"),
    };
}

}  // namespace nodewatch::xrpl
