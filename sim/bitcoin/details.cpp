#include "sim/bitcoin/details.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

std::string ban_list(const Node& node, Now now) {
    const std::int64_t created = now.wall.time_since_epoch() / std::chrono::seconds{1} - 100;
    JsonWriter json;
    json.begin_array();
    for (std::uint64_t i = 0; i < node.bans; ++i) {
        json.begin_object().member("address", fmt::format("198.51.{}.{}/32", i / 250, i % 250));
        json.member("ban_created", created).member("banned_until", created + 86'400);
        json.member("ban_duration", 86'400).end_object();
    }
    return json.end_array().take();
}

std::string address_book() {
    return R"({"ipv4":{"new":41234,"tried":6548,"total":47782},
               "onion":{"new":7000,"tried":1030,"total":8030},
               "all_networks":{"new":48234,"tried":7578,"total":55812}})";
}

std::string deployments() {
    return R"({"deployments":{
        "csv":{"type":"buried","active":true,"height":1},
        "testdummy":{"type":"bip9","active":false,"bip9":{"status":"started","since":144,
            "statistics":{"period":144,"threshold":108,"elapsed":64,"count":48,"possible":true}}}}})";
}

Answer block_hash(const Node& node, const std::string& parameter) {
    const auto height = parse_uint(parameter);
    const Block* block = height ? node.chain.at(*height) : nullptr;
    if (block == nullptr) return {{}, -8, "Block height out of range"};
    return {'"' + block->hash + '"', 0, {}};
}

}  // namespace

std::optional<Answer> answer_detail(const Node& node, std::string_view method,
                                    const std::string& parameter, Now now) {
    const auto result = [](std::string json) { return Answer{std::move(json), 0, {}}; };
    if (method == "listbanned") return result(ban_list(node, now));
    if (method == "getaddrmaninfo") return result(address_book());
    if (method == "getdeploymentinfo") return result(deployments());
    if (method == "getblockhash") return block_hash(node, parameter);
    if (method == "getchaintxstats")
        return result(R"({"txcount":1140000000,"window_block_count":4320,"txrate":5.25})");
    if (method == "getrpcinfo")
        return result(R"({"active_commands":[{"method":"getrpcinfo","duration":12}]})");
    if (method == "getmemoryinfo")
        return result(R"({"locked":{"used":194112,"free":68032,"total":262144,"locked":262144}})");
    return std::nullopt;
}

std::string_view network_of(std::string_view address) {
    if (address.find(".onion") != std::string_view::npos) return "onion";
    if (address.find(".i2p") != std::string_view::npos) return "i2p";
    if (address.starts_with("[fc")) return "cjdns";
    return address.starts_with('[') ? "ipv6" : "ipv4";
}

}  // namespace nodewatch::sim::bitcoin
