// Which values of the kernel's lists are told, and under which names.

#include <array>

#include "networks/host/measurements_kernel.hpp"

namespace nodewatch::host {
namespace {

constexpr NamedValue bytes(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::gauge, "bytes"};
}

constexpr NamedValue pages(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::gauge, "1"};
}

constexpr NamedValue total(std::string_view name, std::string_view metric) {
    return {name, metric, FieldKind::counter, "1"};
}

constexpr std::array memory_values = {
    bytes("MemTotal", "node_memory_MemTotal_bytes"),
    bytes("MemFree", "node_memory_MemFree_bytes"),
    bytes("MemAvailable", "node_memory_MemAvailable_bytes"),
    bytes("Buffers", "node_memory_Buffers_bytes"),
    bytes("Cached", "node_memory_Cached_bytes"),
    bytes("SwapCached", "node_memory_SwapCached_bytes"),
    bytes("Active", "node_memory_Active_bytes"),
    bytes("Inactive", "node_memory_Inactive_bytes"),
    bytes("Active_anon", "node_memory_Active_anon_bytes"),
    bytes("Inactive_anon", "node_memory_Inactive_anon_bytes"),
    bytes("Active_file", "node_memory_Active_file_bytes"),
    bytes("Inactive_file", "node_memory_Inactive_file_bytes"),
    bytes("Unevictable", "node_memory_Unevictable_bytes"),
    bytes("Mlocked", "node_memory_Mlocked_bytes"),
    bytes("SwapTotal", "node_memory_SwapTotal_bytes"),
    bytes("SwapFree", "node_memory_SwapFree_bytes"),
    bytes("Zswap", "node_memory_Zswap_bytes"),
    bytes("Zswapped", "node_memory_Zswapped_bytes"),
    bytes("Dirty", "node_memory_Dirty_bytes"),
    bytes("Writeback", "node_memory_Writeback_bytes"),
    bytes("AnonPages", "node_memory_AnonPages_bytes"),
    bytes("Mapped", "node_memory_Mapped_bytes"),
    bytes("Shmem", "node_memory_Shmem_bytes"),
    bytes("KReclaimable", "node_memory_KReclaimable_bytes"),
    bytes("Slab", "node_memory_Slab_bytes"),
    bytes("SReclaimable", "node_memory_SReclaimable_bytes"),
    bytes("SUnreclaim", "node_memory_SUnreclaim_bytes"),
    bytes("KernelStack", "node_memory_KernelStack_bytes"),
    bytes("ShadowCallStack", "node_memory_ShadowCallStack_bytes"),
    bytes("PageTables", "node_memory_PageTables_bytes"),
    bytes("SecPageTables", "node_memory_SecPageTables_bytes"),
    bytes("NFS_Unstable", "node_memory_NFS_Unstable_bytes"),
    bytes("Bounce", "node_memory_Bounce_bytes"),
    bytes("WritebackTmp", "node_memory_WritebackTmp_bytes"),
    bytes("CommitLimit", "node_memory_CommitLimit_bytes"),
    bytes("Committed_AS", "node_memory_Committed_AS_bytes"),
    bytes("VmallocTotal", "node_memory_VmallocTotal_bytes"),
    bytes("VmallocUsed", "node_memory_VmallocUsed_bytes"),
    bytes("VmallocChunk", "node_memory_VmallocChunk_bytes"),
    bytes("Percpu", "node_memory_Percpu_bytes"),
    bytes("EarlyMemtestBad", "node_memory_EarlyMemtestBad_bytes"),
    bytes("HardwareCorrupted", "node_memory_HardwareCorrupted_bytes"),
    bytes("AnonHugePages", "node_memory_AnonHugePages_bytes"),
    bytes("ShmemHugePages", "node_memory_ShmemHugePages_bytes"),
    bytes("ShmemPmdMapped", "node_memory_ShmemPmdMapped_bytes"),
    bytes("FileHugePages", "node_memory_FileHugePages_bytes"),
    bytes("FilePmdMapped", "node_memory_FilePmdMapped_bytes"),
    bytes("CmaTotal", "node_memory_CmaTotal_bytes"),
    bytes("CmaFree", "node_memory_CmaFree_bytes"),
    bytes("Unaccepted", "node_memory_Unaccepted_bytes"),
    bytes("Balloon", "node_memory_Balloon_bytes"),
    bytes("GPUActive", "node_memory_GPUActive_bytes"),
    bytes("GPUReclaim", "node_memory_GPUReclaim_bytes"),
    pages("HugePages_Total", "node_memory_HugePages_Total"),
    pages("HugePages_Free", "node_memory_HugePages_Free"),
    pages("HugePages_Rsvd", "node_memory_HugePages_Rsvd"),
    pages("HugePages_Surp", "node_memory_HugePages_Surp"),
    bytes("Hugepagesize", "node_memory_Hugepagesize_bytes"),
    bytes("Hugetlb", "node_memory_Hugetlb_bytes"),
    bytes("DirectMap4k", "node_memory_DirectMap4k_bytes"),
    bytes("DirectMap2M", "node_memory_DirectMap2M_bytes"),
    bytes("DirectMap4M", "node_memory_DirectMap4M_bytes"),
    bytes("DirectMap1G", "node_memory_DirectMap1G_bytes"),
};

// What the node exporter tells of it by default.
constexpr std::array vmstat_values = {
    total("pgpgin", "node_vmstat_pgpgin"),     total("pgpgout", "node_vmstat_pgpgout"),
    total("pswpin", "node_vmstat_pswpin"),     total("pswpout", "node_vmstat_pswpout"),
    total("pgfault", "node_vmstat_pgfault"),   total("pgmajfault", "node_vmstat_pgmajfault"),
    total("oom_kill", "node_vmstat_oom_kill"),
};

}  // namespace

const CpuMeasurement cpu_measurement;
const LoadMeasurement load_measurement;
const KernelMeasurement kernel_measurement;
const PressureMeasurement pressure_measurement;
const NamedMeasurement memory_measurement("host_memory", "Memory of the host", {}, "/proc/meminfo",
                                          memory_values);
const NamedMeasurement vmstat_measurement("host_vmstat", "Virtual memory of the host", {},
                                          "/proc/vmstat", vmstat_values);

}  // namespace nodewatch::host
