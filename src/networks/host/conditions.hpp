#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/condition_set.hpp"
#include "networks/host/facts.hpp"
#include "networks/host/recent_use.hpp"
#include "networks/host/thresholds.hpp"
#include "telemetry/status.hpp"

namespace nodewatch::host {

/// What can be wrong with a host. In the order of the status page.
enum class Condition : std::uint8_t {
    host_unreadable,         ///< the kernel's figures cannot be read
    host_hidden,             ///< not where `sysfs` or `rootfs` say
    filesystem_full,         ///< nearly nothing is left
    filesystem_almost_full,  ///< little is left
    inodes_almost_gone,      ///< few more files can be made
    filesystem_silent,       ///< it does not answer, or tells an error
    memory_almost_gone,      ///< by the bound of the control group where that is tighter
    out_of_memory_kill,      ///< the kernel killed a process for want of memory
    pressure,                ///< tasks lose much time by waiting for a resource
    disk_saturated,
    network_errors,
    temperature_critical,
    clock_not_synchronised
};
inline constexpr std::size_t condition_count =
    static_cast<std::size_t>(Condition::clock_not_synchronised) + 1;

/// Its stable code: "filesystem_full".
std::string_view to_string(Condition condition);

/// Whether nodewatch looks elsewhere than where the host's root is: "/", or everything, is not
/// there or may not be looked at.
bool hides_the_root(const std::vector<FilesystemFact>& filesystems);

/// What the conditions are judged by. Absent is unknown.
struct ConditionInputs {
    Facts facts;  ///< of the last fast round; temperatures of the last slow one
    std::vector<std::string> overdue;  ///< kinds of rounds in which the kernel does not answer
    std::optional<std::vector<FilesystemFact>> filesystems;
    std::optional<std::map<std::string, RecentUse::Disk>> disks;
    std::optional<std::map<std::string, RecentUse::Network>> network;
    std::optional<SteadyTime> last_kill;  ///< seen by us
    bool kills_known = false;
};

/// Judges every condition. Entered when its signs last for a time, left when they are clearly over:
/// a value at its bound does not make it come and go. Pure.
class Conditions : public ConditionSet<Condition, condition_count> {
public:
    /// An event that has no end is shown so long.
    static constexpr Duration event_shown{3'600'000};

    explicit Conditions(Thresholds thresholds);

    void update(ConditionInputs inputs, Now now);

    std::vector<StatusReason> reasons() const;

private:
    /// What gives the sign, in words for the operator; none: there is no sign.
    using Signs = std::vector<std::string>;
    std::optional<Signs> signs(Condition condition, Now now) const;
    Signs unreadable_signs() const;
    std::optional<Signs> hidden_signs() const;
    std::optional<Signs> silent_signs() const;
    std::optional<Signs> room_signs(Condition condition) const;
    void note_room();
    std::optional<std::string> room_sign(Condition condition, const FilesystemFact& filesystem,
                                         double slack) const;
    std::optional<Signs> memory_signs(double slack) const;
    std::optional<Signs> pressure_signs(double slack) const;
    std::optional<Signs> disk_signs(double slack) const;
    std::optional<Signs> network_signs(double slack) const;
    std::optional<Signs> temperature_signs(bool held) const;
    std::string describe(Condition condition) const;

    Thresholds thresholds_;
    ConditionInputs inputs_;
    std::array<Signs, condition_count> last_signs_;  ///< when there last were some
    /// What each file system's last answer said of its room, by mount point.
    using Room = std::map<std::string, std::string>;
    std::map<Condition, Room> last_room_;
};

}  // namespace nodewatch::host
