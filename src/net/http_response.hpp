#pragma once

#include <string>

#include "net/http_server.hpp"

namespace nodewatch::net {

/// How the request shapes the answer on the wire.
struct AnswerForm {
    bool head_only = false;  ///< HEAD: everything but the body
    bool gzip = false;       ///< the client takes gzip
    bool keep_alive = false;
    bool http10 = false;
    std::size_t gzip_min_bytes = 0;
};

/// Compresses the body where that is wanted and worth it, and gives the head that goes with it.
/// Fails on fields that would forge others.
Result<std::string> finish_response(HttpResponse& response, const AnswerForm& form);

}  // namespace nodewatch::net
