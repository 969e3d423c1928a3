#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http_client.hpp"
#include "net/url.hpp"

namespace nodewatch::xrpl {

/// A way to ask a server: over HTTP or over the WebSocket that carries the streams.
class RpcChannel {
public:
    virtual ~RpcChannel() = default;
    /// `parameters` are the members of the request as JSON without braces (`"api_version":1`), or
    /// empty. The answer is the whole text, for the decoders; an error inside it is theirs to find.
    /// HTTP errors become ErrorKind::permission, ErrorKind::server or ErrorKind::http_status.
    virtual Task<Result<std::string>> call(std::string method, std::string parameters,
                                           Duration timeout) = 0;
};

/// JSON-RPC over HTTP POST.
class HttpRpcChannel final : public RpcChannel {
public:
    HttpRpcChannel(net::HttpClient& client, net::Url url, std::string credentials);
    Task<Result<std::string>> call(std::string method, std::string parameters,
                                   Duration timeout) override;

private:
    net::HttpClient& client_;
    net::Url url_;
    std::string credentials_;
};

/// The members admin_user and admin_password, or nothing.
std::string credential_members(std::string_view user, std::string_view password);

/// What an answer with this HTTP status means; the text is part of the message, cut short.
Result<std::string> interpret_http_answer(const net::Url& url, std::string_view method,
                                          net::HttpResponse response);

}  // namespace nodewatch::xrpl
