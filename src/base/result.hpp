#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace nodewatch {

/// What kind of thing went wrong: decides about retrying and is the `reason` label of failure
/// metrics.
enum class ErrorKind : std::uint8_t {
    cancelled,      ///< stopped on purpose
    timeout,        ///< a deadline passed
    dns,            ///< the host name does not resolve
    refused,        ///< nobody listens there
    tls,            ///< handshake or certificate verification failed
    transport,      ///< the connection broke or could not be made for another reason
    closed,         ///< the peer closed the connection in an orderly way
    too_large,      ///< the peer sent more than the limit
    protocol,       ///< not HTTP, WebSocket or JSON-RPC as agreed
    http_status,    ///< an HTTP status that is not success; code() has the number
    parse,          ///< bytes that are not what the decoder expects
    server,         ///< the server answered with an error of its own; code() has its token
    permission,     ///< the server refuses us: forbidden, noPermission, 401, 403
    configuration,  ///< what the operator wrote is wrong
    file,           ///< a file or folder of this machine
    unavailable,    ///< shut by a circuit breaker or not ready yet
    internal,       ///< a bug of ours
};

/// Lower-case name of the kind, stable: used as label value and in JSON.
std::string_view to_string(ErrorKind kind);

/// A failure as a value. The message says what failed, for which target, and where possible what to
/// do. Messages never hold secrets.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;
    std::string code = {};  ///< HTTP status, RPC error token or the like; empty when there is none

    /// The same error with "context: " before its message.
    Error within(std::string_view context) const {
        return Error{kind, std::string(context) + ": " + message, code};
    }
};

template <typename T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(ErrorKind kind, std::string message, std::string code = {}) {
    return std::unexpected<Error>(Error{kind, std::move(message), std::move(code)});
}

inline std::unexpected<Error> failure(Error error) {
    return std::unexpected<Error>(std::move(error));
}

}  // namespace nodewatch
