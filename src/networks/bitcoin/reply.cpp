#include "networks/bitcoin/reply.hpp"

#include <fmt/format.h>

#include "base/strings.hpp"
#include "networks/bitcoin/document.hpp"
#include "resilience/circuit_breaker.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::size_t max_quoted_bytes = 200;

std::string quote(std::string_view text) {
    return abbreviate(escape_controls(trim(text)), max_quoted_bytes);
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

Error error_of(ErrorKind kind, std::string_view method, std::string_view message,
               std::string code) {
    return Error{kind, fmt::format("{}: {}", method, message), std::move(code)};
}

/// What an error of the node means, by its code (Bitcoin Core, src/rpc/protocol.h).
Error node_error(std::string_view method, std::int64_t code, std::string_view text) {
    const std::string said = quote(text);
    const auto error = [&](ErrorKind kind, const std::string& message) {
        return error_of(kind, method, message, std::to_string(code));
    };
    switch (code) {
        case -28:
            return error(ErrorKind::unavailable, fmt::format("the node is starting: {}", said));
        case -32601:
            return error(ErrorKind::server,
                         "the node does not know this method: it is older, or built without it");
        case -32600:
            return error(ErrorKind::server,
                         fmt::format("the node does not take the request: {}", said));
        case -32700:
            return error(ErrorKind::server,
                         fmt::format("the node could not read the request: {}", said));
        case -32603:
            if (contains(text, "Fee estimation disabled"))
                return error(ErrorKind::server,
                             "the node estimates no fees: it takes blocks only (blocksonly=1)");
            return error(ErrorKind::server, fmt::format("the node failed inside: {}", said));
        case -31:
            return error(ErrorKind::server, "the node's peer-to-peer part is missing or off");
        case -33:
            return error(ErrorKind::server, "the node has no mempool");
        case -32:
            return error(ErrorKind::server,
                         fmt::format("the node has switched this method off: {}", said));
        case -18:
            return error(
                ErrorKind::server,
                fmt::format("the wallet in the address is not loaded ({}); nodewatch needs "
                            "none: leave /wallet/... out",
                            said));
        case -19:
            return error(ErrorKind::server,
                         fmt::format("the node has several wallets and wants one named: {}", said));
        case -8:
            return error(ErrorKind::server,
                         fmt::format("the node does not take a parameter: {}", said));
        case -5:
            return error(ErrorKind::server, fmt::format("the node does not have it: {}", said));
        case -1:
            if (contains(text, "pruned"))
                return error(ErrorKind::server, "the node has deleted this block (pruned)");
            break;
        default:
            break;
    }
    return error(ErrorKind::server, fmt::format("the node answered with error {}: {}", code, said));
}

Error overloaded_or_stopping(std::string_view method, std::string_view body) {
    if (contains(body, "Work queue"))
        return error_of(ErrorKind::server, method,
                        "the node's queue of requests is full: others ask it too much (or raise "
                        "rpcworkqueue)",
                        "503");
    if (contains(body, "shutdown"))
        return error_of(ErrorKind::server, method, "the node is shutting down", "503");
    return error_of(ErrorKind::server, method,
                    fmt::format("the node is not ready or stops: HTTP 503 ({})", quote(body)),
                    "503");
}

/// What a status says that is not 200, when the body is no answer of the node.
Error status_error(std::string_view method, int status, std::string_view body) {
    const std::string code = std::to_string(status);
    switch (status) {
        case 401:
            return error_of(ErrorKind::permission, method,
                            "the node does not know this user or password (HTTP 401)", code);
        case 403:
            return error_of(ErrorKind::permission, method,
                            "the node refuses this host or this method (HTTP 403): see rpcallowip "
                            "and rpcwhitelist",
                            code);
        case 404:
            return error_of(ErrorKind::http_status, method,
                            "nothing is served under this path (HTTP 404)", code);
        case 405:
            return error_of(ErrorKind::http_status, method,
                            fmt::format("POST is not taken here (HTTP 405: {})", quote(body)),
                            code);
        case 413:
            return error_of(ErrorKind::http_status, method,
                            "the node takes no request of this size (HTTP 413)", code);
        case 429:
            return error_of(ErrorKind::server, method,
                            "the provider wants fewer requests (HTTP 429)", code);
        case 503:
            return overloaded_or_stopping(method, body);
        default:
            return error_of(ErrorKind::http_status, method,
                            fmt::format("answered with HTTP {} ({})", status, quote(body)), code);
    }
}

/// Hosted providers refuse with members of their own: {"result":"null","status_code":405,...}.
std::optional<Error> provider_error(std::string_view method, const json::Element& answer) {
    const auto status = json::integer(answer, "status_code");
    if (!status) return std::nullopt;
    const std::string said = quote(json::text(answer, "message").value_or("no reason told"));
    return error_of(ErrorKind::permission, method,
                    fmt::format("the provider of this node does not offer it ({})", said),
                    std::to_string(*status));
}

std::optional<Error> answer_error(std::string_view method, const json::Element& answer) {
    if (auto error = provider_error(method, answer)) return error;
    const auto error = json::find(answer, "error");
    if (!error) return std::nullopt;
    std::string_view plain;
    if (error->get(plain) == simdjson::SUCCESS)
        return error_of(ErrorKind::server, method, quote(plain), {});
    return node_error(method, json::integer(*error, "code").value_or(0),
                      json::text(*error, "message").value_or("no message"));
}

Result<std::string> read_answer(std::string_view method, const json::Element& answer) {
    if (!answer.is_object())
        return failure(error_of(ErrorKind::parse, method, "the answer is no JSON object", {}));
    if (auto error = answer_error(method, answer)) return failure(std::move(*error));
    const auto result = json::find(answer, "result");
    if (!result) return failure(error_of(ErrorKind::parse, method, "the answer has no result", {}));
    return simdjson::minify(*result);
}

Error not_json(std::string_view method, int status, std::string_view body) {
    if (status != 200) return status_error(method, status, body);
    return error_of(ErrorKind::parse, method,
                    fmt::format("what answers there is no JSON ({}): is it the RPC port of a node?",
                                quote(body)),
                    {});
}

}  // namespace

Result<std::string> read_reply(std::string_view method, int status, std::string_view body) {
    const auto document = parse_document(body, method);
    if (!document && document.error().kind == ErrorKind::too_large)
        return failure(document.error());
    if (!document || (status != 200 && !document->root.is_object()))
        return failure(not_json(method, status, body));
    auto result = read_answer(method, document->root);
    if (!result && result.error().kind == ErrorKind::parse && status != 200)
        return failure(status_error(method, status, body));
    return result;
}

bool is_overload(const Error& error) {
    return error.kind == ErrorKind::server && (error.code == "503" || error.code == "429");
}

bool is_passing(const Error& error) {
    return counts_against_service(error) || is_overload(error);
}

Result<std::vector<Result<std::string>>> read_batch_reply(const std::vector<std::string>& methods,
                                                          int status, std::string_view body) {
    constexpr std::string_view batch = "batch";
    const auto document = parse_document(body, batch);
    if (!document || !document->root.is_array()) {
        auto whole = read_reply(batch, status, body);
        if (!whole) return failure(whole.error());
        return failure(ErrorKind::protocol, "batch: answered by a single result");
    }
    std::vector<Result<std::string>> results;
    for (const std::string& method : methods)
        results.emplace_back(
            failure(error_of(ErrorKind::parse, method, "the batch has no answer to it", {})));
    for (const json::Element& answer : document->root.get_array()) {
        const auto id = json::unsigned_integer(answer, "id");
        if (id && *id >= 1 && *id <= methods.size())
            results[*id - 1] = read_answer(methods[*id - 1], answer);
    }
    return results;
}

}  // namespace nodewatch::bitcoin
