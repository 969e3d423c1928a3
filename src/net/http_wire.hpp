#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"
#include "net/body_consumer.hpp"
#include "net/http_message.hpp"
#include "net/read_buffer.hpp"
#include "net/stream.hpp"
#include "net/url.hpp"

/// HTTP/1.1 as the client writes and reads it.
namespace nodewatch::net {

/// The head of a request to the URL, with Host, User-Agent and basic authentication, unless the
/// request brings its own. Line breaks in names or values are refused: they would forge headers.
Result<std::string> request_head(const Url& url, const HttpRequest& request);

struct WireResponse {
    HttpResponse response;
    bool keep_alive = false;
};

struct ResponseLimits {
    std::size_t head_bytes = 64U << 10U;
    std::size_t body_bytes = 0;
    std::uint64_t consumed_bytes = 0;  ///< of a body that a consumer takes
};

/// Reads one response; bytes behind it stay in the buffer. ErrorKind::closed when the connection
/// ended (or was reset) before the first byte; a later end is ErrorKind::protocol. `method` is
/// that of the request: an answer to HEAD has no body. The consumer, where there is one, takes the
/// body of an answer with status 200 that is not compressed; it is not in the response then.
Task<Result<WireResponse>> read_response(ByteStream& stream, ReadBuffer& buffer, std::string method,
                                         ResponseLimits limits, BodyConsumer consumer = {});

}  // namespace nodewatch::net
