// feature: the table of amendments.

#include <utility>

#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

Amendment read_amendment(std::string_view hash, const Element& from) {
    Amendment amendment{
        .hash = std::string(hash),
        .name = text(from, "name"),
        .enabled = flag(from, "enabled"),
        .supported = json::boolean(from, "supported"),
        .vetoed = json::boolean(from, "vetoed"),
        .obsolete = json::text(from, "vetoed") == "Obsolete",
        .count = amount(from, "count"),
        .threshold = amount(from, "threshold"),
        .validations = amount(from, "validations"),
        .majority = ripple_time(from, "majority"),
    };
    if (amendment.obsolete) {
        amendment.vetoed = true;  // a server never votes for an obsolete one
    }
    return amendment;
}

}  // namespace

Result<FeatureInfo> decode_feature(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    // The answer about a single amendment has no `features` around it.
    const bool single = !json::find(answer->result, "features");
    auto features = single ? std::optional(json::Object(answer->result))
                           : json::object(answer->result, "features");
    if (!features) {
        return missing("features");
    }
    FeatureInfo out;
    for (auto [hash, amendment] : *features) {
        if (json::boolean(amendment, "enabled")) {
            out.amendments.push_back(read_amendment(hash, amendment));
        }
    }
    if (single && out.amendments.empty()) {
        return missing("features");
    }
    return out;
}

}  // namespace nodewatch::xrpl
