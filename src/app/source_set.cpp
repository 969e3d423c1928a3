#include "app/source_set.hpp"

#include <algorithm>

#include "app/measurements.hpp"
#include "base/log.hpp"
#include "resilience/supervisor.hpp"

namespace nodewatch::app {

namespace {

std::string log_name(const Target& target) {
    return target.network + "/" + target.node;
}

}  // namespace

struct SourceSet::Watched {
    Watched(TargetPlan p, const SourceContext& c)
        : plan(std::move(p)),
          context(c),
          source(plan.make(context)),
          publisher(context.hub, plan.target),
          supervisor(context.clock, log_name(plan.target), SupervisorPolicy{}, system_random()) {}

    /// A source recovers from its target's failures by itself: that it ends is a bug, and the next
    /// run begins with a new one.
    Task<Result<>> run_source() {
        if (supervisor.snapshot().restarts > 0) source = plan.make(context);
        co_await source->run();
        co_return failure(ErrorKind::internal, "the source ended by itself");
    }

    TargetPlan plan;
    SourceContext context;
    std::unique_ptr<Source> source;
    Publisher publisher;
    Supervisor supervisor;
};

SourceSet::SourceSet(SourceContext context) : context_(context), tasks_(context.executor) {}

SourceSet::~SourceSet() = default;

bool SourceSet::add(const TargetPlan& plan) {
    const auto same = [&](const auto& watched) { return watched->plan.target == plan.target; };
    if (std::ranges::any_of(watched_, same)) return false;
    watched_.push_back(std::make_unique<Watched>(plan, context_));
    Watched& watched = *watched_.back();
    log::info(log_name(plan.target), "watching {}", plan.address);
    tasks_.spawn(log_name(plan.target),
                 watched.supervisor.run([&watched] { return watched.run_source(); }));
    return true;
}

std::vector<TargetStatus> SourceSet::status(Now now) const {
    std::vector<TargetStatus> all;
    all.reserve(watched_.size());
    for (const auto& watched : watched_)
        all.push_back(watched->source->status(now));
    return all;
}

std::vector<TargetStatus> SourceSet::changed_status(Now now, StatusVersions& told) const {
    told.resize(watched_.size());
    std::vector<TargetStatus> changed;
    for (std::size_t i = 0; i < watched_.size(); ++i) {
        const Source& source = *watched_[i]->source;
        const auto version = source.status_version();
        if (version && version == told[i]) continue;
        told[i] = version;
        changed.push_back(source.status(now));
    }
    return changed;
}

Task<void> SourceSet::publish_supervision(Duration interval) {
    const auto& measurement = source_measurement();
    for (;;) {
        for (const auto& watched : watched_) {
            const auto& supervision = watched->supervisor.snapshot();
            Point point(measurement, context_.clock.now().wall, interval);
            point.set(measurement.running, supervision.state == SupervisorState::running);
            point.set(measurement.restarts, supervision.restarts);
            watched->publisher.publish(point);
        }
        co_await context_.clock.sleep_for(interval);
    }
}

Task<void> SourceSet::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

}  // namespace nodewatch::app
