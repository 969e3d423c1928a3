#include <fmt/format.h>

#include "base/json_string.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/measurements_outlook.hpp"
#include "networks/bitcoin/node_load.hpp"
#include "networks/bitcoin/source.hpp"

/// The questions about peers one by one, about what is ahead of the chain, and about the node's
/// work.
namespace nodewatch::bitcoin {

BitcoinSource::Question BitcoinSource::peers_question() {
    return question_for("getpeerinfo", "[]", decode_peers,
                        [this](const Result<std::vector<Peer>>& answer, Now now) {
                            watcher_.on_peers(answer, now);
                            peers_.on_peers(answer, now);
                        });
}

std::vector<BitcoinSource::Question> BitcoinSource::detail_questions() {
    const Duration interval = options_.watcher.slow;
    return {
        question_for("listbanned", "[]", decode_bans,
                     [this](const Result<Bans>& answer, Now now) { peers_.on_bans(answer, now); }),
        question_for("getaddrmaninfo", "[]", decode_known_addresses,
                     [this](const Result<std::vector<KnownAddresses>>& answer, Now now) {
                         peers_.on_known_addresses(answer, now);
                     }),
        question_for("getrpcinfo", "[]", decode_rpc_load,
                     [this, interval](const Result<RpcLoad>& answer, Now now) {
                         if (answer)
                             publisher_.publish(rpc_load_point(*answer, {now.wall, interval}));
                     }),
        question_for("getmemoryinfo", "[]", decode_locked_memory,
                     [this, interval](const Result<LockedMemory>& answer, Now now) {
                         if (answer)
                             publisher_.publish(locked_memory_point(*answer, {now.wall, interval}));
                     })};
}

/// With each new tip; not during the download, in which the node has no time and the tip is old.
Task<void> BitcoinSource::look_ahead() {
    const auto& chain = watcher_.blockchain();
    const auto tip = watcher_.tip();
    if (!chain || !chain->blocks || !tip || watcher_.downloads_chain()) co_return;
    outlook_.on_tip(*tip, *chain->blocks, chain->chain.value_or(""), watcher_.tip_time());
    std::vector<Question> questions;
    const Now now = context_.clock.now();
    if (outlook_.wants_transactions())
        questions.push_back(question_for("getchaintxstats", "[]", decode_chain_transactions,
                                         [this](const Result<ChainTransactions>& answer, Now at) {
                                             outlook_.on_transactions(answer, at);
                                         }));
    if (outlook_.wants_softforks(now))
        questions.push_back(question_for(
            outlook_.has_old_softforks() ? "getblockchaininfo" : "getdeploymentinfo", "[]",
            decode_softforks, [this](const Result<std::vector<Softfork>>& answer, Now at) {
                outlook_.on_softforks(answer, at);
            }));
    if (const auto height = outlook_.wanted_height())
        questions.push_back(question_for(
            "getblockhash", fmt::format("[{}]", *height), decode_block_hash,
            [this](const Result<std::string>& answer, Now at) { outlook_.on_hash(answer, at); }));
    co_await ask(std::move(questions));
    if (const auto hash = outlook_.wanted_header()) {
        std::vector<Question> header = {question_for(
            "getblockheader", "[" + quote_json(*hash) + "]", decode_block_header,
            [this](const Result<BlockHeader>& answer, Now at) { outlook_.on_header(answer, at); })};
        co_await ask(std::move(header));
    }
    outlook_.publish(context_.clock.now());
}

void BitcoinSource::forget_details(Now now) {
    peers_.forget(now);
    outlook_.forget(now);
    publisher_.retire(rpc_load_measurement, now.wall);
    publisher_.retire(locked_memory_measurement, now.wall);
}

}  // namespace nodewatch::bitcoin
