#pragma once

#include <memory>
#include <string>

#include "networks/host/options.hpp"
#include "networks/host/patient_thread.hpp"
#include "networks/host/watcher.hpp"
#include "networks/network.hpp"

namespace nodewatch::host {

/// What a host is asked by.
struct Collectors {
    std::span<const Collector> fast = fast_collectors(), slow = slow_collectors();
};

/// Watches the host that nodewatch runs on. What blocks runs on threads of this source: a kernel
/// that does not answer stops no other target.
class HostSource final : public Source {
public:
    HostSource(HostOptions options, SourceContext context, Collectors collectors = {});

    const Target& target() const override { return target_; }
    Task<void> run() override;
    TargetStatus status(Now now) const override;

private:
    using Take = void (Watcher::*)(Round, Now);
    /// One of the two kinds of rounds over the collectors.
    struct Rounds {
        RoundKind kind;
        std::span<const Collector> collectors;
        Duration interval;
        Take take;
        PatientThread& thread;
        ActivityStatus& activity;
    };

    Task<void> start(TaskGroup& tasks);
    Task<void> rounds(Rounds rounds);
    Task<void> filesystem_rounds();
    Task<void> filesystem_round(std::vector<Mount> mounts);
    void end_round(RoundKind kind, Now began, ActivityStatus& activity);
    void fail_round(RoundKind kind, ActivityStatus& activity, Error why);
    std::optional<Error> what_is_missing(RoundKind kind, const Facts& facts) const;
    void note_state(Now now);

    HostOptions options_;
    SourceContext context_;
    Target target_;
    std::string component_;
    Publisher publisher_;
    std::shared_ptr<const View> view_;
    Watcher watcher_;
    Collectors collectors_;
    PatientThread fast_thread_, slow_thread_, mounts_thread_;
    MountReader mounts_;
    ActivityStatus fast_, slow_, filesystems_;
    TargetState state_ = TargetState::starting;
    WallTime state_since_;
};

}  // namespace nodewatch::host
