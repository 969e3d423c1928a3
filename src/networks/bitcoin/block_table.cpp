#include "networks/bitcoin/block_table.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/json_writer.hpp"
#include "networks/bitcoin/reply.hpp"

namespace nodewatch::bitcoin {

BlockTable::BlockTable(LiveBoard* board, const Target& target)
    : board_(board), topic_(live_topic({"table", target.network, target.node, "blocks"})) {}

void BlockTable::on_tip(const std::string& hash, Now now) {
    if (board_ == nullptr || hash == tip_) return;
    if (!tip_.empty()) tip_arrived_ = now.wall;
    first_height_.reset();
    for (const auto& [known, row] : rows_)
        if (row.header)
            first_height_ =
                std::min(first_height_.value_or(row.header->height), row.header->height);
    tip_ = hash;
    Row& row = rows_[hash];
    if (!row.header) row.arrived = tip_arrived_;
    follow_chain();
    show_all();
}

std::vector<const std::string*> BlockTable::active_chain() const {
    std::vector<const std::string*> chain;
    for (auto row = rows_.find(tip_); row != rows_.end() && chain.size() < rows_.size();) {
        chain.push_back(&row->first);
        if (!row->second.header || !row->second.header->previous) break;
        row = rows_.find(*row->second.header->previous);
    }
    return chain;
}

std::optional<BlockTable::Question> BlockTable::wanted() const {
    const auto chain = active_chain();
    const std::size_t count = std::min<std::size_t>(chain.size(), depth);
    for (const bool statistics : {false, true})
        for (std::size_t i = 0; i < count; ++i) {
            const Row& row = rows_.find(*chain[i])->second;
            if (!(statistics ? row.statistics_asked : row.header_asked))
                return Question{*chain[i], statistics};
        }
    return std::nullopt;
}

BlockTable::Row* BlockTable::find(const std::string& hash) {
    const auto row = rows_.find(hash);
    return row == rows_.end() ? nullptr : &row->second;
}

void BlockTable::on_header(const std::string& hash, const Result<BlockHeader>& answer) {
    Row* row = find(hash);
    if (row == nullptr) return;
    row->header_asked = answer || !is_passing(answer.error());
    if (!answer || answer->hash != hash) return;
    row->header = *answer;
    if (row->arrived && first_height_ && answer->height < *first_height_) row->arrived.reset();
    const auto chain = active_chain();
    if (answer->previous && chain.size() < depth && *chain.back() == hash)
        rows_[*answer->previous].arrived = first_height_ ? row->arrived : std::nullopt;
    follow_chain();
    forget_old();
    show_all();
}

void BlockTable::on_statistics(const std::string& hash, const Result<BlockStats>& answer) {
    Row* row = find(hash);
    if (row == nullptr) return;
    row->statistics_asked = answer || !is_passing(answer.error());
    if (!answer) return;
    row->statistics = *answer;
    show(hash, *row);
}

/// What is beside the active chain, where that is known, has fallen out.
void BlockTable::follow_chain() {
    std::set<std::string> active;
    std::optional<std::uint64_t> lowest;
    for (const std::string* hash : active_chain()) {
        active.insert(*hash);
        if (const Row& row = rows_.find(*hash)->second; row.header) lowest = row.header->height;
    }
    if (!lowest) return;
    for (auto& [hash, row] : rows_)
        if (row.header && row.header->height >= *lowest) row.fell_out = !active.contains(hash);
}

/// The lowest goes first; before it, what is left of a chain that was longer than this one.
void BlockTable::forget_old() {
    while (rows_.size() > kept) {
        const Row& tip = rows_[tip_];
        auto victim = rows_.end();
        const auto rank = [&](const Row& row) {
            const std::uint64_t height = row.header ? row.header->height : 0;
            const bool above = tip.header && height > tip.header->height;
            return std::pair(!above, height);
        };
        for (auto row = rows_.begin(); row != rows_.end(); ++row)
            if (row->first != tip_ &&
                (victim == rows_.end() || rank(row->second) < rank(victim->second)))
                victim = row;
        board_->remove(topic_, victim->first);
        rows_.erase(victim);
    }
}

void BlockTable::show_all() {
    for (const auto& [hash, row] : rows_)
        show(hash, row);
}

void BlockTable::show(const std::string& hash, const Row& row) {
    if (!row.header) return;
    JsonWriter json;
    json.begin_object().member("height", row.header->height).member("hash", hash);
    json.member_if("time", row.header->time);
    if (row.arrived) json.member("arrived", std::int64_t{row.arrived->time_since_epoch().count()});
    if (row.statistics) {
        const BlockStats& stats = *row.statistics;
        json.member_if("tx", stats.transactions).member_if("size", stats.size_bytes);
        json.member_if("weight", stats.weight).member_if("fees", stats.total_fee);
        json.member_if("subsidy", stats.subsidy);
        if (!stats.fee_rate_percentiles.empty()) {
            json.key("rates").begin_array();
            for (const double rate : stats.fee_rate_percentiles)
                json.value(rate);
            json.end_array();
        }
    }
    if (row.fell_out) json.member("fell_out", true);
    json.end_object();
    board_->put(topic_, hash, json.take());
}

}  // namespace nodewatch::bitcoin
