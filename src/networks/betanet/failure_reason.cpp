#include "networks/betanet/failure_reason.hpp"

#include <utility>

#include "networks/betanet/decode.hpp"

namespace nodewatch::betanet {

std::string_view to_string(FailureReason reason) {
    switch (reason) {
        case FailureReason::connect:
            return "connect";
        case FailureReason::dns:
            return "dns";
        case FailureReason::tls:
            return "tls";
        case FailureReason::timeout:
            return "timeout";
        case FailureReason::status:
            return "status";
        case FailureReason::parse:
            return "parse";
        case FailureReason::mock:
            return "mock";
        case FailureReason::too_large:
            return "too_large";
        case FailureReason::other:
            return "other";
    }
    std::unreachable();
}

FailureReason failure_reason(const Error& error) {
    switch (error.kind) {
        case ErrorKind::refused:
        case ErrorKind::transport:
        case ErrorKind::closed:
            return FailureReason::connect;
        case ErrorKind::dns:
            return FailureReason::dns;
        case ErrorKind::tls:
            return FailureReason::tls;
        case ErrorKind::timeout:
            return FailureReason::timeout;
        case ErrorKind::http_status:
            return FailureReason::status;
        case ErrorKind::parse:
        case ErrorKind::protocol:
            return FailureReason::parse;
        case ErrorKind::too_large:
            return FailureReason::too_large;
        case ErrorKind::server:
            return error.code == mock_code ? FailureReason::mock : FailureReason::other;
        default:
            return FailureReason::other;
    }
}

}  // namespace nodewatch::betanet
