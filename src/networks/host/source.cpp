#include "networks/host/source.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "networks/host/measurements_state.hpp"

namespace nodewatch::host {
namespace {

const Error no_answer{ErrorKind::timeout, "the kernel does not answer"};

}  // namespace

HostSource::HostSource(HostOptions options, SourceContext context, Collectors collectors)
    : options_(std::move(options)),
      context_(context),
      target_{"host", options_.name},
      component_("host/" + options_.name),
      publisher_(context.hub, target_),
      view_(std::make_shared<const View>(options_)),
      watcher_(publisher_, options_.thresholds, options_.fast, options_.slow),
      collectors_(collectors),
      fast_thread_(context.clock),
      slow_thread_(context.clock),
      mounts_thread_(context.clock),
      mounts_(context.clock),
      state_since_(context.clock.now().wall) {
    fast_.name = "poll fast";
    fast_.interval = options_.fast;
    slow_.name = "poll slow";
    slow_.interval = options_.slow;
    filesystems_.name = "poll file systems";
    filesystems_.interval = options_.slow;
}

Task<void> HostSource::run() {
    co_await with_task_group([this](TaskGroup& tasks) { return start(tasks); });
}

Task<void> HostSource::start(TaskGroup& tasks) {
    tasks.spawn("fast rounds", rounds({RoundKind::fast, collectors_.fast, options_.fast,
                                       &Watcher::on_fast, fast_thread_, fast_}));
    tasks.spawn("slow rounds", rounds({RoundKind::slow, collectors_.slow, options_.slow,
                                       &Watcher::on_slow, slow_thread_, slow_}));
    tasks.spawn("file systems", filesystem_rounds());
    co_return;
}

Task<void> HostSource::rounds(Rounds rounds) {
    SteadyTime due = context_.clock.now().steady;
    for (;;) {
        const Now began = context_.clock.now();
        auto read = [view = view_, collectors = rounds.collectors,
                     stamp = Stamp{began.wall, rounds.interval}] {
            return collect(collectors, Look{*view, stamp});
        };
        std::optional<Round> round = co_await rounds.thread.run(std::move(read));
        const Now now = context_.clock.now();
        if (round) {
            const auto missing = what_is_missing(rounds.kind, round->facts);
            (watcher_.*rounds.take)(std::move(*round), now);
            if (missing)
                fail_round(rounds.kind, rounds.activity, *missing);
            else
                end_round(rounds.kind, began, rounds.activity);
        } else {
            watcher_.on_overdue(rounds.kind, now);
            fail_round(rounds.kind, rounds.activity, no_answer);
        }
        due = std::max(due + rounds.interval, now.steady);
        co_await context_.clock.sleep_until(due);
    }
}

Task<void> HostSource::filesystem_rounds() {
    for (;;) {
        const Now began = context_.clock.now();
        auto list = [view = view_] { return read_mounts(*view); };
        auto listed = co_await mounts_thread_.run(std::move(list));
        if (!listed) {
            watcher_.on_overdue(RoundKind::filesystems, context_.clock.now());
            fail_round(RoundKind::filesystems, filesystems_, no_answer);
        } else if (!*listed) {
            fail_round(RoundKind::filesystems, filesystems_, listed->error());
        } else {
            co_await filesystem_round(std::move(**listed));
            end_round(RoundKind::filesystems, began, filesystems_);
        }
        const Now now = context_.clock.now();
        co_await context_.clock.sleep_until(std::max(began.steady + options_.slow, now.steady));
    }
}

Task<void> HostSource::filesystem_round(std::vector<Mount> mounts) {
    std::vector<std::string> paths;
    for (const Mount& mount : mounts)
        paths.push_back(path_of(*view_, mount));
    const auto answers = co_await mounts_.read(std::move(paths));
    const Now now = context_.clock.now();
    watcher_.on_filesystems(
        read_filesystems(mounts, answers, view_->selection, {now.wall, options_.slow}), now);
    Point hanging(mounts_measurement, now.wall, options_.slow);
    hanging.set(mounts_measurement.hanging, mounts_.hanging());
    hanging.set(mounts_measurement.timeouts, mounts_.timeouts());
    hanging.set(mounts_measurement.not_asked, mounts_.not_asked());
    publisher_.publish(hanging);
}

/// A round that read nothing is none.
std::optional<Error> HostSource::what_is_missing(RoundKind kind, const Facts& facts) const {
    if (kind == RoundKind::fast && !facts.memory_bytes)
        return Error{ErrorKind::file,
                     fmt::format("{}/meminfo cannot be read", options_.files.procfs)};
    if (kind == RoundKind::slow && !facts.sysfs_readable.value_or(true))
        return Error{ErrorKind::file,
                     fmt::format("nothing of {} can be read", options_.files.sysfs)};
    return std::nullopt;
}

void HostSource::end_round(RoundKind kind, Now began, ActivityStatus& activity) {
    const Now now = context_.clock.now();
    ++activity.successes;
    activity.last_success = now.wall;
    activity.last_success_steady = now.steady;
    Point cost(round_measurement, now.wall, *activity.interval, {std::string(to_string(kind))});
    cost.set(round_measurement.duration, to_seconds(elapsed(began.steady, now.steady)));
    publisher_.publish(cost);
    note_state(now);
}

void HostSource::fail_round(RoundKind kind, ActivityStatus& activity, Error why) {
    const Now now = context_.clock.now();
    log::debug(component_, "{} round: {}", to_string(kind), why.message);
    ++activity.failures;
    activity.last_error = std::move(why);
    activity.last_error_time = now.wall;
    note_state(now);
}

void HostSource::note_state(Now now) {
    const TargetState state = watcher_.state();
    if (state == state_) return;
    log::info(component_, "target is {}", to_string(state));
    state_ = state;
    state_since_ = now.wall;
}

TargetStatus HostSource::status(Now) const {
    TargetStatus status;
    status.target = target_;
    status.address = options_.files.procfs;
    status.state = state_;
    status.state_since = state_since_;
    status.reasons = watcher_.reasons();
    status.activities = {fast_, slow_, filesystems_};
    status.demo = context_.demo;
    return status;
}

}  // namespace nodewatch::host
