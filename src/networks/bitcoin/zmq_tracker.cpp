#include "networks/bitcoin/zmq_tracker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "networks/bitcoin/measurements_zmq.hpp"

namespace nodewatch::bitcoin {
namespace {

using Kind = ZmqMessage::Kind;

/// Blocks told by a stream that are remembered: a poll may see one some blocks later.
constexpr std::size_t remembered_blocks = 64;
/// A poll and a message may be so far apart that tell of the same.
constexpr Duration poll_slack{10'000};
constexpr int slow_rounds_of_patience = 3;

std::string name_of(const ZmqPublication& publication) {
    return fmt::format("{} of {}", to_string(publication.stream), publication.address.text());
}

}  // namespace

void ZmqTracker::follow(const std::vector<ZmqPublication>& publications) {
    std::vector<Publisher> publishers;
    for (const ZmqPublication& publication : publications) {
        const auto known = std::ranges::find(publishers_, publication, &Publisher::publication);
        Publisher& publisher = publishers.emplace_back();
        if (known != publishers_.end()) publisher = *known;
        publisher.publication = publication;
    }
    publishers_ = std::move(publishers);
    for (std::size_t i = 0; i < publishers_.size(); ++i)
        on_disconnected(i);
}

void ZmqTracker::on_connected(std::size_t publisher, SteadyTime now) {
    Publisher& p = publishers_[publisher];
    p.connected_since = p.whole = now;
    p.problem.clear();
    ++p.connections;
}

void ZmqTracker::on_disconnected(std::size_t publisher) {
    Publisher& p = publishers_[publisher];
    if (!p.connected_since) return;
    p.connected_since.reset();
    p.silent = false;
    p.counter.on_disconnected(p.whole);
}

void ZmqTracker::on_unchanged(std::size_t publisher, SteadyTime now) {
    publishers_[publisher].whole = now;
}

void ZmqTracker::on_problem(std::size_t publisher, std::string problem) {
    publishers_[publisher].problem = std::move(problem);
}

std::optional<std::string> ZmqTracker::on_message(std::size_t publisher,
                                                  std::span<const std::string_view> frames,
                                                  Now now) {
    Publisher& p = publishers_[publisher];
    const auto message = decode_zmq_message(p.publication.stream, frames);
    if (!message) {
        ++p.malformed;
        return std::nullopt;
    }
    p.counter.on_message(message->number, now.steady);
    p.last_wall = now.wall;
    p.silent = false;
    ++p.kinds[static_cast<std::size_t>(message->kind)];
    if (message->kind == Kind::block_disconnected) return "";
    if (message->kind != Kind::block) return std::nullopt;
    p.last_block = now.steady;
    p.blocks.push_back(message->block_hash);
    if (p.blocks.size() > remembered_blocks) p.blocks.pop_front();
    return message->block_hash;
}

void ZmqTracker::on_evidence(const ZmqEvidence& evidence, Now now) {
    judged_ = evidence.node_answers;
    const bool mempool_grew = mempool_before_ && evidence.mempool_transactions &&
                              *evidence.mempool_transactions > *mempool_before_;
    mempool_before_ = evidence.mempool_transactions;
    for (Publisher& p : publishers_) {
        p.counter.judge(evidence.start, evidence.node_answers,
                        slow_rounds_of_patience * slow_ + poll_slack, now.steady);
        if (!p.connected_since) continue;
        const ZmqStream stream = p.publication.stream;
        if (tells_of_transactions(stream) && mempool_grew && missed_transactions(p, now.steady))
            p.silent = true;
        if (tells_of_blocks(stream) && missed_tip(p, evidence)) p.silent = true;
    }
}

/// Whether it was connected when the tip came, and has not told it. A poll sees a tip up to an
/// interval after it came; who told a block since is ahead of the polls. During the download of the
/// chain the node does not publish blocks.
bool ZmqTracker::missed_tip(const Publisher& publisher, const ZmqEvidence& evidence) const {
    return !evidence.downloading && evidence.tip && evidence.tip_arrival &&
           !(publisher.last_block && *publisher.last_block > *evidence.tip_arrival) &&
           *publisher.connected_since + fast_ + poll_slack < *evidence.tip_arrival &&
           std::ranges::find(publisher.blocks, *evidence.tip) == publisher.blocks.end();
}

/// Whether it told nothing for so long that it missed what made the mempool grow since the poll
/// before.
bool ZmqTracker::missed_transactions(const Publisher& publisher, SteadyTime now) const {
    const Duration quiet = 2 * fast_ + poll_slack;
    const auto& last = publisher.counter.last_message();
    return elapsed(*publisher.connected_since, now) >= quiet &&
           (!last || elapsed(*last, now) >= quiet);
}

std::optional<ZmqHealth> ZmqTracker::health() const {
    if (!judged_ || publishers_.empty()) return std::nullopt;
    ZmqHealth health;
    for (const Publisher& p : publishers_) {
        const std::string name = name_of(p.publication);
        if (!p.connected_since)
            health.disconnected.push_back(p.problem.empty() ? name : name + ": " + p.problem);
        else if (p.silent)
            health.silent.push_back(name);
    }
    return health;
}

std::vector<Point> ZmqTracker::points(Now now, Duration interval) const {
    std::vector<Point> points;
    for (std::size_t i = 0; i < zmq_stream_count; ++i)
        if (const auto totals = totals_of(static_cast<ZmqStream>(i)))
            points.push_back(
                point_of(static_cast<ZmqStream>(i), *totals, {now.wall, interval}, now));
    return points;
}

std::optional<ZmqTracker::Totals> ZmqTracker::totals_of(ZmqStream stream) const {
    std::optional<Totals> totals;
    for (const Publisher& p : publishers_) {
        if (p.publication.stream != stream) continue;
        if (!totals) totals.emplace();
        totals->connected = totals->connected && p.connected_since;
        totals->messages += p.counter.messages();
        totals->lost += p.counter.lost();
        totals->restarts += p.counter.restarts();
        totals->reconnects += p.connections > 1 ? p.connections - 1 : 0;
        totals->malformed += p.malformed;
        totals->last = std::max(totals->last, p.counter.last_message());
        for (std::size_t kind = 0; kind < p.kinds.size(); ++kind)
            totals->kinds[kind] += p.kinds[kind];
    }
    return totals;
}

Point ZmqTracker::point_of(ZmqStream stream, const Totals& totals, Stamp stamp, Now now) {
    const auto& m = zmq_measurement;
    Point point(m, stamp.time, stamp.interval, {std::string(to_string(stream))});
    point.set(m.connected, totals.connected);
    point.set(m.messages, totals.messages);
    if (totals.last) point.set(m.since, unix_time_of(*totals.last, now));
    point.set(m.lost, totals.lost);
    point.set(m.restarts, totals.restarts);
    point.set(m.reconnects, totals.reconnects);
    point.set(m.malformed, totals.malformed);
    if (stream != ZmqStream::sequence) return point;
    const auto count = [&totals](Kind kind) {
        return totals.kinds[static_cast<std::size_t>(kind)];
    };
    point.set(m.added, count(Kind::transaction));
    point.set(m.removed, count(Kind::transaction_removed));
    point.set(m.connected_blocks, count(Kind::block));
    point.set(m.disconnected_blocks, count(Kind::block_disconnected));
    return point;
}

std::vector<ActivityStatus> ZmqTracker::activities() const {
    std::vector<ActivityStatus> activities;
    for (const Publisher& p : publishers_) {
        ActivityStatus& activity = activities.emplace_back();
        activity.name = "zmq " + name_of(p.publication);
        activity.successes = p.counter.messages();
        activity.failures = p.malformed;
        activity.last_success = p.last_wall;
        activity.last_success_steady = p.counter.last_message();
        if (!p.connected_since)
            activity.note = p.problem.empty() ? "not connected" : "not connected: " + p.problem;
    }
    return activities;
}

}  // namespace nodewatch::bitcoin
