#include "networks/xrpl/check.hpp"

#include <fmt/format.h>

#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/rpc.hpp"
#include "networks/xrpl/stream_session.hpp"

namespace nodewatch::xrpl {

namespace {

using Findings = std::vector<CheckFinding>;

void add(Findings& findings, CheckFinding::Level level, std::string text) {
    findings.push_back(CheckFinding{level, std::move(text)});
}

std::string describe(const ServerInfo& info) {
    return fmt::format("server_info: {} {}, {}, {}", info.clio ? "Clio" : "rippled/xrpld",
                       info.build_version.value_or("of unknown version"),
                       info.state_name.value_or("state unknown"),
                       info.is_validator.value_or(false)
                           ? "validator " + info.public_key_validator.value_or("")
                           : std::string("no validator key seen"));
}

Task<void> check_methods(RpcChannel& channel, Duration timeout, Findings& findings) {
    auto text = co_await channel.call("server_info", "", timeout);
    auto info = text ? decode_server_info(*text) : Result<ServerInfo>(failure(text.error()));
    if (!info) {
        add(findings, CheckFinding::Level::failure, info.error().message);
        co_return;
    }
    add(findings, CheckFinding::Level::ok, describe(*info));

    for (const char* method : {"peers", "validators", "consensus_info", "get_counts"}) {
        auto answer = co_await channel.call(method, "", timeout);
        const auto outcome =
            answer ? decode_acknowledgement(*answer) : Result<>(failure(answer.error()));
        if (outcome) {
            add(findings, CheckFinding::Level::ok, fmt::format("{}: answered", method));
        } else {
            add(findings, CheckFinding::Level::warning, outcome.error().message);
        }
    }
}

Task<void> check_streams(const TargetOptions& options, StreamSession& session, Findings& findings) {
    for (const std::string& stream : options.streams) {
        auto outcome = co_await session.subscribe(stream, options.request_timeout);
        if (outcome) {
            add(findings, CheckFinding::Level::ok, fmt::format("stream {}: subscribed", stream));
        } else {
            add(findings, CheckFinding::Level::warning,
                fmt::format("stream {}: {}", stream, outcome.error().message));
        }
    }
}

/// Answers arrive only while somebody reads.
Task<void> drain(StreamSession& session) {
    co_await session.read_all([](const StreamMessage&) {}, [](const Error&) {});
}

Task<void> check_session(const TargetOptions& options, StreamSession& session, Findings& findings,
                         TaskGroup& tasks) {
    co_await check_streams(options, session, findings);
    if (!options.http) co_await check_methods(session, options.request_timeout, findings);
    tasks.cancel();
}

Task<void> start_session(const TargetOptions& options, StreamSession& session, Findings& findings,
                         TaskGroup& tasks) {
    tasks.spawn("read", drain(session));
    tasks.spawn("check", check_session(options, session, findings, tasks));
    co_return;
}

/// Connects, subscribes each stream, and asks over the WebSocket when there is no HTTP address.
Task<void> check_websocket(const TargetOptions& options, SourceContext context,
                           Findings& findings) {
    net::WebSocketOptions socket_options;
    socket_options.connect_timeout = options.connect_timeout;
    socket_options.max_message_bytes = options.max_message_bytes;
    socket_options.tls = options.tls;
    auto socket = co_await net::WebSocketClient::connect(context.executor, *options.websocket,
                                                         socket_options);
    if (!socket) {
        add(findings, CheckFinding::Level::failure, socket.error().message);
        co_return;
    }
    add(findings, CheckFinding::Level::ok, fmt::format("{}: connected", options.websocket->text()));
    StreamSession session(context.clock, std::move(*socket), options.websocket->text(),
                          credential_members(options.admin_user, options.admin_password));
    co_await with_task_group(
        [&](TaskGroup& tasks) { return start_session(options, session, findings, tasks); });
}

}  // namespace

Task<std::vector<CheckFinding>> check_target(TargetOptions options, SourceContext context) {
    Findings findings;
    if (options.http) {
        net::HttpClientOptions http;
        http.tls = options.tls;
        http.max_response_bytes = options.max_message_bytes;
        net::HttpClient client(context.executor, http);
        HttpRpcChannel channel(client, *options.http,
                               credential_members(options.admin_user, options.admin_password));
        co_await check_methods(channel, options.request_timeout, findings);
    } else {
        add(findings, CheckFinding::Level::warning,
            "no `http` address: the polls go over the WebSocket");
    }
    if (options.websocket) {
        co_await check_websocket(options, context, findings);
    } else {
        add(findings, CheckFinding::Level::warning,
            "no `websocket` address: no streams, so no agreement and no ledger rate");
    }
    co_return findings;
}

}  // namespace nodewatch::xrpl
