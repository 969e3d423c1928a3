#include "base/result.hpp"

namespace nodewatch {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::cancelled:
            return "cancelled";
        case ErrorKind::timeout:
            return "timeout";
        case ErrorKind::dns:
            return "dns";
        case ErrorKind::refused:
            return "refused";
        case ErrorKind::tls:
            return "tls";
        case ErrorKind::transport:
            return "transport";
        case ErrorKind::closed:
            return "closed";
        case ErrorKind::too_large:
            return "too_large";
        case ErrorKind::protocol:
            return "protocol";
        case ErrorKind::http_status:
            return "http_status";
        case ErrorKind::parse:
            return "parse";
        case ErrorKind::server:
            return "server";
        case ErrorKind::permission:
            return "permission";
        case ErrorKind::configuration:
            return "configuration";
        case ErrorKind::file:
            return "file";
        case ErrorKind::unavailable:
            return "unavailable";
        case ErrorKind::internal:
            return "internal";
    }
    return "internal";
}

}  // namespace nodewatch
