#include "networks/bitcoin/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/deadline.hpp"
#include "base/log.hpp"
#include "base/run_and_then.hpp"
#include "networks/bitcoin/decode.hpp"
#include "networks/bitcoin/measurements_node.hpp"
#include "networks/bitcoin/measurements_zmq.hpp"
#include "networks/bitcoin/points.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr Duration tick_interval{1'000};
/// Each wrong password costs the node a quarter of a second of one of its few threads.
constexpr Duration refused_pause{15'000};
/// The slow round waits for the first fast one, and for a node that is away.
constexpr Duration look_again{500};
/// Who reaches the node's publisher, or ours, cannot drive rounds back to back.
constexpr Duration pause_after_announced{100};

constexpr Duration state_save_interval{60'000};
constexpr std::string_view chain_method = "getblockchaininfo";
constexpr std::string_view zmq_method = "getzmqnotifications";
/// Blocks to wait: 3 and 6 are the seed's fee_fast and fee_slow.
constexpr std::array<unsigned, 6> fee_targets = {2, 3, 6, 12, 25, 144};

}  // namespace

BitcoinSource::BitcoinSource(TargetOptions options, SourceContext context)
    : options_(std::move(options)),
      context_(context),
      target_{"bitcoin", options_.name},
      component_("bitcoin/" + options_.name),
      address_(options_.http.text()),
      publisher_(context.hub, target_),
      watcher_(options_.watcher, publisher_, context.events),
      kept_state_(context.state, component_),
      blocks_(context.live, target_),
      peers_(publisher_, context.geo, context.live, options_.peer_addresses, options_.watcher.slow),
      outlook_(publisher_, options_.watcher.fast),
      rpc_(context.executor, context.pool, options_),
      requests_(component_),
      zmq_(context, component_, options_.zmq, options_.watcher.fast, options_.watcher.slow,
           [this](const std::string& hash) { on_announced_tip(hash); }),
      announcement_(context.executor),
      mempool_(context, rpc_, requests_, watcher_, publisher_, options_.request_timeout),
      state_since_(context.clock.now().wall) {
    if (options_.watch_process)
        host_.emplace(options_, context_, [this] { return watcher_.chain_name(); });
    if (options_.fulcrum || options_.electrs)
        indexers_.emplace(options_, context_, [this](Now now) { return watcher_.node_tip(now); });
    requests_.plan(std::string(chain_method), options_.watcher.fast);
    for (const std::string method : {"getmempoolinfo", "estimatesmartfee"})
        requests_.plan(method, options_.watcher.fast);
    for (const std::string method :
         {"uptime", "getnetworkinfo", "getpeerinfo", "getnettotals", "getmininginfo",
          "getindexinfo", "listbanned", "getaddrmaninfo", "getrpcinfo", "getmemoryinfo"})
        requests_.plan(method, options_.watcher.slow);
    if (zmq_.discovers()) requests_.plan(std::string(zmq_method), options_.watcher.slow);
}

Task<void> BitcoinSource::run() {
    const auto restore = [this](const std::string& document) -> Result<> {
        return watcher_.restore_state(document, context_.clock.now());
    };
    co_await kept_state_.load(restore);
    const auto start = [this](TaskGroup& tasks) { return this->start(tasks); };
    co_await run_and_then(with_task_group(start), [this] { return save_state(); });
}

Task<void> BitcoinSource::start(TaskGroup& tasks) {
    tasks.spawn("fast rounds", fast_rounds());
    tasks.spawn("slow rounds", slow_rounds());
    if (host_) tasks.spawn("this host", host_->run());
    if (indexers_) tasks.spawn("indexers", indexers_->run());
    tasks.spawn("tick", tick());
    tasks.spawn("keep state", keep_state());
    tasks.spawn("ZMQ", zmq_.run());
    if (options_.read_mempool) tasks.spawn("mempool", mempool_.run());
    co_return;
}

Task<void> BitcoinSource::fast_rounds() {
    SteadyTime due = context_.clock.now().steady;
    for (;;) {
        const bool for_block = announced_.any_but(watcher_.tip());
        announced_.clear();
        co_await fast_round(for_block);
        if (for_block) co_await context_.clock.sleep_for(pause_after_announced);
        const SteadyTime now = context_.clock.now().steady;
        if (!for_block) due += options_.watcher.fast;
        if (watcher_.is_refused()) due = std::max(due, now + refused_pause);
        due = std::max(due, now);  // a slow answer delays, it does not pile up
        co_await until_due(due);
    }
}

/// Or until a tip is announced that no round saw: however many are while a round runs, one more
/// follows it.
Task<void> BitcoinSource::until_due(SteadyTime due) {
    // Rounded up, not to wake too early.
    const Duration left = elapsed(context_.clock.now().steady, due) + Duration{1};
    co_await with_deadline(context_.clock, left, tip_announced(), "the next round");
}

Task<Result<>> BitcoinSource::tip_announced() {
    while (!announced_.any_but(watcher_.tip()))
        co_await announcement_.wait();
    co_return Result<>{};
}

/// A node that refuses us is left in peace, and one that downloads its chain has a block each
/// moment.
void BitcoinSource::on_announced_tip(const std::string& hash) {
    if (!watcher_.answers() || watcher_.downloads_chain()) return;
    announced_.add(hash);
    announcement_.notify_all();
}

Task<void> BitcoinSource::slow_rounds() {
    for (;;) {
        while (!watcher_.answers())
            co_await context_.clock.sleep_for(look_again);
        const SteadyTime due = context_.clock.now().steady + options_.watcher.slow;
        co_await slow_round();
        // A node that was away is asked everything as soon as it is back.
        while (context_.clock.now().steady < due && watcher_.answers())
            co_await context_.clock.sleep_for(look_again);
    }
}

Task<void> BitcoinSource::fast_round(bool for_block) {
    const SteadyTime began = context_.clock.now().steady;
    const Question chain =
        question(std::string(chain_method), "[]", decode_blockchain_info, &Watcher::on_blockchain);
    std::vector<Question> others = {
        question("getmempoolinfo", "[]", decode_mempool_info, &Watcher::on_mempool)};
    for (const unsigned target : fee_targets)
        others.push_back(fee_question(target));
    // A node that was away is spared the others, which would only wait for their time limits. A new
    // block is shown before they are asked.
    std::vector<Question> first = {chain};
    if (watcher_.answers() && !for_block) {
        std::ranges::move(others, std::back_inserter(first));
        others.clear();
    }
    co_await ask(std::move(first));
    if (!watcher_.answers()) {
        requests_.node_was_away();
        rpc_.node_was_away();
        co_return;
    }
    const auto new_tip = watcher_.undescribed_tip();
    co_await explain_tip(new_tip);
    watcher_.tell_chain(context_.clock.now());
    co_await ask(std::move(others));
    co_await describe_tip(new_tip);
    watcher_.end_round(context_.clock.now());
    co_await look_ahead();
    co_await describe_older_blocks();
    publish_duration("fast", began, options_.watcher.fast);
}

Task<void> BitcoinSource::slow_round() {
    const SteadyTime began = context_.clock.now().steady;
    std::vector<Question> questions = {
        question("uptime", "[]", decode_uptime, &Watcher::on_uptime),
        question("getnetworkinfo", "[]", decode_network_info, &Watcher::on_network),
        peers_question(),
        question("getnettotals", "[]", decode_net_totals, &Watcher::on_totals),
        question("getmininginfo", "[]", decode_mining_info, &Watcher::on_mining),
        question("getindexinfo", "[]", decode_index_info, &Watcher::on_indexes)};
    std::ranges::move(detail_questions(), std::back_inserter(questions));
    if (zmq_.discovers()) questions.push_back(zmq_question());
    co_await ask(std::move(questions));
    publish_duration("slow", began, options_.watcher.slow);
}

BitcoinSource::Question BitcoinSource::fee_question(unsigned target) {
    return question_for("estimatesmartfee", fmt::format("[{}]", target), decode_fee_estimate,
                        [this, target](const Result<FeeEstimate>& estimate, Now now) {
                            watcher_.on_fee(target, estimate, now);
                        });
}

BitcoinSource::Question BitcoinSource::zmq_question() {
    const auto take = [this](const Result<std::string>& text, Now) -> Result<> {
        const Result<ZmqPublications> publications =
            text ? decode_zmq_notifications(*text, options_.http.host)
                 : Result<ZmqPublications>(failure(text.error()));
        zmq_.on_publications(publications);
        return outcome_of(publications);
    };
    return {{std::string(zmq_method)}, take};
}

/// Asks all at once, and hands each its answer or its failure, in their order.
Task<void> BitcoinSource::ask(std::vector<Question> questions) {
    const Now before = context_.clock.now();
    const Result<std::string> not_asked =
        failure(ErrorKind::unavailable, "not asked after a refusal");
    std::erase_if(questions, [&](const Question& question) {
        const bool may_ask = question.call.method == chain_method ||
                             requests_.may_ask(question.call.method, before.steady);
        if (!may_ask) std::ignore = question.deliver(not_asked, before);
        return !may_ask;
    });
    if (questions.empty()) co_return;
    std::vector<Call> calls;
    calls.reserve(questions.size());
    for (const Question& question : questions)
        calls.push_back(question.call);
    const auto answers = co_await rpc_.call_all(std::move(calls));
    const Now now = context_.clock.now();
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const Result<std::string> answer =
            answers ? (*answers)[i]
                    : Result<std::string>(failure(answers.error().within(address_)));
        requests_.note(questions[i].call.method, questions[i].deliver(answer, now), now);
    }
}

void BitcoinSource::publish_duration(std::string_view loop, SteadyTime began, Duration interval) {
    const Now now = context_.clock.now();
    publisher_.publish(poll_point(loop, elapsed(began, now.steady), {now.wall, interval}));
}

Task<void> BitcoinSource::tick() {
    SteadyTime published = context_.clock.now().steady;
    for (;;) {
        const Now now = context_.clock.now();
        watcher_.on_surroundings(surroundings(now));
        zmq_.tick(watcher_.zmq_evidence(now), now);
        watcher_.on_zmq(zmq_.tracker().health());
        watcher_.tick(now);
        if (watcher_.is_forgotten()) forget_details(now);
        note_state(now);
        if (elapsed(published, now.steady) >= publish_interval) {
            requests_.publish(publisher_, now);
            publisher_.publish_set(zmq_measurement, zmq_.tracker().points(now, publish_interval),
                                   now.wall);
            published = now.steady;
        }
        co_await context_.clock.sleep_for(tick_interval);
    }
}

Task<void> BitcoinSource::keep_state() {
    for (;;) {
        co_await context_.clock.sleep_for(state_save_interval);
        co_await save_state();
    }
}

Task<void> BitcoinSource::save_state() {
    auto document = watcher_.save_state(context_.clock.now());
    if (!document || *document == saved_state_) co_return;
    const auto saved = co_await kept_state_.save(*document);
    if (saved) saved_state_ = std::move(*document);
}

Surroundings BitcoinSource::surroundings(Now now) const {
    Surroundings all;
    if (host_) all.disks = host_->disks(now);
    if (!indexers_) return all;
    all.indexers_down = indexers_->down();
    all.indexers_behind = indexers_->behind(now);
    return all;
}

void BitcoinSource::note_state(Now now) {
    if (const TargetState state = watcher_.state(now); state != state_) {
        log::info(component_, "target is {}", to_string(state));
        state_ = state;
        state_since_ = now.wall;
    }
}

TargetStatus BitcoinSource::status(Now) const {
    TargetStatus status;
    status.target = target_;
    status.address = address_;
    status.state = state_;
    status.state_since = state_since_;
    status.reasons = watcher_.reasons();
    status.activities = requests_.activities();
    status.notices = watcher_.notices();
    if (host_) {
        std::ranges::move(host_->activities(), std::back_inserter(status.activities));
        std::ranges::move(host_->notices(), std::back_inserter(status.notices));
    }
    std::ranges::move(peers_.notices(), std::back_inserter(status.notices));
    if (indexers_)
        std::ranges::move(indexers_->activities(), std::back_inserter(status.activities));
    std::ranges::copy(zmq_.notices(), std::back_inserter(status.notices));
    std::ranges::copy(zmq_.tracker().activities(), std::back_inserter(status.activities));
    if (!options_.read_mempool)
        status.notices.emplace_back(
            "the mempool is not read (mempool: off): its fee rates, the "
            "blocks that it would fill and recommended fees are unknown");
    status.demo = context_.demo;
    return status;
}

}  // namespace nodewatch::bitcoin
