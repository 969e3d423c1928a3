#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "networks/host/facts.hpp"

namespace nodewatch::host {

/// How disks and network devices were used over the last minutes, by their counters. Pure.
class RecentUse {
public:
    static constexpr Duration window{300'000};
    static constexpr Duration between_samples{15'000};

    void add(const Facts& facts, SteadyTime now);

    struct Disk {
        double busy_ratio = 0;     ///< of the time a request was at work
        double mean_requests = 0;  ///< at work or waiting
        double minutes = 5;        ///< that were seen: more where rounds are rarer
    };
    struct Network {
        double errors = 0, packets = 0;
        double minutes = 5;
    };
    /// Absent before a whole window was seen; without devices that came or began anew meanwhile.
    std::optional<std::map<std::string, Disk>> disks() const;
    std::optional<std::map<std::string, Network>> network() const;

private:
    struct Sample {
        SteadyTime at;
        std::map<std::string, NetworkErrors> network;
        std::map<std::string, DiskUse> disks;
    };
    bool is_whole() const;

    std::deque<Sample> samples_;  ///< oldest first; the last one is the newest there is
};

}  // namespace nodewatch::host
