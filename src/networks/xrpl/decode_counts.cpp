// get_counts: what the server counts inside.

#include "base/json.hpp"
#include "base/strings.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"

namespace nodewatch::xrpl {
namespace {

/// Newer servers write many of the numbers as text; the uptime is in words.
std::optional<double> as_number(const json::Element& value) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) {
        return parse_double(text);
    }
    double number = 0;
    return value.get(number) == simdjson::SUCCESS ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<CountsInfo> decode_get_counts(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    CountsInfo out;
    for (auto [name, value] : json::Object(answer->result)) {
        if (auto number = as_number(value)) {
            out.counts.emplace(name, *number);
        }
    }
    return out;
}

}  // namespace nodewatch::xrpl
