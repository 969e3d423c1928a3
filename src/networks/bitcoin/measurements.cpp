#include "networks/bitcoin/measurements.hpp"

#include "networks/bitcoin/measurements_chain.hpp"
#include "networks/bitcoin/measurements_host.hpp"
#include "networks/bitcoin/measurements_node.hpp"

namespace nodewatch::bitcoin {

const BlockchainMeasurement blockchain_measurement;
const ReorganisationMeasurement reorganisation_measurement;
const TipBlockMeasurement tip_block_measurement;
const ChainTipMeasurement chain_tip_measurement;
const MempoolMeasurement mempool_measurement;
const FeeMeasurement fee_measurement;

const NodeMeasurement node_measurement;
const NodeInfoMeasurement node_info_measurement;
const UptimeMeasurement uptime_measurement;
const PeersMeasurement peers_measurement;
const PeerGroupMeasurement peer_group_measurement;
const NetworkMeasurement network_measurement;
const ReachMeasurement reach_measurement;
const TrafficMeasurement traffic_measurement;
const MiningMeasurement mining_measurement;
const IndexMeasurement index_measurement;
const RpcMeasurement rpc_measurement;
const PollMeasurement poll_measurement;
const ConditionMeasurement condition_measurement;

const ProcessMeasurement process_measurement;
const FilesystemMeasurement filesystem_measurement;
const DatadirMeasurement datadir_measurement;

std::vector<const Measurement*> measurements() {
    return {&node_measurement,
            &node_info_measurement,
            &uptime_measurement,
            &blockchain_measurement,
            &reorganisation_measurement,
            &tip_block_measurement,
            &chain_tip_measurement,
            &mempool_measurement,
            &fee_measurement,
            &peers_measurement,
            &peer_group_measurement,
            &network_measurement,
            &reach_measurement,
            &traffic_measurement,
            &mining_measurement,
            &index_measurement,
            &rpc_measurement,
            &poll_measurement,
            &condition_measurement,
            &process_measurement,
            &filesystem_measurement,
            &datadir_measurement};
}

}  // namespace nodewatch::bitcoin
