#include "networks/betanet/watcher.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "base/clock.hpp"
#include "support/recording_consumer.hpp"
#include "telemetry/latest_values.hpp"
#include "telemetry/live_board.hpp"

namespace nodewatch::betanet {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Error refused{ErrorKind::refused, "connection refused"};
const Error not_found{ErrorKind::http_status, "HTTP 404", "404"};
const Error silent{ErrorKind::timeout, "no answer"};

class Watching : public ::testing::Test {
protected:
    Watching() {
        hub_.add(latest_);
        hub_.add(seen_);
    }

    /// A round in which the endpoints, in their order, come to these.
    void round(const std::vector<Result<Answer>>& outcomes) {
        std::vector<std::size_t> in_order(outcomes.size());
        std::iota(in_order.begin(), in_order.end(), 0);
        round(outcomes, in_order);
    }
    /// The same, where they come in another order.
    void round(const std::vector<Result<Answer>>& outcomes,
               const std::vector<std::size_t>& arrivals) {
        const auto to_ask = watcher_.begin_round(clock_.now()).to_ask;
        std::vector<EndpointState>& list = watcher_.dialects().current().list();
        for (const std::size_t i : arrivals) {
            if (std::ranges::find(to_ask, i) == to_ask.end()) continue;
            list[i].note_attempt(outcomes[i], 10ms);
            list[i].note_outcome(outcomes[i], clock_.now());
            if (outcomes[i]) watcher_.on_answer(i, clock_.now());
            list[i].round_over();
        }
        watcher_.end_round(to_ask, clock_.now());
        watcher_.tick(clock_.now());
    }
    /// The endpoints of the other dialect are asked too, if there is reason to.
    bool look_at_the_other(const std::vector<Result<Answer>>& outcomes) {
        Endpoints* others = watcher_.dialects().to_try(clock_.now().steady);
        if (others == nullptr) return false;
        for (std::size_t i = 0; i < others->list().size(); ++i)
            others->list()[i].note_outcome(outcomes[i], clock_.now());
        if (watcher_.dialects().choose(clock_.now().steady)) watcher_.change_dialect(clock_.now());
        watcher_.tick(clock_.now());
        return true;
    }
    Dialect dialect() const { return watcher_.dialects().current().dialect(); }
    void pass(Duration time) {
        for (; time > 0s; time -= 1s) {
            clock_.advance(1s);
            watcher_.tick(clock_.now());
        }
    }

    static Answer metrics(double processed, double dropped) {
        Answer answer;
        answer.packets_processed = processed;
        answer.packets_dropped = dropped;
        return answer;
    }
    static Answer nodes(double active, double total) {
        Answer answer;
        answer.active_nodes = active;
        answer.total_nodes = total;
        answer.inactive_nodes = total - active;
        return answer;
    }
    static Answer stats(double bytes, double latency_seconds) {
        Answer answer;
        answer.bytes_transmitted = bytes;
        answer.latency_seconds = latency_seconds;
        return answer;
    }
    std::vector<Result<Answer>> all_well() const {
        return {metrics(5'000, 10), nodes(5, 7), stats(1e6, 0.045)};
    }
    static std::vector<Result<Answer>> all(const Error& error) {
        return {failure(error), failure(error), failure(error)};
    }

    std::optional<double> value(std::string_view metric, const LabelPairs& labels = {}) const {
        return latest_.find(clock_.now(), metric, target_, labels);
    }
    std::vector<std::string> reasons() const {
        std::vector<std::string> codes;
        for (const StatusReason& reason : watcher_.reasons())
            codes.push_back(reason.code);
        return codes;
    }

    ManualClock clock_;
    Hub hub_;
    LatestValues latest_{clock_};
    testing::RecordingConsumer seen_;
    LiveBoard board_{clock_};
    EventLog events_{board_};
    Target target_{"betanet", "main-1"};
    static TargetOptions all_endpoints() {
        TargetOptions options;
        options.endpoints = {"metrics", "nodes", "stats", "mixnodes", "status"};
        return options;
    }
    TargetOptions options_ = all_endpoints();
    Watcher watcher_{options_, Publisher(hub_, target_), &board_, &events_};
};

TEST_F(Watching, AServiceThatIsWell) {
    watcher_.tick(clock_.now());
    EXPECT_EQ(watcher_.state(), TargetState::starting);
    EXPECT_EQ(value("betanet_state"), 1);
    EXPECT_EQ(value("betanet_up"), std::nullopt);
    round(all_well());
    EXPECT_EQ(watcher_.state(), TargetState::ok);
    EXPECT_THAT(reasons(), IsEmpty());
    EXPECT_EQ(value("betanet_up"), 1);
    EXPECT_EQ(value("betanet_state"), 4);
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(value("betanet_mixnode_active"), 5);
    EXPECT_EQ(value("betanet_mixnode_inactive"), 2);
    EXPECT_EQ(value("betanet_messages_total"), 5'000);
    EXPECT_EQ(value("betanet_packets_dropped_total"), 10);
    EXPECT_EQ(value("betanet_packets_forwarded_total"), std::nullopt) << "nobody tells";
    EXPECT_EQ(value("betanet_bytes_transmitted_total"), 1e6);
    EXPECT_EQ(value("betanet_average_latency_seconds"), 0.045);
    EXPECT_EQ(value("betanet_message_latency_seconds_bucket", {{"le", "0.025"}}), 0);
    EXPECT_EQ(value("betanet_message_latency_seconds_bucket", {{"le", "0.05"}}), 1);
    EXPECT_EQ(value("betanet_message_latency_seconds_bucket", {{"le", "+Inf"}}), 1);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    EXPECT_EQ(value("betanet_message_latency_seconds_sum"), 0.045);
    EXPECT_EQ(value("betanet_vrf_failures_total"), std::nullopt);
    EXPECT_EQ(value("betanet_endpoint_up", {{"endpoint", "stats"}}), 1);
}

TEST_F(Watching, OneFailingEndpointDoesNotBlankTheOthers) {
    round(all_well());
    pass(15s);
    round({metrics(6'000, 11), failure(refused), stats(2e6, 0.05)});
    EXPECT_EQ(value("betanet_messages_total"), 6'000);
    EXPECT_EQ(value("betanet_bytes_transmitted_total"), 2e6);
    EXPECT_EQ(value("betanet_connected_peers"), 7) << "the last known";
    EXPECT_EQ(value("betanet_up"), 1);
    EXPECT_EQ(value("betanet_state"), 3);
    EXPECT_EQ(value("betanet_endpoint_up", {{"endpoint", "nodes"}}), 0);
    EXPECT_EQ(value("betanet_cache_stale_served_total", {{"endpoint", "nodes"}}), 1);
    EXPECT_EQ(value("betanet_cache_age_seconds", {{"endpoint", "nodes"}}), 15);
    EXPECT_EQ(
        value("betanet_request_failures_total", {{"endpoint", "nodes"}, {"reason", "connect"}}), 1);
    EXPECT_THAT(reasons(), ElementsAre("endpoint_failing"));
    EXPECT_EQ(watcher_.state(), TargetState::degraded);
}

TEST_F(Watching, ADeadServiceIsShownUntilItsValuesAreTooOld) {
    round(all_well());
    for (int i = 0; i < 20; ++i) {  // 300 s, the maximum age
        pass(15s);
        round(all(refused));
        ASSERT_EQ(value("betanet_connected_peers"), 7) << "after " << 15 * (i + 1) << " s";
        ASSERT_EQ(value("betanet_up"), 0);
        ASSERT_EQ(value("betanet_state"), 2);
    }
    EXPECT_THAT(reasons(), ElementsAre("service_down", "stale_values"));
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1)
        << "an old answer is no new observation";
    pass(1s);
    for (const auto* name :
         {"betanet_connected_peers", "betanet_messages_total", "betanet_bytes_transmitted_total",
          "betanet_average_latency_seconds", "betanet_message_latency_seconds_count"})
        EXPECT_EQ(value(name), std::nullopt) << name;
    EXPECT_EQ(value("betanet_up"), 0);
    EXPECT_EQ(value("betanet_state"), 0);
    EXPECT_EQ(value("betanet_last_success_age_seconds"), 301);
    EXPECT_EQ(watcher_.state(), TargetState::failed);
    round(all_well());
    EXPECT_EQ(value("betanet_connected_peers"), 7);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 2);
}

TEST_F(Watching, AFreshAnswerIsNotAskedForAgain) {
    round(all_well());
    pass(9s);
    EXPECT_THAT(watcher_.begin_round(clock_.now()).to_ask, IsEmpty());
    pass(15s);
    EXPECT_EQ(value("betanet_cache_hits_total", {{"endpoint", "stats"}}), 1);
    EXPECT_EQ(value("betanet_cache_stale_served_total", {{"endpoint", "stats"}}), 0);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    EXPECT_THAT(watcher_.begin_round(clock_.now()).to_ask, ElementsAre(0, 1, 2));
    const auto next = watcher_.begin_round(clock_.now());
    EXPECT_THAT(next.to_ask, IsEmpty());
    EXPECT_EQ(next.others, Turn::under_way);
}

TEST_F(Watching, TotalsOfTheServiceArePassedThrough) {
    // The fixtures' counter-sequence.json, exported_total_if_passed_through.
    const std::vector<double> remote = {1e6, 1.5e6, 1.5e6, 1.5e6, 2e5, 7e5, 0, 50};
    for (const double bytes : remote) {
        round({metrics(1, 1), nodes(5, 7), stats(bytes, 0.045)});
        EXPECT_EQ(value("betanet_bytes_transmitted_total"), bytes);
        pass(15s);
    }
    EXPECT_EQ(value("betanet_service_restarts_total"), 2);
}

TEST_F(Watching, ARestartCountsOnceHoweverManyEndpointsShowIt) {
    round(all_well());
    pass(15s);
    round({metrics(3, 0), nodes(5, 7), stats(100, 0.045)});
    EXPECT_EQ(value("betanet_service_restarts_total"), 1);
    EXPECT_THAT(reasons(), ElementsAre("service_restarted"));
    pass(15s);
    // One endpoint failed while it happened, and shows it later.
    round({metrics(50, 1), nodes(5, 7), failure(refused)});
    pass(15s);
    round({metrics(2, 0), nodes(5, 7), failure(refused)});
    EXPECT_EQ(value("betanet_service_restarts_total"), 2);
    pass(15s);
    round({metrics(4, 0), nodes(5, 7), stats(50, 0.045)});
    EXPECT_EQ(value("betanet_service_restarts_total"), 2);
    pass(10min);
    round(all_well());
    EXPECT_THAT(reasons(), IsEmpty()) << "it was a while ago";
}

TEST_F(Watching, AMeanLatencyOfZeroIsNoObservation) {
    round({metrics(0, 0), nodes(0, 0), stats(0, 0)});
    EXPECT_EQ(value("betanet_average_latency_seconds"), 0);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), std::nullopt);
    pass(15s);
    round({metrics(1, 0), nodes(0, 0), stats(0, 987.654)});
    EXPECT_EQ(value("betanet_message_latency_seconds_bucket", {{"le", "5"}}), 0);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
}

TEST_F(Watching, MixnodesThatAllStopped) {
    round({metrics(1, 0), nodes(0, 7), stats(1, 0.1)});
    EXPECT_THAT(reasons(), ElementsAre("mixnodes_stopped"));
    pass(15s);
    round({metrics(1, 0), nodes(0, 0), stats(1, 0.1)});
    EXPECT_THAT(reasons(), IsEmpty()) << "an idle service has none";
}

TEST_F(Watching, WhatIsWrongIsToldByItsCause) {
    const std::vector<std::pair<Error, std::string>> causes = {
        {refused, "service_down"},
        {{ErrorKind::timeout, "no answer"}, "service_silent"},
        {{ErrorKind::parse, "no JSON"}, "answers_wrongly"},
        {{ErrorKind::http_status, "HTTP 503", "503"}, "answers_wrongly"},
        {{ErrorKind::server, "mock", "mock"}, "mock_answers"}};
    for (const auto& [error, code] : causes) {
        round(all(error));
        EXPECT_THAT(reasons(), ElementsAre(code));
        EXPECT_EQ(watcher_.state(), TargetState::failed);
    }
}

TEST_F(Watching, WhoIsNotLetInIsToldWhatToGive) {
    for (const std::string code : {"401", "403"}) {
        round(all({ErrorKind::http_status, "HTTP " + code, code}));
        ASSERT_THAT(reasons(), ElementsAre("answers_wrongly"));
        EXPECT_THAT(watcher_.reasons().front().message, HasSubstr("check `user` and `password`"));
    }
}

TEST_F(Watching, TheOtherDialectIsTriedWhenNothingIsThere) {
    EXPECT_EQ(dialect(), Dialect::api_v1);
    round(all(refused));
    EXPECT_FALSE(look_at_the_other({}));
    round(all(not_found));
    Answer told = metrics(100, 1);
    told.total_nodes = 3;
    told.latency_seconds = 0.002;
    EXPECT_TRUE(look_at_the_other({told, failure(refused), failure(refused)}));
    EXPECT_EQ(dialect(), Dialect::server);
    EXPECT_EQ(value("betanet_connected_peers"), 3);
    EXPECT_EQ(value("betanet_messages_total"), 100);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    EXPECT_EQ(value("betanet_endpoint_up", {{"endpoint", "nodes"}}), std::nullopt);
    EXPECT_EQ(value("betanet_endpoint_up", {{"endpoint", "metrics"}}), 1);
}

TEST_F(Watching, AKnownDialectIsKeptWhileTheOtherDoesNotAnswer) {
    round(all_well());
    pass(15s);
    round(all({ErrorKind::parse, "html"}));
    EXPECT_FALSE(look_at_the_other({})) << "its paths are there";
    pass(15s);
    round(all(not_found));
    EXPECT_TRUE(look_at_the_other(all(silent)));
    EXPECT_EQ(dialect(), Dialect::api_v1);
    EXPECT_EQ(value("betanet_connected_peers"), 7) << "until the other dialect answers";
}

TEST_F(Watching, ADialectOfWhichMoreAnswersIsTaken) {
    // All of /api/v1 was 404 for a moment, and some other exporter answers at /metrics.
    round(all(not_found));
    look_at_the_other({metrics(1, 0), failure(not_found), failure(not_found)});
    ASSERT_EQ(dialect(), Dialect::server);
    pass(15s);
    round({metrics(2, 0), failure(not_found), failure(not_found)});
    EXPECT_FALSE(look_at_the_other({})) << "there is no haste";
    pass(45s);
    round({metrics(3, 0), failure(not_found), failure(not_found)});
    EXPECT_TRUE(look_at_the_other(all_well()));
    EXPECT_EQ(dialect(), Dialect::api_v1);
    EXPECT_EQ(value("betanet_messages_total"), 5'000);
}

TEST_F(Watching, OneEndpointThatIsNotThereIsNoReasonToLeaveADialect) {
    round({failure(not_found), nodes(5, 7), stats(1e6, 0.045)});
    EXPECT_TRUE(look_at_the_other({metrics(1, 1), failure(not_found), failure(not_found)}));
    EXPECT_EQ(dialect(), Dialect::api_v1);
}

TEST_F(Watching, AServiceThatIsSilentFromTheStartIsJudgedByTheDialectItSpeaks) {
    round(all(not_found));
    EXPECT_TRUE(look_at_the_other(all(silent)));
    EXPECT_EQ(dialect(), Dialect::server);
    EXPECT_FALSE(watcher_.dialects().is_known());
    EXPECT_THAT(reasons(), ElementsAre("service_silent"));
    pass(15s);
    round(all(silent));
    EXPECT_FALSE(look_at_the_other({})) << "nothing tells that it speaks the other one";
}

TEST_F(Watching, AChangeOfTheDialectIsNoRestart) {
    round({metrics(5'000, 10), nodes(5, 7), stats(1e6, 0.045)});
    pass(15s);
    round(all(not_found));
    Answer server = metrics(40, 0);  // another count at another path
    look_at_the_other({server, failure(refused), failure(refused)});
    ASSERT_EQ(value("betanet_messages_total"), 40);
    EXPECT_EQ(value("betanet_service_restarts_total"), 0);
    EXPECT_EQ(value("betanet_requests_total", {{"endpoint", "metrics"}}), 0);
    pass(15s);
    round(all(not_found));
    look_at_the_other(all_well());
    EXPECT_EQ(dialect(), Dialect::api_v1);
    EXPECT_EQ(value("betanet_requests_total", {{"endpoint", "metrics"}}), 2)
        << "what was counted goes on";
}

TEST_F(Watching, FlawsAreNotices) {
    Answer flawed = nodes(5, 7);
    flawed.flaws = {"total_nodes is 9"};
    round({metrics(1, 1), flawed, stats(1, 0.1)});
    EXPECT_THAT(watcher_.notices(clock_.now()),
                ElementsAre("/api/v1/nodes/status: total_nodes is 9"));
}

TEST_F(Watching, WhatIsToldOnceATickStandsUntilTheNextHoweverShortTheRounds) {
    options_.interval = 100ms;
    options_.fresh_for = 50ms;
    Watcher hurried(options_, Publisher(hub_, {"betanet", "hurried"}), nullptr, nullptr);
    for (const auto& [i, answer] : std::vector<std::pair<std::size_t, Answer>>{
             {0, metrics(1, 0)}, {1, nodes(5, 7)}, {2, stats(1, 0.1)}})
        hurried.dialects().current().list()[i].note_outcome(answer, clock_.now());
    hurried.tick(clock_.now());
    clock_.advance(999ms);
    EXPECT_EQ(latest_.find(clock_.now(), "betanet_up", {"betanet", "hurried"}, {}), 1);
}

class WatchingServer : public Watching {
protected:
    WatchingServer() {
        round(all(not_found));
        EXPECT_TRUE(look_at_the_other(
            {failure(refused), mixnodes({{"a", 10}, {"b", 20}}), failure(refused)}));
    }

    static Answer mixnodes(const std::vector<std::pair<std::string, double>>& processed) {
        Answer answer;
        answer.mixnodes.emplace();
        double sum = 0;
        for (const auto& [id, count] : processed) {
            Mixnode mixnode;
            mixnode.id = id;
            mixnode.status = "active";
            mixnode.processed = count;
            answer.mixnodes->push_back(mixnode);
            sum += count;
        }
        answer.total_nodes = static_cast<double>(processed.size());
        answer.packets_processed = sum;
        return answer;
    }
};

TEST_F(WatchingServer, ACounterKeepsItsSource) {
    EXPECT_EQ(value("betanet_messages_total"), 30) << "/metrics did not answer";
    pass(15s);
    round({metrics(5'000, 0), mixnodes({{"a", 11}, {"b", 22}}), failure(refused)});
    EXPECT_EQ(value("betanet_messages_total"), 33) << "not a total of another source";
    EXPECT_EQ(value("betanet_packets_dropped_total"), 0) << "nobody told it before";
    for (int i = 0; i <= 21; ++i) {
        pass(15s);
        round({metrics(5'001, 1), failure(refused), failure(refused)});
    }
    EXPECT_EQ(value("betanet_messages_total"), std::nullopt) << "too old, and no jump";
    EXPECT_EQ(value("betanet_packets_dropped_total"), 1);
    pass(15s);
    round({metrics(5'002, 2), mixnodes({{"a", 12}, {"b", 23}}), failure(refused)});
    EXPECT_EQ(value("betanet_messages_total"), 35);
}

TEST_F(WatchingServer, AGaugeIsToldByWhoAnswers) {
    pass(15s);
    Answer of_metrics = nodes(5, 7);
    of_metrics.latency_seconds = 0.5;
    Answer of_status;
    of_status.active_nodes = 2;
    of_status.latency_seconds = 0.25;
    round({of_metrics, failure(refused), of_status});
    EXPECT_EQ(value("betanet_mixnode_active"), 5);
    EXPECT_EQ(value("betanet_average_latency_seconds"), 0.5);
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 1);
    for (const double active : {3, 4}) {
        pass(15s);
        of_status.active_nodes = active;
        round({failure(refused), failure(refused), of_status});
        EXPECT_EQ(value("betanet_mixnode_active"), active) << "not the older 5";
        EXPECT_EQ(value("betanet_connected_peers"), 7) << "nobody else tells it";
        EXPECT_EQ(value("betanet_average_latency_seconds"), 0.25);
    }
    EXPECT_EQ(value("betanet_message_latency_seconds_count"), 3) << "no fresh one is lost";
    EXPECT_EQ(value("betanet_message_latency_seconds_sum"), 1);
}

TEST_F(WatchingServer, ALatencyIsObservedOnceARoundInWhateverOrderTheyAnswer) {
    Answer of_metrics = metrics(1, 0), of_status = metrics(1, 0);
    of_metrics.latency_seconds = 0.5;
    of_status.latency_seconds = 0.25;
    int rounds = 0;
    for (const std::vector<std::size_t>& arrivals :
         std::vector<std::vector<std::size_t>>{{2, 1, 0}, {0, 2, 1}, {1, 2, 0}}) {
        pass(15s);
        round({of_metrics, mixnodes({{"a", 1}, {"b", 2}}), of_status}, arrivals);
        EXPECT_EQ(value("betanet_message_latency_seconds_count"), ++rounds);
    }
    EXPECT_EQ(value("betanet_message_latency_seconds_sum"), 1.5) << "of /metrics";
}

TEST_F(WatchingServer, AllMixnodesBeganAgain) {
    pass(15s);
    round({failure(refused), mixnodes({{"c", 0}, {"d", 0}}), failure(refused)});
    EXPECT_EQ(value("betanet_service_restarts_total"), 1) << "others took their places";
}

TEST_F(WatchingServer, MixnodesOneByOne) {
    EXPECT_EQ(value("betanet_mixnode_packets_processed_total", {{"mixnode", "a"}}), 10);
    EXPECT_EQ(value("betanet_mixnode_up", {{"mixnode", "b"}}), 1);
    pass(15s);
    round({failure(refused), mixnodes({{"b", 21}}), failure(refused)});
    EXPECT_EQ(value("betanet_mixnode_up", {{"mixnode", "a"}}), std::nullopt) << "it left";
    EXPECT_EQ(value("betanet_service_restarts_total"), 0) << "and that is no restart";
}

}  // namespace
}  // namespace nodewatch::betanet
