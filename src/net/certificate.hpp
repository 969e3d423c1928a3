#pragma once

#include <cstdint>
#include <string>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace nodewatch::net {

/// When the certificate that a TLS server shows ends (notAfter, unix seconds). It is not verified:
/// an expired one has an end too. `server` is "host:port", "[::1]:port" or a host alone (port 443).
Task<Result<std::int64_t>> certificate_expiry(Clock& clock, std::string server, Duration timeout);

}  // namespace nodewatch::net
