#include "networks/bitcoin/zmq_check.hpp"

#include <fmt/format.h>

#include "base/deadline.hpp"
#include "networks/bitcoin/zmq_listener.hpp"

namespace nodewatch::bitcoin {
namespace {

using Level = CheckFinding::Level;

constexpr Duration patience{2'000};
constexpr Duration look_interval{50};

/// What became of one attempt to connect.
struct Attempt {
    ZmqPublication publication;
    std::unique_ptr<net::ZmqSubscriber> subscriber;  ///< null when it is decided
    CheckFinding finding;
};

void look(Attempt& attempt) {
    using Change = net::ZmqSubscriber::Change;
    while (attempt.subscriber) {
        const auto change = attempt.subscriber->next_change();
        if (!change) return;
        if (*change == Change::connected)
            attempt.finding = {Level::ok, "connected"};
        else if (*change == Change::no_zmq)
            attempt.finding.text = "what answers there does not speak ZMQ";
        if (attempt.finding.level == Level::ok) attempt.subscriber.reset();
    }
}

Task<void> open_one(Attempt& attempt, SourceContext context) {
    attempt.finding = {Level::warning, "nobody answers there"};
    auto opened = co_await with_deadline(
        context.clock, patience,
        net::ZmqSubscriber::open(context.executor, attempt.publication.address,
                                 subscription_to(attempt.publication.stream), 0),
        "the look-up of its host");
    if (opened)
        attempt.subscriber = std::move(*opened);
    else
        attempt.finding.text = opened.error().message;
}

/// All at once: each name that does not answer takes its time.
Task<void> open_each(TaskGroup& tasks, std::vector<Attempt>& attempts, SourceContext context) {
    for (Attempt& attempt : attempts)
        tasks.spawn("open", open_one(attempt, context));
    co_return;
}

Task<std::vector<CheckFinding>> try_all(std::vector<ZmqPublication> publications,
                                        SourceContext context) {
    std::vector<Attempt> attempts;
    for (ZmqPublication& publication : publications)
        attempts.emplace_back(std::move(publication), nullptr, CheckFinding{});
    const auto open_all = [&](TaskGroup& tasks) { return open_each(tasks, attempts, context); };
    co_await with_task_group(open_all);
    const SteadyTime end = context.clock.now().steady + patience;
    for (bool all_decided = false; !all_decided && context.clock.now().steady < end;) {
        co_await context.clock.sleep_for(look_interval);
        all_decided = true;
        for (Attempt& attempt : attempts) {
            look(attempt);
            all_decided = all_decided && !attempt.subscriber;
        }
    }
    std::vector<CheckFinding> findings;
    for (Attempt& attempt : attempts)
        findings.push_back({attempt.finding.level,
                            fmt::format("ZMQ {} of {}: {}", to_string(attempt.publication.stream),
                                        attempt.publication.address.text(), attempt.finding.text)});
    co_return findings;
}

}  // namespace

Task<std::vector<CheckFinding>> check_zmq(TargetOptions options, SourceContext context,
                                          RpcClient& rpc) {
    ZmqPublications publications{options.zmq.publications, {}};
    std::vector<CheckFinding> findings;
    if (options.zmq.discover) {
        const auto answer = co_await rpc.call({"getzmqnotifications"});
        auto told = answer ? decode_zmq_notifications(*answer, options.http.host)
                           : Result<ZmqPublications>(failure(answer.error()));
        if (!told) {
            findings.push_back({Level::warning, told.error().message});
            co_return findings;
        }
        publications = std::move(*told);
    }
    findings = co_await try_all(std::move(publications.usable), context);
    for (std::string& notice : publications.notices)
        findings.push_back({Level::warning, std::move(notice)});
    co_return findings;
}

}  // namespace nodewatch::bitcoin
