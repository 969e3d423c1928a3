#pragma once

#include "telemetry/schema.hpp"

/// Indexers beside the node: Fulcrum and electrs. `fulcrum` with `tip_height` and `clients` are
/// names of the seed (bitcoin-node-monitoring).
namespace nodewatch::bitcoin {

struct FulcrumMeasurement : Measurement {
    FulcrumMeasurement() : Measurement("fulcrum", "Fulcrum beside the node, by its /stats") {}

    Field up = gauge("up", "bitcoin_fulcrum_up", "1", "1 while it answers");
    Field tip_height =
        gauge("tip_height", "bitcoin_fulcrum_tip_height", "1", "Height of its newest block");
    Field tip_lag =
        gauge("tip_lag", "bitcoin_fulcrum_tip_lag", "1", "Blocks that the node has and it has not");
    Field syncing = gauge("syncing", "bitcoin_fulcrum_syncing", "1", "1 while it takes in blocks");
    Field clients = gauge("clients", "bitcoin_fulcrum_clients", "1", "Clients connected to it");
    Field most_clients = gauge("most_clients", "bitcoin_fulcrum_most_clients", "1",
                               "Most clients at once since it started");
    Field connections = counter("connections", "bitcoin_fulcrum_connections_total", "1",
                                "Connections of clients since it started");
    Field subscriptions = gauge("subscriptions", "bitcoin_fulcrum_subscriptions", "1",
                                "Subscriptions of its clients");
    Field transactions_sent =
        counter("transactions_sent", "bitcoin_fulcrum_transactions_sent_total", "1",
                "Transactions that its clients sent since it started");
    Field resident =
        gauge("resident", "bitcoin_fulcrum_resident_memory_bytes", "bytes", "Its resident memory");
    Field virtual_memory =
        gauge("virtual", "bitcoin_fulcrum_virtual_memory_bytes", "bytes", "Its virtual memory");
    Field jobs = gauge("jobs", "bitcoin_fulcrum_jobs", "1", "Jobs in the queue of its thread pool");
    Field job_limit =
        gauge("job_limit", "bitcoin_fulcrum_job_limit", "1", "Jobs that the queue may hold");
    Field job_overflows = counter("job_overflows", "bitcoin_fulcrum_job_overflows_total", "1",
                                  "Jobs that found the queue full since it started");
    Field daemon_requests = gauge("daemon_requests", "bitcoin_fulcrum_node_requests", "1",
                                  "Its requests that the node has not answered yet");
    Field daemon_timeouts = counter("daemon_timeouts", "bitcoin_fulcrum_node_timeouts_total", "1",
                                    "Its requests that the node did not answer in time");
    Field unspent_outputs = gauge("unspent_outputs", "bitcoin_fulcrum_unspent_outputs", "1",
                                  "Unspent outputs in its index");
    Field unspent_outputs_size =
        gauge("unspent_outputs_size", "bitcoin_fulcrum_unspent_outputs_bytes", "bytes",
              "What they take in its database");
};

struct ElectrsMeasurement : Measurement {
    ElectrsMeasurement() : Measurement("electrs", "electrs beside the node, by its metrics") {}

    Field up = gauge("up", "bitcoin_electrs_up", "1", "1 while it answers");
    Field tip_height = gauge("tip_height", "bitcoin_electrs_tip_height", "1",
                             "Height of its newest block; absent from the newest versions");
    Field tip_lag =
        gauge("tip_lag", "bitcoin_electrs_tip_lag", "1", "Blocks that the node has and it has not");
};

struct ElectrsBandMeasurement : Measurement {
    ElectrsBandMeasurement()
        : Measurement("electrs_mempool",
                      "Mempool of electrs by fee rate; `band` is the lower edge, sat/vB, of powers "
                      "of two; the last one has all above",
                      {"band"}) {}

    Field vsize = gauge("vsize", "bitcoin_electrs_mempool_band_vsize_bytes", "bytes",
                        "Virtual size of the transactions in the band");
    Field transactions = gauge("transactions", "bitcoin_electrs_mempool_band_transactions", "1",
                               "Transactions in the band");
};

struct ElectrsMethodMeasurement : Measurement {
    ElectrsMethodMeasurement()
        : Measurement("electrs_rpc", "Requests of clients to electrs", {"method"}) {}

    Field requests =
        counter("requests", "bitcoin_electrs_rpc_requests_total", "1", "Requests since it started");
    Field seconds =
        counter("seconds", "bitcoin_electrs_rpc_seconds_total", "seconds", "Time that they took");
};

extern const FulcrumMeasurement fulcrum_measurement;
extern const ElectrsMeasurement electrs_measurement;
extern const ElectrsBandMeasurement electrs_band_measurement;
extern const ElectrsMethodMeasurement electrs_method_measurement;

}  // namespace nodewatch::bitcoin
