#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http_message.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace nodewatch::net {

struct WebSocketOptions {
    Duration connect_timeout{10'000};  ///< name, connect, TLS and upgrade together
    Duration write_timeout{10'000};
    std::size_t max_message_bytes = 16U << 20U;  ///< more is ErrorKind::too_large and closes
    TlsClientOptions tls = {};
    Headers headers = {};  ///< added to the upgrade request
};

/// One client connection. Pings of the server are answered while a read is under way. At most one
/// read and any number of queued sends at a time. Loop thread only.
class WebSocketClient {
public:
    /// `executor` is the loop of the calling coroutine.
    static Task<Result<std::unique_ptr<WebSocketClient>>> connect(asio::any_io_executor executor,
                                                                  Url url,
                                                                  WebSocketOptions options);
    ~WebSocketClient();

    /// Waits for the next text or binary message. The view is valid until the next read. When the
    /// peer closed: ErrorKind::closed with the close code and reason in the message and the number
    /// in code
    /// ("1008"; "1006" when it was cut off). The view has simdjson's 64 bytes of padding behind it.
    Task<Result<std::string_view>> read();

    /// The next message if it has arrived whole, without waiting: after a read(), take these until
    /// there is none, and several messages cost one turn of the loop. Voids earlier views.
    std::optional<std::string_view> read_buffered();

    Task<Result<>> send(std::string text);

    /// Sends a close frame and waits for the answer for at most two seconds, then closes the
    /// socket.
    Task<void> close();

    /// Cuts the connection at once; a pending read returns ErrorKind::cancelled.
    void abort();

private:
    class Implementation;
    explicit WebSocketClient(std::shared_ptr<Implementation> implementation);
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace nodewatch::net
