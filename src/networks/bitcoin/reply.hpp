#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// What an answer of the RPC port means. Bitcoin Core has two conventions: that of JSON-RPC 1.0,
/// which tells an error by the HTTP status as well, and since version 28 that of 2.0, which answers
/// 200. A node may speak either, whatever was asked for, and a proxy before it has ways of its own:
/// the body counts first, the status after it.
namespace nodewatch::bitcoin {

/// Error codes of Bitcoin Core (src/rpc/protocol.h) that decide about something here.
namespace rpc_code {
inline constexpr std::string_view warming_up = "-28";
inline constexpr std::string_view method_not_found = "-32601";
}  // namespace rpc_code

/// The `result` of one answer, as JSON text. An error holds the RPC error code, or else the HTTP
/// status, as its code. Its kind is
/// - unavailable: the node is starting;
/// - permission: it refuses us, or this method;
/// - server: it answered with an error, is overloaded or stops;
/// - http_status, parse: what answers does not talk like a node.
Result<std::string> read_reply(std::string_view method, int status, std::string_view body);

/// Whether the node, or the provider before it, turned the request away for now.
bool is_overload(const Error& error);

/// Whether the node had no time for the question, or was away: it is worth asking again.
bool is_passing(const Error& error);

/// The answers to a batch whose requests had the ids 1, 2, ...: one for each method, in that order.
/// A failure as a whole is ErrorKind::protocol when what answers does not know batches.
Result<std::vector<Result<std::string>>> read_batch_reply(const std::vector<std::string>& methods,
                                                          int status, std::string_view body);

}  // namespace nodewatch::bitcoin
