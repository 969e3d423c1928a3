#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "networks/host/collect.hpp"
#include "networks/host/conditions.hpp"
#include "networks/host/filesystems.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::host {

/// What is read together, of which each has a thread and an interval.
enum class RoundKind : std::uint8_t { fast, slow, filesystems };
std::string_view to_string(RoundKind kind);

/// What is known of the host. Takes rounds and the time, publishes points. No I/O and no clock of
/// its own.
class Watcher {
public:
    Watcher(Publisher publisher, Thresholds thresholds, Duration fast, Duration slow);

    /// Judges the conditions, too.
    void on_fast(Round round, Now now);
    void on_slow(Round round, Now now);
    void on_filesystems(FilesystemReading reading, Now now);
    /// The kernel did not answer in time. Until a round of this kind comes the host is unreadable.
    void on_overdue(RoundKind kind, Now now);

    TargetState state() const;
    std::vector<StatusReason> reasons() const { return conditions_.reasons(); }

private:
    void publish(const Round& round, Now now);
    void judge(Now now);
    void note_kills(const Facts& facts, Now now);
    void tell_groups_apart(Round& round);
    void count_from_change(Point& point, Field field, const std::string& group);
    ConditionInputs condition_inputs(Now now) const;
    void publish_state(Now now);

    Publisher publisher_;
    Duration fast_, slow_;
    Conditions conditions_;
    RecentUse recent_;
    bool started_ = false;
    std::set<RoundKind> overdue_;
    Facts last_facts_;  ///< of the last fast round; nothing when it is overdue
    std::vector<Temperature> temperatures_;
    SteadyTime temperatures_at_{};
    std::optional<std::vector<FilesystemFact>> filesystems_;
    SteadyTime filesystems_at_{};
    std::optional<double> kills_, group_kills_;  ///< that the kernel counted
    std::string kills_group_;                    ///< the group that had those
    struct GroupCount {
        std::string group;
        double from = 0;
    };
    std::map<std::uint16_t, GroupCount> group_counts_;  ///< by field
    std::optional<SteadyTime> last_kill_;
};

}  // namespace nodewatch::host
