#include "networks/bitcoin/chain_outlook.hpp"

#include <initializer_list>

#include "networks/bitcoin/difficulty.hpp"
#include "networks/bitcoin/document.hpp"
#include "networks/bitcoin/measurements_outlook.hpp"
#include "networks/bitcoin/reply.hpp"

namespace nodewatch::bitcoin {
namespace {

/// A first block that lies less deep may still be replaced by another one.
constexpr std::uint64_t settled_depth = 100;

}  // namespace

Result<ChainTransactions> decode_chain_transactions(std::string_view result) {
    const auto document = parse_object(result, "the answer to getchaintxstats");
    if (!document) return failure(document.error());
    return ChainTransactions{amount(document->root, "txcount"), amount(document->root, "txrate")};
}

Result<std::string> decode_block_hash(std::string_view result) {
    constexpr std::string_view what = "the answer to getblockhash";
    const auto document = parse_document(result, what);
    if (!document) return failure(document.error());
    std::string_view hash;
    if (document->root.get(hash) != simdjson::SUCCESS || hash.empty())
        return failure(ErrorKind::parse, std::string(what) + " is no hash");
    return std::string(hash);
}

ChainOutlook::ChainOutlook(Publisher publisher, Duration interval)
    : publisher_(publisher), interval_(interval) {}

void ChainOutlook::on_tip(const std::string& hash, std::uint64_t height, const std::string& chain,
                          std::optional<std::int64_t> time) {
    tip_ = Tip{hash, chain, height, time};
    if (first_ && first_->height != epoch_start(height)) first_.reset();
}

void ChainOutlook::on_transactions(const Result<ChainTransactions>& answer, Now now) {
    if (!tip_ || (!answer && is_passing(answer.error()))) return;
    asked_tip_ = tip_->hash;
    if (!answer) return publisher_.retire(transaction_rate_measurement, now.wall);
    const auto& m = transaction_rate_measurement;
    Point point(m, now.wall, Duration{0});  // holds until the next block
    point.set(m.total, answer->total);
    point.set(m.rate, answer->rate);
    publisher_.publish(point);
}

bool ChainOutlook::wants_softforks(Now now) const {
    if (!tip_ || softforks_tip_ == tip_->hash) return false;
    return !softforks_at_ || elapsed(*softforks_at_, now.steady) >= softforks_interval;
}

void ChainOutlook::on_softforks(const Result<std::vector<Softfork>>& answer, Now now) {
    if (!tip_) return;
    if (!answer && answer.error().code == rpc_code::method_not_found && !has_old_softforks_) {
        has_old_softforks_ = true;
        return;
    }
    if (!answer && is_passing(answer.error())) return;
    softforks_tip_ = tip_->hash;
    softforks_at_ = now.steady;
    const auto points =
        answer ? softfork_points(*answer, {now.wall, Duration{0}}) : std::vector<Point>{};
    publisher_.publish_set(softfork_measurement, points, now.wall);
}

std::optional<std::uint64_t> ChainOutlook::wanted_height() const {
    if (!tip_ || !has_difficulty_epochs(tip_->chain)) return std::nullopt;
    const std::uint64_t start = epoch_start(tip_->height);
    if (first_ && first_->asked_at == tip_->hash) return std::nullopt;
    const bool settled = tip_->height - start >= settled_depth;
    if (first_ && first_->time && settled) return std::nullopt;
    return start;
}

void ChainOutlook::on_hash(const Result<std::string>& answer, Now) {
    if (!tip_ || (!answer && is_passing(answer.error()))) return;
    const auto known = first_ ? first_->time : std::nullopt;
    first_ = First{epoch_start(tip_->height), tip_->hash, known};
    if (answer) wanted_header_ = *answer;
}

void ChainOutlook::on_header(const Result<BlockHeader>& answer, Now) {
    wanted_header_.reset();
    if (!first_) return;
    if (answer && answer->height == first_->height)
        first_->time = answer->time;
    else if (!answer && is_passing(answer.error()))
        first_->asked_at.clear();
}

void ChainOutlook::publish(Now now) {
    if (!tip_) return;
    publisher_.publish(difficulty_point(tip_->height, tip_->chain,
                                        first_ ? first_->time : std::nullopt, tip_->time,
                                        {now.wall, interval_}));
}

void ChainOutlook::forget(Now now) {
    tip_.reset();
    first_.reset();
    wanted_header_.reset();
    asked_tip_.clear();
    softforks_tip_.clear();
    softforks_at_.reset();
    has_old_softforks_ = false;
    for (const Measurement* measurement : std::initializer_list<const Measurement*>{
             &difficulty_measurement, &softfork_measurement, &transaction_rate_measurement})
        publisher_.retire(*measurement, now.wall);
}

}  // namespace nodewatch::bitcoin
