#include "validator_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace nodewatch::bench {
namespace {

constexpr std::array<std::int64_t, ValidatorData::groups> periods{1'000, 0, 5'000, 15'000, 60'000};
constexpr std::size_t ledger_group = 1;

double rounded(double value, double parts) {
    return std::round(value * parts) / parts;
}

}  // namespace

const std::vector<std::string>& ValidatorData::metrics(std::size_t group) {
    static const std::array<std::vector<std::string>, groups> names{{
        {"xrpl_state_value", "xrpl_uptime_seconds", "xrpl_validations_received_total"},
        {"xrpl_ledger_sequence", "xrpl_ledger_transactions", "xrpl_transaction_rate",
         "xrpl_base_fee_xrp", "xrpl_reserve_base_xrp", "xrpl_reserve_inc_xrp",
         "xrpl_last_close_converge_time_seconds", "xrpl_last_close_proposers",
         "xrpl_ledger_close_interval_seconds"},
        {"xrpl_load_factor", "xrpl_peers", "xrpl_io_latency_ms", "xrpl_rpc_latency_seconds",
         "xrpl_jq_trans_overflow_total", "xrpl_peer_disconnects_total",
         "xrpl_state_accounting_full_seconds", "xrpl_validated_ledger_age_seconds",
         "xrpl_open_ledger_fee", "xrpl_queue_size", "xrpl_process_resident_bytes",
         "xrpl_process_cpu_seconds_total", "xrpl_validation_quorum", "xrpl_ledger_db_bytes"},
        {"node_cpu_user_seconds_total", "node_cpu_system_seconds_total",
         "node_cpu_iowait_seconds_total", "node_cpu_idle_seconds_total",
         "node_memory_available_bytes", "node_memory_total_bytes", "node_load1",
         "node_disk_read_bytes_total", "node_disk_written_bytes_total",
         "node_network_receive_bytes_total", "node_network_transmit_bytes_total",
         "node_filesystem_avail_bytes", "node_boot_time_seconds"},
        {"xrpl_peers_inbound", "xrpl_peers_outbound", "xrpl_peers_insane",
         "xrpl_peer_latency_p50_ms", "xrpl_peer_latency_p90_ms", "xrpl_amendments_enabled",
         "xrpl_amendments_vetoed", "xrpl_validator_list_expiry_seconds", "xrpl_network_ledger_gap",
         "xrpl_agreement_24h_ratio", "xrpl_missed_validations_total", "xrpl_crawl_nodes"},
    }};
    return names[group];
}

ValidatorData::ValidatorData(Timing timing, std::int64_t start, std::uint64_t seed)
    : timing_(timing), random_(seed), groups_(groups), now_(start), started_(start) {
    for (std::size_t i = 0; i < groups; ++i) {
        groups_[i].tick = start;
        groups_[i].values.resize(metrics(i).size(), 0.0);
        schedule(i);
    }
    groups_[ledger_group].values[0] = 99'000'000;
    groups_[2].values = {1, 21, 1, 0.0031, 0, 400, 86'400, 3, 10, 0, 6.1e9, 812.5, 28, 3.2e10};
    groups_[3].values = {51'234.5, 9'321.1, 812.6,  2'345'678.9, 9.1e9,  3.3e10,       0.4,
                         4.1e11,   9.7e12,  6.2e12, 7.7e12,      2.3e11, 1'763'000'000};
    groups_[4].values = {11, 10, 0, 71, 188, 81, 2, 2.1e6, 0, 1, 14, 812};
}

std::int64_t ValidatorData::delay() {
    if (timing_ == Timing::aligned) return 0;
    const double late = std::exponential_distribution<>(1.0 / 3.0)(random_);
    return std::min<std::int64_t>(static_cast<std::int64_t>(late), 900);
}

void ValidatorData::schedule(std::size_t group) {
    Group& g = groups_[group];
    if (group == ledger_group) {
        g.tick += static_cast<std::int64_t>(std::clamp(normal(3'880, 350), 2'000.0, 9'000.0));
        g.next = g.tick;
        return;
    }
    g.tick += periods[group];
    g.next = g.tick + delay();
}

void ValidatorData::update_second(std::vector<double>& v) {
    if (state_ == 7 ? uniform() < 1e-5 : uniform() < 0.05) state_ = state_ == 7 ? 4 : 7;
    if (uniform() < 1e-6) {  // a restart
        started_ = now_;
        v[2] = 0;
        groups_[2].values[4] = groups_[2].values[5] = groups_[2].values[6] = 0;
        groups_[2].values[11] = 0;
    }
    v[0] = state_;
    v[1] = static_cast<double>((now_ - started_) / 1000);
    if (now_ - ledger_time_ < 1'800) v[2] += poisson(18);
}

void ValidatorData::update_ledger(std::vector<double>& v) {
    ledger_interval_ = std::round(static_cast<double>(now_ - ledger_time_) / 1000.0);
    if (ledger_interval_ < 1 || ledger_interval_ > 10) ledger_interval_ = 4;
    ledger_time_ = now_;
    v[0] += 1;
    v[1] = std::max(0.0, std::round(normal(70, 12)));
    v[2] = v[1] / ledger_interval_;
    v[3] = 1e-5;
    v[4] = 1;
    v[5] = 0.2;
    v[6] = rounded(std::clamp(normal(3.0, 0.003), 2.0, 5.0), 1000);
    v[7] = uniform() < 0.03 ? 34 : 35;
    v[8] = ledger_interval_;
}

void ValidatorData::update_server(std::vector<double>& v) {
    v[0] = uniform() < 0.001 ? std::round(1 + uniform() * 20) : 1;
    if (uniform() < 0.02) v[1] = std::clamp(v[1] + (uniform() < 0.5 ? -1 : 1), 15.0, 25.0);
    v[2] = uniform() < 0.05 ? 2 : 1;
    v[3] = rounded(0.0012 + std::exp(normal(-7, 0.4)), 1e3);
    if (uniform() < 0.0005) v[4] += 1;
    if (uniform() < 0.01) v[5] += 1;
    v[6] = rounded(v[6] + 5 + normal(0, 0.0005), 1e6);
    v[7] = std::round(static_cast<double>(now_ - ledger_time_) / 1000.0);
    v[8] = 10;
    v[9] = uniform() < 0.1 ? poisson(4) : 0;
    if (uniform() < 0.3) v[10] += 4096 * std::round(normal(0, 60));
    v[11] = rounded(v[11] + std::abs(normal(1.2, 0.3)), 100);
    v[12] = 28;
    if (uniform() < 0.2) v[13] += 4096 * poisson(12);
}

void ValidatorData::update_host(std::vector<double>& v) {
    v[0] = rounded(v[0] + std::abs(normal(4.2, 0.8)), 100);
    v[1] = rounded(v[1] + std::abs(normal(1.1, 0.2)), 100);
    v[2] = rounded(v[2] + std::abs(normal(0.05, 0.05)), 100);
    v[3] = rounded(v[3] + std::abs(normal(110, 1.5)), 100);
    v[4] += 4096 * std::round(normal(0, 200));
    load_ = std::max(0.0, 0.96 * load_ + 0.04 * std::abs(normal(0.9, 0.9)));
    v[6] = rounded(load_, 100);
    if (uniform() < 0.1) v[7] += 4096 * poisson(40);
    v[8] += 4096 * poisson(900);
    v[9] += std::round(std::abs(normal(1.4e6, 2e4)));
    v[10] += std::round(std::abs(normal(1.6e6, 2e4)));
    v[11] -= 4096 * poisson(30);
}

void ValidatorData::update_slow(std::vector<double>& v) {
    if (uniform() < 0.05) v[0] = std::clamp(v[0] + (uniform() < 0.5 ? -1 : 1), 5.0, 15.0);
    v[3] = std::round(normal(71, 6));
    v[4] = std::round(normal(188, 25));
    v[7] -= 60;
    v[8] = uniform() < 0.05 ? 1 : 0;
    v[9] = rounded(std::clamp(v[9] + normal(0, 1e-5), 0.99, 1.0), 1e5);
    if (uniform() < 0.01) v[10] += 1;
    v[11] = std::round(normal(812, 4));
}

void ValidatorData::update(std::size_t group) {
    std::vector<double>& values = groups_[group].values;
    switch (group) {
        case 0:
            return update_second(values);
        case 1:
            return update_ledger(values);
        case 2:
            return update_server(values);
        case 3:
            return update_host(values);
        default:
            return update_slow(values);
    }
}

void ValidatorData::run(std::int64_t end, const std::function<void(const PollRow&)>& visit) {
    while (true) {
        const auto due = std::ranges::min_element(groups_, {}, &Group::next);
        if (due->next >= end) return;
        const auto group = static_cast<std::size_t>(due - groups_.begin());
        now_ = due->next;
        update(group);
        visit({group, now_, due->values});
        schedule(group);
    }
}

}  // namespace nodewatch::bench
