// What a Betanet service answers: every decoder on the same bytes, and the header Retry-After.

#include <cmath>
#include <cstdint>
#include <string_view>

#include "networks/betanet/client.hpp"
#include "networks/betanet/decode.hpp"
#include "networks/betanet/points.hpp"

namespace {

using nodewatch::betanet::Answer;

/// Unknown, or a number that is not negative.
bool is_sound(const std::optional<double>& value) {
    return !value || (std::isfinite(*value) && *value >= 0);
}

void check(const nodewatch::Result<Answer>& answer) {
    using namespace nodewatch::betanet;
    if (!answer) return;
    const bool sound = is_sound(answer->total_nodes) && is_sound(answer->active_nodes) &&
                       is_sound(answer->inactive_nodes) && is_sound(answer->bytes_transmitted) &&
                       is_sound(answer->latency_seconds) && is_sound(answer->packets_processed) &&
                       is_sound(answer->packets_dropped) && is_sound(answer->uptime_seconds);
    if (!sound || answer->flaws.size() > max_flaws) __builtin_trap();
    if (answer->mixnodes && answer->mixnodes->size() > max_mixnodes) __builtin_trap();
    for (const Part& part : parts())
        if (part.is_told(*answer)) (void)part.points(*answer, {{}, nodewatch::Duration{1'000}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch::betanet;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    for (const Dialect dialect : {Dialect::api_v1, Dialect::server})
        for (const EndpointSpec& endpoint : endpoints_of(dialect))
            check(endpoint.decode(input));
    if (const auto wait = read_retry_after(input, {}); wait && *wait < nodewatch::Duration{0})
        __builtin_trap();
    return 0;
}
