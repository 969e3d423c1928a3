#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "networks/network.hpp"

namespace nodewatch::app {

/// What was told of the statuses of a SourceSet: a version for each target that has versions.
using StatusVersions = std::vector<std::optional<std::uint64_t>>;

/// The sources of all targets, each in a task of its own under a supervisor. Loop thread only.
class SourceSet {
public:
    explicit SourceSet(SourceContext context);
    ~SourceSet();

    /// Starts to watch; false when that target is watched already.
    bool add(const TargetPlan& plan);
    std::size_t size() const { return watched_.size(); }
    std::vector<TargetStatus> status(Now now) const;
    /// Of the targets that may have changed since the call before with these versions, which begin
    /// empty.
    std::vector<TargetStatus> changed_status(Now now, StatusVersions& told) const;

    /// Publishes the state of the supervisors at every interval, until cancelled.
    Task<void> publish_supervision(Duration interval);

    /// Cancels all sources and waits until each has put away what it must keep.
    Task<void> stop();

private:
    struct Watched;
    SourceContext context_;
    std::vector<std::unique_ptr<Watched>> watched_;
    TaskGroup tasks_;
};

}  // namespace nodewatch::app
