#include "networks/host/conditions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace nodewatch::host {
namespace {

constexpr Duration at_once{0}, a_minute{60'000};

/// In the order of Condition.
constexpr std::array<ConditionTrait, condition_count> traits = {{
    {"host_unreadable", at_once, true},
    {"host_hidden", at_once, false},
    {"filesystem_full", at_once, true, a_minute},
    {"filesystem_almost_full", a_minute, false, a_minute},
    {"inodes_almost_gone", a_minute, false, a_minute},
    {"filesystem_silent", at_once, false},
    {"memory_almost_gone", Duration{30'000}, true, a_minute},
    {"out_of_memory_kill", at_once, false},
    // The kernel's averages are of 5 minutes already.
    {"pressure", a_minute, false, a_minute},
    {"disk_saturated", a_minute, false, a_minute},
    {"network_errors", at_once, false, a_minute},
    {"temperature_critical", Duration{10'000}, true, a_minute},
    // A start or a new server takes some minutes.
    {"clock_not_synchronised", Duration{600'000}, false},
}};

/// A condition that holds is left when its bound is passed by this much.
constexpr double slack_when_held = 1.2;

std::string gigabytes(double bytes) {
    return fmt::format("{:.1f} GB", bytes / 1e9);
}

constexpr double small_part = 100;  // percent

bool is_silent(const MountAnswer& answer) {
    return !answer &&
           (answer.error() == MountError::failed || answer.error() == MountError::hanging);
}

}  // namespace

bool hides_the_root(const std::vector<FilesystemFact>& filesystems) {
    const auto hidden = [](const FilesystemFact& each) {
        return !each.answer && (each.answer.error() == MountError::missing ||
                                each.answer.error() == MountError::unseen);
    };
    const auto root = std::ranges::find(filesystems, "/", &FilesystemFact::mount_point);
    if (root != filesystems.end() && hidden(*root)) return true;
    return !filesystems.empty() && std::ranges::all_of(filesystems, hidden);
}

std::string_view to_string(Condition condition) {
    return traits[static_cast<std::size_t>(condition)].code;
}

Conditions::Conditions(Thresholds thresholds) : ConditionSet(traits), thresholds_(thresholds) {}

void Conditions::update(ConditionInputs inputs, Now now) {
    inputs_ = std::move(inputs);
    note_room();
    const auto any_signs = [&](Condition condition) -> std::optional<bool> {
        auto found = signs(condition, now);
        if (!found) return std::nullopt;
        if (found->empty()) return false;
        last_signs_[static_cast<std::size_t>(condition)] = std::move(*found);
        return true;
    };
    judge_all(any_signs, now);
}

std::optional<Conditions::Signs> Conditions::signs(Condition condition, Now now) const {
    const bool held = active(condition);
    const double slack = held ? slack_when_held : 1;
    const auto when = [](bool sign) { return sign ? Signs{""} : Signs{}; };
    switch (condition) {
        case Condition::host_unreadable:
            return unreadable_signs();
        case Condition::host_hidden:
            return hidden_signs();
        case Condition::filesystem_full:
        case Condition::filesystem_almost_full:
        case Condition::inodes_almost_gone:
            return room_signs(condition);
        case Condition::filesystem_silent:
            return silent_signs();
        case Condition::memory_almost_gone:
            return memory_signs(slack);
        case Condition::out_of_memory_kill:
            if (!inputs_.kills_known) return std::nullopt;
            return when(inputs_.last_kill && elapsed(*inputs_.last_kill, now.steady) < event_shown);
        case Condition::pressure:
            return pressure_signs(slack);
        case Condition::disk_saturated:
            return disk_signs(slack);
        case Condition::network_errors:
            return network_signs(slack);
        case Condition::temperature_critical:
            return temperature_signs(held);
        case Condition::clock_not_synchronised:
            if (!thresholds_.clock || !inputs_.facts.clock_synchronised) return std::nullopt;
            return when(!*inputs_.facts.clock_synchronised);
    }
    return std::nullopt;
}

Conditions::Signs Conditions::unreadable_signs() const {
    if (!inputs_.overdue.empty())
        return {
            fmt::format("The kernel does not answer ({} rounds): a driver or a task that is "
                        "stuck, or `procfs` or `sysfs` on a file system that hangs; see "
                        "`journalctl -k`.",
                        fmt::join(inputs_.overdue, ", "))};
    if (!inputs_.facts.memory_bytes)
        return {
            "The kernel's figures cannot be read: check `procfs`, and whether nodewatch may "
            "read it."};
    return {};
}

std::optional<Conditions::Signs> Conditions::hidden_signs() const {
    const auto& seen_in_sysfs = inputs_.facts.sysfs_readable;
    if (!seen_in_sysfs && !inputs_.filesystems) return std::nullopt;
    Signs signs;
    if (!seen_in_sysfs.value_or(true)) signs.emplace_back("Nothing can be read below `sysfs`");
    if (inputs_.filesystems && hides_the_root(*inputs_.filesystems))
        signs.emplace_back("The host's file systems are not below `rootfs`");
    return signs;
}

std::optional<Conditions::Signs> Conditions::silent_signs() const {
    if (!inputs_.filesystems) return std::nullopt;
    Signs signs;
    for (const FilesystemFact& filesystem : *inputs_.filesystems)
        if (is_silent(filesystem.answer)) signs.push_back(filesystem.mount_point);
    return signs;
}

std::optional<Conditions::Signs> Conditions::room_signs(Condition condition) const {
    if (!inputs_.filesystems) return std::nullopt;
    Signs signs;
    for (const auto& [mount_point, sign] : last_room_.at(condition))
        signs.push_back(sign);
    const bool known = std::ranges::any_of(
        *inputs_.filesystems, [](const FilesystemFact& each) { return each.answer.has_value(); });
    return known || !signs.empty() ? std::optional(signs) : std::nullopt;
}

std::optional<std::string> Conditions::room_sign(Condition condition,
                                                 const FilesystemFact& filesystem,
                                                 double slack) const {
    // Part of a large disk is room enough.
    constexpr double much = 50e9, little = 2e9, full_percent = 2;
    const MountFigures& figures = *filesystem.answer;
    if (filesystem.read_only || figures.size_bytes <= 0) return std::nullopt;
    if (condition == Condition::inodes_almost_gone) {
        const double few = slack * thresholds_.inodes_free / small_part * figures.files;
        if (figures.files <= 0 || figures.files_free >= few) return std::nullopt;
        return fmt::format("{} more files can be made on {}", figures.files_free,
                           filesystem.mount_point);
    }
    const double full_below = std::min(full_percent / small_part * figures.size_bytes, little);
    const double almost_below =
        std::min(thresholds_.filesystem_free / small_part * figures.size_bytes, much);
    const bool sign =
        condition == Condition::filesystem_full
            ? figures.avail_bytes < slack * full_below
            : figures.avail_bytes < slack * almost_below && figures.avail_bytes >= full_below;
    if (!sign) return std::nullopt;
    return fmt::format("{} of {} are left on {}", gigabytes(figures.avail_bytes),
                       gigabytes(figures.size_bytes), filesystem.mount_point);
}

/// What is known to be full stays so while it does not answer; what never answered is unknown.
void Conditions::note_room() {
    if (!inputs_.filesystems) return;
    for (const Condition condition : {Condition::filesystem_full, Condition::filesystem_almost_full,
                                      Condition::inodes_almost_gone}) {
        Room& last = last_room_[condition];
        Room next;
        const double slack = active(condition) ? slack_when_held : 1;
        for (const FilesystemFact& filesystem : *inputs_.filesystems) {
            if (filesystem.answer) {
                if (auto sign = room_sign(condition, filesystem, slack))
                    next[filesystem.mount_point] = std::move(*sign);
            } else if (const auto room = last.find(filesystem.mount_point); room != last.end()) {
                next.insert(*room);
            }
        }
        last = std::move(next);
    }
}

std::optional<Conditions::Signs> Conditions::memory_signs(double slack) const {
    const Facts& facts = inputs_.facts;
    const double bound = slack * thresholds_.memory_available / small_part;
    bool known = false;
    Signs signs;
    const auto judge = [&](std::optional<double> total, std::optional<double> left,
                           std::string_view whose) {
        if (!total || !left || *total <= 0) return;
        known = true;
        if (*left < bound * *total)
            signs.push_back(fmt::format("{} of {} are left {}", gigabytes(std::max(0.0, *left)),
                                        gigabytes(*total), whose));
    };
    judge(facts.memory_bytes, facts.memory_available_bytes, "on the host");
    const auto& limit = facts.cgroup.memory_bytes;
    const auto& used = facts.cgroup.memory_needed_bytes;
    if (limit && used) judge(limit, *limit - *used, "to the container or service of nodewatch");
    return known ? std::optional(signs) : std::nullopt;
}

std::optional<Conditions::Signs> Conditions::pressure_signs(double slack) const {
    const Facts& facts = inputs_.facts;
    bool known = false;
    Signs signs;
    const auto judge = [&](std::optional<double> percent, double bound, std::string_view what) {
        if (!percent) return;
        known = true;
        if (*percent > bound / slack) signs.push_back(fmt::format("{:.0f} % {}", *percent, what));
    };
    if (facts.cpu_pressure)
        judge(facts.cpu_pressure->some_percent_5m, thresholds_.cpu_pressure,
              "with tasks waiting for a processor");
    if (facts.memory_pressure)
        judge(facts.memory_pressure->full_percent_5m, thresholds_.memory_pressure,
              "standing still for want of memory");
    if (facts.io_pressure)
        judge(facts.io_pressure->full_percent_5m, thresholds_.io_pressure,
              "standing still for disks");
    return known ? std::optional(signs) : std::nullopt;
}

std::optional<Conditions::Signs> Conditions::disk_signs(double slack) const {
    // A disk that works on many requests at a time is busy long before it is at its end.
    constexpr double many_requests = 4;
    if (!inputs_.disks) return std::nullopt;
    Signs signs;
    for (const auto& [device, use] : *inputs_.disks)
        if (use.busy_ratio * small_part > thresholds_.disk_busy / slack &&
            use.mean_requests > many_requests / slack)
            signs.push_back(
                fmt::format("{} was busy {:.0f} % of the last {:.0f} minutes, with {:.1f} "
                            "requests waiting on average",
                            device, use.busy_ratio * small_part, use.minutes, use.mean_requests));
    return signs;
}

std::optional<Conditions::Signs> Conditions::network_signs(double slack) const {
    constexpr double more_than_a_few = 10;
    if (!inputs_.network) return std::nullopt;
    Signs signs;
    for (const auto& [device, use] : *inputs_.network) {
        const double bound = thresholds_.network_errors / small_part / slack;
        if (use.errors >= more_than_a_few / slack && use.errors > bound * use.packets)
            signs.push_back(
                fmt::format("{} had {} errors with {} packets in the last {:.0f} minutes", device,
                            use.errors, use.packets, use.minutes));
    }
    return signs;
}

std::optional<Conditions::Signs> Conditions::temperature_signs(bool held) const {
    constexpr double degrees_of_relief = 3;
    // Sensors without a bound tell one that means nothing.
    constexpr double lowest = 1, highest = 200;
    bool known = false;
    Signs signs;
    for (const auto& [sensor, celsius, critical] : inputs_.facts.temperatures) {
        if (!critical || *critical < lowest || *critical > highest) continue;
        known = true;
        if (celsius >= *critical - (held ? degrees_of_relief : 0))
            signs.push_back(fmt::format("{} is at {:.0f} °C, {:.0f} °C is its bound", sensor,
                                        celsius, *critical));
    }
    return known ? std::optional(signs) : std::nullopt;
}

std::vector<StatusReason> Conditions::reasons() const {
    return reasons_by([this](Condition condition) { return describe(condition); });
}

std::string Conditions::describe(Condition condition) const {
    const auto found =
        fmt::format("{}", fmt::join(last_signs_[static_cast<std::size_t>(condition)], "; "));
    switch (condition) {
        case Condition::host_unreadable:
            return found;
        case Condition::host_hidden:
            return fmt::format("{}: check where they are, and whether nodewatch may look.", found);
        case Condition::filesystem_full:
            return fmt::format("{}. What writes there stops when nothing is left: make room now.",
                               found);
        case Condition::filesystem_almost_full:
            return fmt::format("{}. Make room.", found);
        case Condition::inodes_almost_gone:
            return fmt::format("Only {}: delete some, or make a file system for more.", found);
        case Condition::filesystem_silent:
            return fmt::format(
                "No figures come from {}: a server that is away, or a damaged disk. What uses it "
                "may "
                "hang.",
                found);
        case Condition::memory_almost_gone:
            return fmt::format("{}. The kernel soon kills a process to get some.", found);
        case Condition::out_of_memory_kill:
            return "The kernel killed a process for want of memory in the last hour: `journalctl "
                   "-k` says which one.";
        case Condition::pressure:
            return fmt::format("Of the last 5 minutes {}.", found);
        case Condition::disk_saturated:
            return fmt::format("{}.", found);
        case Condition::network_errors:
            return fmt::format("{}. Look at the cable, the port and the driver.", found);
        case Condition::temperature_critical:
            return fmt::format("{}. Check the cooling.", found);
        case Condition::clock_not_synchronised:
            return "Nobody keeps the host's clock (adjtimex): start chrony, systemd-timesyncd or "
                   "another time service; where that is meant, set conditions.clock: false.";
    }
    return {};
}

}  // namespace nodewatch::host
