#include "networks/xrpl/rpc.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::xrpl {

namespace {

constexpr std::size_t max_shown_bytes = 120;

std::string join_members(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return std::string(a.empty() ? b : a);
    return fmt::format("{},{}", a, b);
}

}  // namespace

std::string credential_members(std::string_view user, std::string_view password) {
    if (user.empty() && password.empty()) return {};
    return fmt::format(R"("admin_user":{},"admin_password":{})", quote_json(user),
                       quote_json(password));
}

Result<std::string> interpret_http_answer(const net::Url& url, std::string_view method,
                                          net::HttpResponse response) {
    if (response.status == 200) return std::move(response.body);
    const std::string shown = abbreviate(trim(response.body), max_shown_bytes);
    const std::string code = std::to_string(response.status);
    if (response.status == 401 || response.status == 403) {
        return failure(
            ErrorKind::permission,
            fmt::format(
                "{}: {} is refused with HTTP {} ({}); give this address admin rights in the "
                "node's [port_*] section",
                url.text(), method, response.status, shown),
            code);
    }
    if (response.status == 429 || response.status == 503) {
        return failure(
            ErrorKind::server,
            fmt::format(
                "{}: {} is answered with HTTP {} ({}): the server is overloaded or not ready",
                url.text(), method, response.status, shown),
            code);
    }
    return failure(ErrorKind::http_status,
                   fmt::format("{}: {} is answered with HTTP {} ({})", url.text(), method,
                               response.status, shown),
                   code);
}

HttpRpcChannel::HttpRpcChannel(net::HttpClient& client, net::Url url, std::string credentials)
    : client_(client), url_(std::move(url)), credentials_(std::move(credentials)) {}

Task<Result<std::string>> HttpRpcChannel::call(std::string method, std::string parameters,
                                               Duration timeout) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = url_.target;
    request.headers.add("Content-Type", "application/json");
    request.body = fmt::format(R"({{"method":{},"params":[{{{}}}]}})", quote_json(method),
                               join_members(parameters, credentials_));
    auto response = co_await client_.send(url_, std::move(request), timeout);
    if (!response) co_return failure(response.error().within(method));
    co_return interpret_http_answer(url_, method, std::move(*response));
}

}  // namespace nodewatch::xrpl
