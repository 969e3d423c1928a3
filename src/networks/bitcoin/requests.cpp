#include "networks/bitcoin/requests.hpp"

#include "base/log.hpp"
#include "networks/bitcoin/measurements_node.hpp"
#include "networks/bitcoin/points.hpp"
#include "networks/bitcoin/reply.hpp"

namespace nodewatch::bitcoin {
namespace {

bool is_refusal(const Error& error) {
    return error.kind == ErrorKind::permission || error.code == rpc_code::method_not_found;
}

}  // namespace

void Requests::plan(const std::string& method, std::optional<Duration> interval) {
    ActivityStatus& status = methods_[method].status;
    status.name = "poll " + method;
    status.interval = interval;
}

bool Requests::may_ask(const std::string& method, SteadyTime now) const {
    const auto found = methods_.find(method);
    if (found == methods_.end() || !found->second.refused) return true;
    return elapsed(*found->second.refused, now) >= refused_interval;
}

void Requests::note(const std::string& method, const Result<>& outcome, Now now) {
    if (!methods_.contains(method)) plan(method, std::nullopt);
    Method& entry = methods_[method];
    ActivityStatus& status = entry.status;
    entry.refused.reset();
    if (outcome) {
        ++status.successes;
        status.last_success = now.wall;
        status.last_success_steady = now.steady;
        status.note.clear();
        if (entry.failures > 0) log::info(component_, "{} works again", method);
        entry.failures = 0;
        return;
    }
    ++status.failures;
    status.last_error = outcome.error();
    status.last_error_time = now.wall;
    if (is_refusal(outcome.error())) {
        entry.refused = now.steady;
        status.note = "refused: " + outcome.error().message;
    }
    if (entry.failures++ == 0) log::warn(component_, "{}", outcome.error().message);
}

void Requests::node_was_away() {
    for (auto& [name, method] : methods_)
        method.refused.reset();
}

std::vector<ActivityStatus> Requests::activities() const {
    std::vector<ActivityStatus> all;
    all.reserve(methods_.size());
    for (const auto& [name, method] : methods_)
        all.push_back(method.status);
    return all;
}

void Requests::publish(Publisher& publisher, Now now) const {
    const auto& m = rpc_measurement;
    for (const auto& [name, method] : methods_) {
        const ActivityStatus& status = method.status;
        if (status.successes + status.failures == 0) continue;
        Point point(m, now.wall, publish_interval, {name});
        point.set(m.failed, method.failures > 0);
        point.set(m.successes, status.successes);
        point.set(m.failures, status.failures);
        if (status.last_success_steady)
            point.set(m.last_success, unix_time_of(*status.last_success_steady, now));
        publisher.publish(point);
    }
}

}  // namespace nodewatch::bitcoin
