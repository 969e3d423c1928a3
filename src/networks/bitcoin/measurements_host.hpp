#pragma once

#include "telemetry/schema.hpp"

/// The node's process and disks, when it runs on this host. `process` and `filesystem` keep the
/// names of the seed (bitcoin-node-monitoring).
namespace nodewatch::bitcoin {

struct ProcessMeasurement : Measurement {
    ProcessMeasurement() : Measurement("process", "Process of the node on this host", {"name"}) {}

    Field cpu_percent = gauge("cpu_percent", "bitcoin_process_cpu_percent", "percent",
                              "CPU time of the node's process, percent of one core");
    Field memory_rss_mb = gauge("memory_rss_mb", "bitcoin_process_memory_rss_mb", "mebibytes",
                                "Resident memory of the node's process");
    Field open_files = gauge("open_files", "bitcoin_process_open_files", "1",
                             "Open file descriptors; absent without the rights to see them");
    Field open_files_limit = gauge("open_files_limit", "bitcoin_process_max_open_files", "1",
                                   "File descriptors that it may open");
    Field threads = gauge("threads", "bitcoin_process_threads", "1", "Its threads");
    Field cpu_seconds = counter("cpu_seconds", "bitcoin_process_cpu_seconds_total", "seconds",
                                "CPU time since it started");
    Field read_bytes =
        counter("read_bytes", "bitcoin_process_read_bytes_total", "bytes",
                "Bytes read from storage since it started; absent without the rights to see them");
    Field written_bytes = counter("written_bytes", "bitcoin_process_written_bytes_total", "bytes",
                                  "Bytes written to storage since it started; the same");
    Field started =
        age("started", "bitcoin_process_uptime_seconds", "Time since the process started");
    Field restarts = counter("restarts", "bitcoin_process_restarts_total", "1",
                             "Times another process was found in its place, since nodewatch "
                             "started");
};

struct FilesystemMeasurement : Measurement {
    FilesystemMeasurement()
        : Measurement("filesystem",
                      "File systems that hold the node's data; `path` is its first folder there",
                      {"path"}) {}

    Field free_percent = gauge("free_percent", "bitcoin_filesystem_free_percent", "percent",
                               "Free part of the file system");
    Field chainstate_gb = gauge("chainstate_gb", "bitcoin_filesystem_chainstate_gb", "gibibytes",
                                "Size of the chain state, with the file system of the data folder");
    Field size = gauge("size", "bitcoin_filesystem_size_bytes", "bytes", "Size of the file system");
    Field free = gauge("free", "bitcoin_filesystem_free_bytes", "bytes",
                       "What of it is free for who is not root");
};

struct DatadirMeasurement : Measurement {
    DatadirMeasurement()
        : Measurement(
              "datadir",
              "Folders of the node's data: blocks, chainstate, chainstate_snapshot, indexes",
              {"folder"}) {}

    Field size = gauge("size", "bitcoin_datadir_size_bytes", "bytes",
                       "Size of the files in the folder and below it");
    Field files = gauge("files", "bitcoin_datadir_files", "1", "Their number");
};

extern const ProcessMeasurement process_measurement;
extern const FilesystemMeasurement filesystem_measurement;
extern const DatadirMeasurement datadir_measurement;

}  // namespace nodewatch::bitcoin
