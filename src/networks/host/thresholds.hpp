#pragma once

namespace nodewatch::host {

/// Where a host begins to be strained. Percent.
struct Thresholds {
    double filesystem_free = 10;  ///< and less than 50 GB
    double inodes_free = 5;
    double memory_available = 5;
    // Of the last 5 minutes: time lost by waiting
    double cpu_pressure = 80;     ///< in which a task waited
    double memory_pressure = 10;  ///< in which none could go on
    double io_pressure = 50;      ///< the same
    double disk_busy = 95;
    double network_errors = 0.1;  ///< of the packets
    bool clock = true;            ///< whether a clock that nobody keeps is worth telling
};

}  // namespace nodewatch::host
