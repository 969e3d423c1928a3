#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::betanet {

/// Why a request failed: the values of the label `reason`, all there are.
enum class FailureReason : std::uint8_t {
    connect,    ///< nobody listens, or the connection broke
    dns,        ///< the name of its host is not known
    tls,        ///< no trust, or no handshake
    timeout,    ///< no answer in time
    status,     ///< an HTTP status that is not 200
    parse,      ///< not what the endpoint answers
    mock,       ///< made up by a proxy
    too_large,  ///< more than an answer may have
    other,
};
inline constexpr std::size_t failure_reason_count =
    static_cast<std::size_t>(FailureReason::other) + 1;

std::string_view to_string(FailureReason reason);
FailureReason failure_reason(const Error& error);

}  // namespace nodewatch::betanet
