#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {

Result<bool> decode_ping_is_admin(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    return json::text(answer->result, "role") == "admin";
}

Result<> decode_acknowledgement(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) return failure(answer.error());
    return {};
}

}  // namespace nodewatch::xrpl
