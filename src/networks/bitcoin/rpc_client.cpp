#include "networks/bitcoin/rpc_client.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "networks/bitcoin/reply.hpp"
#include "resilience/circuit_breaker.hpp"

namespace nodewatch::bitcoin {
namespace {

/// getpeerinfo of a node with thousands of peers has some MB.
constexpr std::size_t max_response_bytes = 32U << 20U;
/// A node closes connections that idle for 30 s (rpcservertimeout).
constexpr Duration max_idle_time{20'000};
constexpr int http_ok = 200, unauthorized = 401;
/// Errors are short; what is longer is a result.
constexpr std::size_t max_error_bytes = 4'096;

net::HttpClientOptions http_options(const TargetOptions& options) {
    net::HttpClientOptions http;
    http.max_response_bytes = max_response_bytes;
    http.max_idle_per_host = 3;  // the loops ask on their own
    http.max_idle_time = max_idle_time;
    http.tls = options.tls;
    return http;
}

/// Nodes before version 28 do not look at "jsonrpc" and answer as they always did.
std::string request_text(const Call& call, std::size_t id) {
    JsonWriter json;
    json.begin_object().member("jsonrpc", "2.0").member("id", std::uint64_t{id});
    json.member("method", call.method).key("params").raw(call.parameters);
    return json.end_object().take();
}

std::string batch_text(const std::vector<Call>& calls) {
    JsonWriter json;
    json.begin_array();
    for (std::size_t i = 0; i < calls.size(); ++i)
        json.raw(request_text(calls[i], i + 1));
    return json.end_array().take();
}

bool refuses_batches(const Error& error) {
    return error.kind == ErrorKind::protocol || error.code == "403" || error.code == "405" ||
           error.code == "413" || error.code == "-32600" || error.code == "-32700";
}

std::vector<std::string> methods_of(const std::vector<Call>& calls) {
    std::vector<std::string> methods;
    methods.reserve(calls.size());
    for (const Call& call : calls)
        methods.push_back(call.method);
    return methods;
}

}  // namespace

RpcClient::RpcClient(asio::any_io_executor executor, WorkerPool& pool, TargetOptions options)
    : http_(std::move(executor), http_options(options)),
      pool_(pool),
      options_(std::move(options)),
      uses_cookie_(options_.http.user.empty() && !options_.cookie_file.empty()) {}

Task<Result<std::string>> RpcClient::call(Call call) {
    auto response = co_await post(request_text(call, 1), options_.request_timeout);
    if (!response) co_return failure(response.error().within(call.method));
    auto result = read_reply(call.method, response->status, response->body);
    if (!result) co_return failure(explain(result.error()));
    co_return result;
}

Task<Result<std::vector<Result<std::string>>>> RpcClient::call_all(std::vector<Call> calls) {
    if (batches_) {
        auto response = co_await post(batch_text(calls), options_.request_timeout);
        if (!response) co_return failure(response.error().within("batch"));
        auto results = read_batch_reply(methods_of(calls), response->status, response->body);
        if (results) co_return results;
        if (!refuses_batches(results.error())) co_return failure(explain(results.error()));
        batches_ = false;
    }
    std::vector<Result<std::string>> results;
    bool answered = false;
    for (const Call& one : calls) {
        auto result = co_await call(one);
        answered = answered || result || !counts_against_service(result.error());
        // Nobody is there: the others would only wait for their time limits.
        if (!answered) co_return failure(result.error());
        results.push_back(std::move(result));
    }
    co_return results;
}

Task<Result<>> RpcClient::stream(Call call, net::BodyConsumer consumer, Duration timeout) {
    std::string begin;
    const auto take = [&](std::string_view piece) {
        if (begin.size() <= max_error_bytes)
            begin.append(piece.substr(0, max_error_bytes + 1 - begin.size()));
        return consumer(piece);
    };
    const auto response = co_await post(request_text(call, 1), timeout, take);
    if (!response) co_return failure(response.error().within(call.method));
    const bool streamed = response->status == http_ok;
    if (streamed && begin.size() > max_error_bytes) co_return Result<>{};
    const auto result =
        read_reply(call.method, response->status, streamed ? begin : response->body);
    if (!result) co_return failure(explain(result.error()));
    if (!streamed)
        co_return failure(ErrorKind::http_status,
                          fmt::format("{}: answered with HTTP {}", call.method, response->status));
    co_return Result<>{};
}

/// With the credentials that are known, and once more with those that the node wrote since.
Task<Result<net::HttpResponse>> RpcClient::post(std::string body, Duration timeout,
                                                net::BodyConsumer consumer) {
    const bool first = uses_cookie_ && !cookie_;
    if (first) co_await load_cookie();
    const std::optional<Credentials> used = cookie_;
    auto response = co_await send(body, timeout, consumer);
    if (!uses_cookie_ || first || !response || response->status != unauthorized) co_return response;
    co_await load_cookie();
    if (!cookie_ || cookie_ == used) co_return response;
    auto again = co_await send(std::move(body), timeout, std::move(consumer));
    co_return again;
}

Task<Result<net::HttpResponse>> RpcClient::send(std::string body, Duration timeout,
                                                net::BodyConsumer consumer) {
    net::Url url = options_.http;
    if (uses_cookie_ && cookie_) {
        url.user = cookie_->user;
        url.password = cookie_->password;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.headers.add("Content-Type", "application/json");
    request.body = std::move(body);
    if (consumer)
        return http_.stream(std::move(url), std::move(request), timeout, std::move(consumer));
    return http_.send(std::move(url), std::move(request), timeout);
}

Task<void> RpcClient::load_cookie() {
    auto read = [file = options_.cookie_file] { return read_cookie(file); };
    auto cookie = co_await pool_.run(std::move(read));
    cookie_problem_ = cookie ? std::string() : cookie.error().message;
    cookie_.reset();
    if (cookie) cookie_ = std::move(*cookie);
}

/// Why the credentials are refused, by where they come from.
Error RpcClient::explain(Error error) const {
    if (error.code != "401") return error;
    if (!uses_cookie_ && options_.http.user.empty())
        error.message += ": configure cookie_file, or user and password";
    else if (!uses_cookie_)
        error.message += ": see rpcuser, rpcpassword and rpcauth of its bitcoin.conf";
    else if (!cookie_)
        error.message += "; " + cookie_problem_;
    else
        error.message += fmt::format("; {} is the cookie of another node", options_.cookie_file);
    return error;
}

}  // namespace nodewatch::bitcoin
