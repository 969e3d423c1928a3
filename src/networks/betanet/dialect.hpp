#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "networks/betanet/answer.hpp"

namespace nodewatch::betanet {

/// The two ways in which Betanet services tell their figures.
enum class Dialect : std::uint8_t {
    api_v1,  ///< what is documented: /api/v1/...
    server,  ///< what the server of fog-compute has in its place: /status, /mixnodes, /metrics
};

/// The value of the label `dialect`.
std::string_view to_string(Dialect dialect);
Dialect other(Dialect dialect);

struct EndpointSpec {
    std::string_view name;  ///< value of the label `endpoint`
    std::string_view path;
    Result<Answer> (*decode)(std::string_view body);
    bool by_default = true;  ///< asked when the operator names none
};

const std::vector<EndpointSpec>& endpoints_of(Dialect dialect);

}  // namespace nodewatch::betanet
