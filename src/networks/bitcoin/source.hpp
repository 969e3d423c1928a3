#pragma once

#include <functional>
#include <string>
#include <vector>

#include "networks/bitcoin/announced_tips.hpp"
#include "networks/bitcoin/block_table.hpp"
#include "networks/bitcoin/chain_outlook.hpp"
#include "networks/bitcoin/host_source.hpp"
#include "networks/bitcoin/indexer_source.hpp"
#include "networks/bitcoin/mempool_reader.hpp"
#include "networks/bitcoin/options.hpp"
#include "networks/bitcoin/peer_details.hpp"
#include "networks/bitcoin/requests.hpp"
#include "networks/bitcoin/rpc_client.hpp"
#include "networks/bitcoin/watcher.hpp"
#include "networks/bitcoin/zmq_listener.hpp"
#include "networks/kept_state.hpp"
#include "networks/network.hpp"

namespace nodewatch::bitcoin {

/// Watches one Bitcoin node: asks in a fast and a slow round, and hands every answer to the
/// Watcher.
class BitcoinSource final : public Source {
public:
    BitcoinSource(TargetOptions options, SourceContext context);

    const Target& target() const override { return target_; }
    Task<void> run() override;
    TargetStatus status(Now now) const override;

private:
    /// A call, and what takes its answer.
    struct Question {
        Call call;
        std::function<Result<>(const Result<std::string>& answer, Now now)> deliver;
    };
    /// `deliver` is called with the decoded answer, or the failure, and the time.
    template <typename Answer, typename Deliver>
    static Question question_for(std::string method, std::string parameters,
                                 Result<Answer> (*decode)(std::string_view), Deliver deliver) {
        const auto take = [decode, deliver](const Result<std::string>& text, Now now) -> Result<> {
            const Result<Answer> answer =
                text ? decode(*text) : Result<Answer>(failure(text.error()));
            deliver(answer, now);
            return outcome_of(answer);
        };
        return {{std::move(method), std::move(parameters)}, take};
    }
    template <typename Answer>
    Question question(std::string method, std::string parameters,
                      Result<Answer> (*decode)(std::string_view),
                      void (Watcher::*deliver)(const Result<Answer>&, Now)) {
        return question_for(std::move(method), std::move(parameters), decode,
                            [this, deliver](const Result<Answer>& answer, Now now) {
                                (watcher_.*deliver)(answer, now);
                            });
    }
    Question fee_question(unsigned target);
    Question zmq_question();

    Task<void> start(TaskGroup& tasks);
    Task<void> fast_rounds();
    Task<void> slow_rounds();
    Task<void> tick();
    Task<void> keep_state();
    Task<void> save_state();
    Task<void> until_due(SteadyTime due);
    Task<Result<>> tip_announced();
    void on_announced_tip(const std::string& hash);
    Task<void> fast_round(bool for_block);
    Task<void> slow_round();
    // source_chain.cpp
    Question header_question(const std::string& hash);
    Question statistics_question(const std::string& hash);
    Task<void> explain_tip(std::optional<std::string> new_tip);
    Task<void> describe_tip(std::optional<std::string> new_tip);
    Task<void> describe_older_blocks();
    // source_details.cpp
    Question peers_question();
    std::vector<Question> detail_questions();
    Task<void> look_ahead();
    void forget_details(Now now);

    Task<void> ask(std::vector<Question> questions);
    void publish_duration(std::string_view loop, SteadyTime began, Duration interval);
    Surroundings surroundings(Now now) const;
    void note_state(Now now);

    TargetOptions options_;
    SourceContext context_;
    Target target_;
    std::string component_;  ///< for the log: "bitcoin/main-1"
    std::string address_;
    Publisher publisher_;
    Watcher watcher_;
    KeptState kept_state_;
    std::string saved_state_;
    BlockTable blocks_;
    PeerDetails peers_;
    ChainOutlook outlook_;
    RpcClient rpc_;
    Requests requests_;
    std::optional<HostSource> host_;
    std::optional<IndexerSource> indexers_;
    ZmqListener zmq_;
    Signal announcement_;
    AnnouncedTips announced_;  ///< since the last round began
    MempoolReader mempool_;
    TargetState state_ = TargetState::starting;
    WallTime state_since_;
};

}  // namespace nodewatch::bitcoin
