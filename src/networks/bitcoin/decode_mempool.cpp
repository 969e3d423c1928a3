#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/document.hpp"

namespace nodewatch::bitcoin {

Result<MempoolInfo> decode_mempool_info(std::string_view result) {
    constexpr std::string_view what = "the answer to getmempoolinfo";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    MempoolInfo info;
    info.loaded = json::boolean(root, "loaded");
    info.transactions = amount(root, "size");
    info.virtual_bytes = amount(root, "bytes");
    info.usage_bytes = amount(root, "usage");
    info.max_usage_bytes = amount(root, "maxmempool");
    info.total_fee = satoshi(root, "total_fee");
    info.min_fee = fee_rate(root, "mempoolminfee");
    info.min_relay_fee = fee_rate(root, "minrelaytxfee");
    info.incremental_relay_fee = fee_rate(root, "incrementalrelayfee");
    info.unbroadcast = amount(root, "unbroadcastcount");
    if (!info.transactions) return missing(what, "size");
    return info;
}

Result<FeeEstimate> decode_fee_estimate(std::string_view result) {
    constexpr std::string_view what = "the answer to estimatesmartfee";
    const auto document = parse_object(result, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    FeeEstimate estimate;
    estimate.fee_rate = fee_rate(root, "feerate");
    estimate.errors = texts(root, "errors").value_or(std::vector<std::string>{});
    const auto blocks = json::unsigned_integer(root, "blocks");
    if (!blocks && !estimate.fee_rate) return missing(what, "blocks");
    if (estimate.fee_rate) estimate.target = blocks;
    return estimate;
}

}  // namespace nodewatch::bitcoin
