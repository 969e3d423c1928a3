// What a node answers: the envelope, alone and as a batch, and every decoder on the same bytes.

#include <cstdint>
#include <string_view>

#include "networks/bitcoin/chain_outlook.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/indexers.hpp"
#include "networks/bitcoin/node_load.hpp"
#include "networks/bitcoin/peer_address.hpp"
#include "networks/bitcoin/peer_lists.hpp"
#include "networks/bitcoin/peer_places.hpp"
#include "networks/bitcoin/peers_summary.hpp"
#include "networks/bitcoin/reply.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch::bitcoin;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const int status = size % 2 == 0 ? 200 : 500;
    (void)read_batch_reply({"getblockchaininfo", "getmempoolinfo", "uptime"}, status, input);
    const std::string result = read_reply("getblockchaininfo", status, input).value_or("");
    for (const std::string_view text : {input, std::string_view(result)}) {
        (void)decode_blockchain_info(text);
        (void)decode_block_header(text);
        (void)decode_block_stats(text);
        (void)decode_chain_tips(text);
        (void)decode_index_info(text);
        (void)decode_mempool_info(text);
        (void)decode_fee_estimate(text);
        (void)decode_network_info(text);
        (void)decode_net_totals(text);
        (void)decode_mining_info(text);
        (void)decode_uptime(text);
        (void)decode_block_hash(text);
        (void)decode_chain_transactions(text);
        (void)decode_rpc_load(text);
        (void)decode_locked_memory(text);
        (void)decode_bans(text);
        (void)decode_known_addresses(text);
        if (const auto softforks = decode_softforks(text)) (void)softfork_points(*softforks, {});
        (void)decode_fulcrum(text);
        if (const auto peers = decode_peers(text)) {
            VersionFamilies families;
            const PeersSummary summary = summarise(*peers, families);
            if (summary.inbound + summary.outbound != summary.total) __builtin_trap();
            if (summary.inbound_diversity > 1.0) __builtin_trap();
            AsnPoints asns;
            (void)asns.make(*peers, locate(*peers, nullptr), {});
        }
    }
    (void)network_of_address(input);
    (void)version_family(input);
    if (const auto address = ip_of(input)) (void)masked(*address);
    if (const auto metrics = decode_electrs(input);
        metrics && metrics->methods.size() > max_methods)
        __builtin_trap();
    return 0;
}
