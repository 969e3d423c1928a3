#include <utility>

#include "base/json_string.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/source.hpp"

/// The questions about blocks, by their hashes.
namespace nodewatch::bitcoin {
namespace {

/// Questions, of one block each, that follow a round.
constexpr unsigned older_blocks_a_round = 8;

std::string only(const std::string& text) {
    return "[" + quote_json(text) + "]";
}

}  // namespace

BitcoinSource::Question BitcoinSource::header_question(const std::string& hash) {
    return question_for("getblockheader", only(hash), decode_block_header,
                        [this, hash](const Result<BlockHeader>& header, Now now) {
                            if (watcher_.tip() == hash) watcher_.on_tip_header(header, now);
                            blocks_.on_header(hash, header);
                        });
}

BitcoinSource::Question BitcoinSource::statistics_question(const std::string& hash) {
    return question_for("getblockstats", only(hash), decode_block_stats,
                        [this, hash](const Result<BlockStats>& statistics, Now now) {
                            if (watcher_.tip() == hash) watcher_.on_block_stats(statistics, now);
                            blocks_.on_statistics(hash, statistics);
                        });
}

/// How the tip came to be the tip: the header of the last one where it follows that.
Task<void> BitcoinSource::explain_tip(std::optional<std::string> new_tip) {
    if (const auto hash = watcher_.tip(); hash && !watcher_.downloads_chain())
        blocks_.on_tip(*hash, context_.clock.now());
    std::vector<Question> questions;
    if (new_tip) questions.push_back(header_question(*new_tip));
    for (;;) {
        if (const auto hash = watcher_.wanted_header())
            questions.push_back(
                question("getblockheader", only(*hash), decode_block_header, &Watcher::on_header));
        if (questions.empty()) co_return;
        co_await ask(std::exchange(questions, {}));
    }
}

/// What costs the node more is asked once a block, and the branches now and then.
Task<void> BitcoinSource::describe_tip(std::optional<std::string> new_tip) {
    std::vector<Question> questions;
    if (new_tip && !watcher_.downloads_chain()) questions.push_back(statistics_question(*new_tip));
    if (watcher_.wants_chain_tips(context_.clock.now()))
        questions.push_back(
            question("getchaintips", "[]", decode_chain_tips, &Watcher::on_chain_tips));
    co_await ask(std::move(questions));
}

/// Blocks that came with the tip, or were there before: some each round, for each is work.
Task<void> BitcoinSource::describe_older_blocks() {
    if (watcher_.downloads_chain()) co_return;
    for (unsigned asked = 0; asked < older_blocks_a_round; ++asked) {
        const auto wanted = blocks_.wanted();
        if (!wanted) co_return;
        std::vector<Question> questions;
        questions.push_back(wanted->statistics ? statistics_question(wanted->hash)
                                               : header_question(wanted->hash));
        co_await ask(std::move(questions));
        if (blocks_.wanted() == wanted) co_return;
    }
}

}  // namespace nodewatch::bitcoin
