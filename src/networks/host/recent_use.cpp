#include "networks/host/recent_use.hpp"

namespace nodewatch::host {
namespace {

constexpr double seconds_per_minute = 60;

}  // namespace

void RecentUse::add(const Facts& facts, SteadyTime now) {
    // The newest is replaced until it is far enough from the one before.
    const std::size_t count = samples_.size();
    if (count >= 2 && elapsed(samples_[count - 2].at, now) < between_samples) samples_.pop_back();
    samples_.push_back({now, facts.network, facts.disks});
    while (samples_.size() >= 2 && elapsed(samples_[1].at, now) >= window)
        samples_.pop_front();
}

bool RecentUse::is_whole() const {
    return samples_.size() >= 2 && elapsed(samples_.front().at, samples_.back().at) >= window;
}

std::optional<std::map<std::string, RecentUse::Disk>> RecentUse::disks() const {
    if (!is_whole()) return std::nullopt;
    const Sample &first = samples_.front(), &last = samples_.back();
    const double seconds = to_seconds(elapsed(first.at, last.at));
    std::map<std::string, Disk> all;
    for (const auto& [device, use] : last.disks) {
        const auto before = first.disks.find(device);
        if (before == first.disks.end() || use.busy_seconds < before->second.busy_seconds) continue;
        all[device] = {(use.busy_seconds - before->second.busy_seconds) / seconds,
                       (use.request_seconds - before->second.request_seconds) / seconds,
                       seconds / seconds_per_minute};
    }
    return all;
}

std::optional<std::map<std::string, RecentUse::Network>> RecentUse::network() const {
    if (!is_whole()) return std::nullopt;
    const Sample &first = samples_.front(), &last = samples_.back();
    const double minutes = to_seconds(elapsed(first.at, last.at)) / seconds_per_minute;
    std::map<std::string, Network> all;
    for (const auto& [device, now] : last.network) {
        const auto before = first.network.find(device);
        if (before == first.network.end() || now.errors < before->second.errors ||
            now.packets < before->second.packets)
            continue;
        all[device] = {now.errors - before->second.errors, now.packets - before->second.packets,
                       minutes};
    }
    return all;
}

}  // namespace nodewatch::host
