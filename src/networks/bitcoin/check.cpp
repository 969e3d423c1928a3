#include "networks/bitcoin/check.hpp"

#include <fmt/format.h>

#include "base/json_string.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/host_check.hpp"
#include "networks/bitcoin/indexer_source.hpp"
#include "networks/bitcoin/rpc_client.hpp"
#include "networks/bitcoin/wording.hpp"
#include "networks/bitcoin/zmq_check.hpp"

namespace nodewatch::bitcoin {
namespace {

using Level = CheckFinding::Level;

std::string describe(const BlockchainInfo& info) {
    return fmt::format("chain {}, block {} of {}{}{}", info.chain.value_or("unknown"),
                       or_unknown(info.blocks), or_unknown(info.headers),
                       info.initial_block_download == true ? ", downloading the chain" : "",
                       info.pruned == true ? ", pruned" : "");
}

std::string describe(const NetworkInfo& info) {
    return fmt::format("version {} {}, {} connections", *info.version, info.subversion.value_or(""),
                       or_unknown(info.connections));
}

/// What runs beside the node, by the chain that it tells.
Task<std::vector<CheckFinding>> check_surroundings(TargetOptions options, SourceContext context,
                                                   std::optional<std::string> chain) {
    auto findings = co_await check_host(options, context, chain);
    const auto indexers = co_await check_indexers(options, context);
    findings.insert(findings.end(), indexers.begin(), indexers.end());
    co_return findings;
}

}  // namespace

Task<std::vector<CheckFinding>> check_target(TargetOptions options, SourceContext context) {
    std::vector<CheckFinding> findings;
    RpcClient rpc(context.executor, context.pool, options);
    const auto chain = co_await rpc.call({"getblockchaininfo"});
    const auto info =
        chain ? decode_blockchain_info(*chain) : Result<BlockchainInfo>(failure(chain.error()));
    if (!info) {
        findings = co_await check_surroundings(options, context, std::nullopt);
        findings.insert(findings.begin(), {Level::failure, info.error().message});
        co_return findings;
    }
    findings.push_back({Level::ok, "getblockchaininfo: " + describe(*info)});
    for (const std::string& warning : info->warnings.value_or(std::vector<std::string>{}))
        findings.push_back({Level::warning, "the node warns: " + warning});

    const auto network = co_await rpc.call({"getnetworkinfo"});
    if (const auto decoded =
            network ? decode_network_info(*network) : Result<NetworkInfo>(failure(network.error())))
        findings.push_back({Level::ok, "getnetworkinfo: " + describe(*decoded)});
    else
        findings.push_back({Level::warning, decoded.error().message});

    const std::string tip =
        info->best_block ? "[" + quote_json(*info->best_block) + "]" : std::string("[]");
    const std::vector<Call> calls = {{"getmempoolinfo"},      {"estimatesmartfee", "[6]"},
                                     {"getpeerinfo"},         {"getnettotals"},
                                     {"getmininginfo"},       {"uptime"},
                                     {"getindexinfo"},        {"getchaintips"},
                                     {"listbanned"},          {"getaddrmaninfo"},
                                     {"getrpcinfo"},          {"getmemoryinfo"},
                                     {"getdeploymentinfo"},   {"getchaintxstats"},
                                     {"getblockhash", "[0]"}, {"getblockheader", tip},
                                     {"getblockstats", tip}};
    for (const Call& call : calls) {
        const auto answer = co_await rpc.call(call);
        if (answer)
            findings.push_back({Level::ok, call.method + ": answered"});
        else
            findings.push_back({Level::warning, answer.error().message});
    }
    if (options.read_mempool) {
        const Call list{"getrawmempool", "[false]"};  // may be long
        const auto pass_over = [](std::string_view) { return true; };
        const auto listed = co_await rpc.stream(list, pass_over, options.request_timeout);
        if (listed)
            findings.push_back({Level::ok, list.method + ": answered"});
        else
            findings.push_back({Level::warning, listed.error().message});
    }
    const auto beside = co_await check_surroundings(options, context, info->chain);
    findings.insert(findings.end(), beside.begin(), beside.end());
    const auto zmq = co_await check_zmq(options, context, rpc);
    findings.insert(findings.end(), zmq.begin(), zmq.end());
    co_return findings;
}

}  // namespace nodewatch::bitcoin
