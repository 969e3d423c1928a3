#include "sim/bitcoin/node.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "base/strings.hpp"
#include "sim/bitcoin/details.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::size_t first_peers = 10;

std::int64_t unix_seconds(Now now) {
    return now.wall.time_since_epoch() / std::chrono::seconds{1};
}

Answer result(std::string json) {
    return {std::move(json), 0, {}};
}

Answer error(int code, std::string message) {
    return {{}, code, std::move(message)};
}

std::string fee_estimate(const std::string& target) {
    const auto blocks = parse_uint(target);
    // Nobody waits a day on this network.
    if (!blocks || *blocks > 100)
        return R"({"errors":["Insufficient data or no feerate found"],"blocks":0})";
    return fmt::format(R"({{"feerate":0.000{:02}000,"blocks":{}}})",
                       std::max<std::uint64_t>(1, 24 / *blocks), *blocks);
}

}  // namespace

Node::Node(Now now, std::uint64_t height) : chain(height, unix_seconds(now)), started(now.steady) {
    set_peers(first_peers);
}

void Node::restart(Now now) {
    started = now.steady;
    first_peer = 0;
}

void Node::set_peers(std::size_t count) {
    first_peer += peers;
    peers = count;
}

Answer Node::answer(std::string_view method, const std::string& parameter, Now now) const {
    if (warm_up) return error(-28, *warm_up);
    if (unknown_methods.contains(std::string(method))) return error(-32601, "Method not found");
    if (method == "getblockchaininfo") return result(blockchain_info());
    if (method == "getmempoolinfo") return result(mempool_info());
    if (method == "getnetworkinfo") return result(network_info());
    if (method == "getpeerinfo") return result(peer_info(now));
    if (method == "getchaintips") return result(chain_tips());
    if (method == "getzmqnotifications") return result(zmq_notifications);
    if (method == "estimatesmartfee") return result(fee_estimate(parameter));
    if (method == "uptime")
        return result(std::to_string(elapsed(started, now.steady) / std::chrono::seconds{1}));
    if (method == "getnettotals") return result(net_totals(now));
    if (method == "getmininginfo")
        return result(R"({"networkhashps":1.017155175832009e+21,"next":{"difficulty":2}})");
    if (method == "getindexinfo")
        return result(fmt::format(R"({{"txindex":{{"synced":true,"best_block_height":{}}}}})",
                                  chain.tip().height));
    if (method.starts_with("getrawmempool") || method.starts_with("getmempool"))
        return about_mempool(method, parameter);
    if (method == "getblockheader" || method == "getblockstats")
        return about_block(method, parameter);
    if (auto detail = answer_detail(*this, method, parameter, now)) return *detail;
    return error(-32601, "Method not found");
}

Answer Node::about_mempool(std::string_view method, const std::string& parameter) const {
    const bool has_chunks = version >= 310'000;
    if (method == "getrawmempool")
        return result(parameter == "true" ? mempool.entries(has_chunks) : mempool.ids());
    if (method == "getmempoolfeeratediagram" && has_chunks) return result(mempool.fee_diagram());
    if (method != "getmempoolentry") return error(-32601, "Method not found");
    std::string entry = mempool.entry(parameter, has_chunks);
    if (entry.empty()) return error(-5, "Transaction not in mempool");
    return result(std::move(entry));
}

Answer Node::about_block(std::string_view method, const std::string& hash) const {
    const Block* block = chain.find(hash);
    if (block == nullptr) return error(-5, "Block not found");
    return result(method == "getblockheader" ? block_header(*block) : block_stats(*block));
}

std::string Node::blockchain_info() const {
    const Block& tip = chain.tip();
    JsonWriter json;
    json.begin_object().member("chain", "main").member("blocks", tip.height);
    json.member("headers", tip.height + headers_ahead).member("bestblockhash", tip.hash);
    json.member("difficulty", 1.5).member("time", tip.time).member("mediantime", tip.time);
    json.member("verificationprogress", downloading ? 0.25 : 1.0);
    json.member("initialblockdownload", downloading).member("size_on_disk", 1'951'247'175.0);
    json.member("pruned", false).key("warnings").begin_array();
    if (warning) json.value(*warning);
    return json.end_array().end_object().take();
}

std::string Node::mempool_info() const {
    JsonWriter json;
    json.begin_object().member("loaded", mempool_loaded).member("size", mempool.size());
    json.member("bytes", mempool.virtual_bytes()).member("usage", mempool.size() * 1'100);
    json.member("total_fee", 0.25).member("maxmempool", std::uint64_t{300'000'000});
    json.member("mempoolminfee", 0.00001).member("minrelaytxfee", 0.00001);
    json.member("incrementalrelayfee", 0.00001).member("unbroadcastcount", 0);
    return json.end_object().take();
}

std::string Node::network_info() const {
    JsonWriter json;
    json.begin_object().member("version", version).member("subversion", "/Satoshi:29.0.0/");
    json.member("protocolversion", 70'016).member("networkactive", true).member("timeoffset", 0);
    json.member("connections", peers).key("networks").begin_array();
    json.raw(R"({"name":"ipv4","reachable":true})").raw(R"({"name":"onion","reachable":false})");
    return json.end_array().key("warnings").begin_array().end_array().end_object().take();
}

std::string Node::peer_address(std::uint64_t index) const {
    if (index < peer_addresses.size()) return peer_addresses[index];
    return fmt::format("192.0.2.{}:8333", index % 250 + 1);
}

std::string Node::peer_info(Now now) const {
    const std::int64_t connected =
        unix_seconds(now) - elapsed(started, now.steady) / std::chrono::seconds{1};
    JsonWriter json;
    json.begin_array();
    for (std::uint64_t i = 0; i < peers; ++i) {
        // As many as a node keeps; all others came to it.
        const bool inbound = i % 5 == 4 || i >= first_peers;
        json.begin_object().member("id", first_peer + i);
        const std::string address = peer_address(i);
        json.member("addr", address).member("network", network_of(address));
        json.key("servicesnames").raw(R"(["NETWORK","WITNESS","NETWORK_LIMITED","P2P_V2"])");
        json.member("bytesrecv", 209'000).member("bytessent", 105'000);
        json.member("conntime", connected).member("minping", 0.02);
        json.member("inbound", inbound).member("version", 70'016);
        json.member("connection_type", inbound ? "inbound" : "outbound-full-relay");
        json.member("transport_protocol_type", "v2").member("subver", "/Satoshi:29.0.0/");
        json.member("pingtime", 0.02 * static_cast<double>(i + 1)).member("timeoffset", 0);
        json.end_object();
    }
    return json.end_array().take();
}

std::string Node::chain_tips() const {
    JsonWriter json;
    const auto tip = [&](const Block& block, std::string_view status) {
        json.begin_object().member("height", block.height).member("hash", block.hash);
        json.member("branchlen", chain.branch_length(block)).member("status", status).end_object();
    };
    json.begin_array();
    tip(chain.tip(), "active");
    for (const std::string& hash : chain.fallen_tips())
        tip(*chain.find(hash), "valid-fork");
    return json.end_array().take();
}

std::string Node::block_header(const Block& block) const {
    const auto depth =
        static_cast<std::int64_t>(chain.tip().height) - static_cast<std::int64_t>(block.height);
    JsonWriter json;
    json.begin_object().member("hash", block.hash);
    json.member("confirmations", chain.is_active(block) ? depth + 1 : std::int64_t{-1});
    json.member("height", block.height).member("time", block.time);
    if (!block.previous.empty()) json.member("previousblockhash", block.previous);
    return json.end_object().take();
}

std::string Node::block_stats(const Block& block) const {
    const std::uint64_t weight =
        lively ? 2'400'000 + 1'596 * (block.height * 7'919 % 1'000) : 3'000'000;
    const std::uint64_t transactions = weight / 1'200;
    const std::uint64_t times = lively ? 1 + block.height % 3 : 1;
    JsonWriter json;
    json.begin_object().member("blockhash", block.hash).member("height", block.height);
    json.member("txs", transactions).member("ins", transactions * 14 / 5);
    json.member("outs", transactions * 16 / 5);
    json.member("total_size", weight / 2).member("total_weight", weight);
    json.member("totalfee", 4 * weight * times).member("subsidy", 312'500'000);
    json.key("feerate_percentiles").begin_array();
    for (const unsigned rate : {2U, 3U, 5U, 8U, 13U})
        json.value(rate * times);
    return json.end_array().end_object().take();
}

std::string Node::net_totals(Now now) const {
    const auto seconds =
        lively ? static_cast<std::uint64_t>(elapsed(started, now.steady) / std::chrono::seconds{1})
               : 0;
    JsonWriter json;
    json.begin_object().member("totalbytesrecv", 400'123 + 38'000 * seconds);
    json.member("totalbytessent", 1'300'987 + 97'000 * seconds);
    return json.key("uploadtarget").raw(R"({"target":0})").end_object().take();
}

}  // namespace nodewatch::sim::bitcoin
