#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/document.hpp"

namespace nodewatch::bitcoin {
namespace {

/// A node keeps the tips of all forks that it ever saw; more than these are of no use to anyone.
constexpr std::size_t max_tips = 10'000;
constexpr std::size_t max_indexes = 32;
constexpr std::size_t percentiles = 5;

std::optional<BackgroundValidation> background(const json::Element& root) {
    const auto member = json::find(root, "backgroundvalidation");
    if (!member || !member->is_object()) return std::nullopt;
    BackgroundValidation validation;
    validation.blocks = json::unsigned_integer(*member, "blocks");
    validation.snapshot_height = json::unsigned_integer(*member, "snapshotheight");
    validation.progress = amount(*member, "verificationprogress");
    return validation;
}

std::optional<ChainTip> chain_tip(const json::Element& element) {
    const auto height = json::unsigned_integer(element, "height");
    const auto hash = text(element, "hash");
    const auto status = text(element, "status");
    if (!height || !hash || !status) return std::nullopt;
    return ChainTip{*height, *hash, json::unsigned_integer(element, "branchlen").value_or(0),
                    *status};
}

}  // namespace

Result<BlockchainInfo> decode_blockchain_info(std::string_view result) {
    constexpr std::string_view what = "the answer to getblockchaininfo";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    BlockchainInfo info;
    info.chain = text(root, "chain");
    info.blocks = json::unsigned_integer(root, "blocks");
    info.headers = json::unsigned_integer(root, "headers");
    info.best_block = text(root, "bestblockhash");
    info.difficulty = amount(root, "difficulty");
    info.median_time = json::integer(root, "mediantime");
    info.verification_progress = amount(root, "verificationprogress");
    info.initial_block_download = json::boolean(root, "initialblockdownload");
    info.size_on_disk_bytes = amount(root, "size_on_disk");
    info.pruned = json::boolean(root, "pruned");
    info.prune_height = json::unsigned_integer(root, "pruneheight");
    info.prune_target_bytes = amount(root, "prune_target_size");
    info.background = background(root);
    info.warnings = texts(root, "warnings");
    if (!info.blocks && !info.verification_progress) return missing(what, "blocks");
    return info;
}

Result<BlockHeader> decode_block_header(std::string_view result) {
    constexpr std::string_view what = "the answer to getblockheader";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    const auto hash = text(root, "hash");
    if (!hash) return missing(what, "hash");
    const auto height = json::unsigned_integer(root, "height");
    if (!height) return missing(what, "height");
    const auto confirmations = json::integer(root, "confirmations");
    if (!confirmations) return missing(what, "confirmations");
    return BlockHeader{*hash, text(root, "previousblockhash"), *height, *confirmations,
                       json::integer(root, "time")};
}

Result<BlockStats> decode_block_stats(std::string_view result) {
    constexpr std::string_view what = "the answer to getblockstats";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    BlockStats stats;
    stats.hash = text(root, "blockhash");
    stats.height = json::unsigned_integer(root, "height");
    stats.transactions = amount(root, "txs");
    stats.inputs = amount(root, "ins");
    stats.outputs = amount(root, "outs");
    stats.size_bytes = amount(root, "total_size");
    stats.weight = amount(root, "total_weight");
    stats.total_fee = amount(root, "totalfee");
    stats.subsidy = amount(root, "subsidy");
    if (!stats.transactions) return missing(what, "txs");
    if (const auto list = json::array(root, "feerate_percentiles")) {
        for (const json::Element& element : *list) {
            double rate = 0;
            if (element.get(rate) == simdjson::SUCCESS) stats.fee_rate_percentiles.push_back(rate);
        }
    }
    // A block of a coinbase alone has no fee rates, which the node writes as zeros.
    if (stats.fee_rate_percentiles.size() != percentiles || *stats.transactions <= 1)
        stats.fee_rate_percentiles.clear();
    return stats;
}

Result<std::vector<ChainTip>> decode_chain_tips(std::string_view result) {
    const auto document = parse_array(result, "the answer to getchaintips");
    if (!document) return failure(document.error());
    std::vector<ChainTip> tips;
    for (const json::Element& element : document->root.get_array()) {
        if (tips.size() >= max_tips) break;
        if (auto tip = chain_tip(element)) tips.push_back(std::move(*tip));
    }
    return tips;
}

Result<std::vector<IndexInfo>> decode_index_info(std::string_view result) {
    const auto document = parse_object(result, "the answer to getindexinfo");
    if (!document) return failure(document.error());
    std::vector<IndexInfo> indexes;
    for (const auto& [name, element] : document->root.get_object()) {
        if (indexes.size() >= max_indexes) break;
        indexes.push_back({std::string(name), json::boolean(element, "synced"),
                           json::unsigned_integer(element, "best_block_height")});
    }
    return indexes;
}

}  // namespace nodewatch::bitcoin
