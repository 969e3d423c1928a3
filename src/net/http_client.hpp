#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/body_consumer.hpp"
#include "net/http_message.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace nodewatch::net {

struct HttpClientOptions {
    std::size_t max_response_bytes = 64U << 20U;   ///< more is ErrorKind::too_large
    std::uint64_t max_streamed_bytes = 1U << 30U;  ///< the same of stream()
    std::size_t max_idle_per_host = 4;             ///< kept-alive connections
    Duration max_idle_time{2'500};  ///< rippled closes idle loopback connections after 3 s
    /// Without it bodies come as they were sent: unpack() is the caller's, away from the loop.
    bool unpacks = true;
    TlsClientOptions tls = {};
};

/// Undoes the Content-Encoding of an answer's body. `protocol` when it is damaged, or packed in a
/// way that is not asked for; `too_large` when it has more bytes than that.
Result<> unpack(std::string& body, std::string_view content_encoding, std::size_t max_bytes);

/// HTTP/1.1 client with a pool of kept-alive connections, each for as long as the files of
/// certificates stay as they were when it was made. Redirects are not followed. A request on a
/// pooled connection that the server had already closed is sent again once on a new one, when no
/// byte of an answer came. Loop thread only.
class HttpClient {
public:
    HttpClient(asio::any_io_executor executor, HttpClientOptions options);
    ~HttpClient();

    /// Sends the request to the URL's host with the URL's target. Adds Host, User-Agent,
    /// Content-Length, Accept-Encoding: gzip (the body is returned unpacked) and basic
    /// authentication when the URL has a user. `timeout` covers everything: name, connect,
    /// handshake, request, answer. Any HTTP status is a success here. Cancellable.
    Task<Result<HttpResponse>> send(Url url, HttpRequest request, Duration timeout);

    /// The same, but the body of an answer with status 200 is not kept: the consumer takes it in
    /// pieces of some 64 KB, as they come. When it takes no more, that is ErrorKind::protocol. A
    /// compressed one, which is not asked for, comes as a whole.
    Task<Result<HttpResponse>> stream(Url url, HttpRequest request, Duration timeout,
                                      BodyConsumer consumer);

    /// Connections open now (idle and busy).
    std::size_t connections() const;

private:
    class Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace nodewatch::net
