#include "networks/bitcoin/measurements.hpp"

#include "networks/bitcoin/measurements_chain.hpp"
#include "networks/bitcoin/measurements_host.hpp"
#include "networks/bitcoin/measurements_indexers.hpp"
#include "networks/bitcoin/measurements_mempool.hpp"
#include "networks/bitcoin/measurements_node.hpp"
#include "networks/bitcoin/measurements_outlook.hpp"
#include "networks/bitcoin/measurements_peers.hpp"
#include "networks/bitcoin/measurements_zmq.hpp"

namespace nodewatch::bitcoin {

const BlockchainMeasurement blockchain_measurement;
const ReorganisationMeasurement reorganisation_measurement;
const TipBlockMeasurement tip_block_measurement;
const ChainTipMeasurement chain_tip_measurement;
const MempoolMeasurement mempool_measurement;
const FeeMeasurement fee_measurement;
const MempoolBandMeasurement mempool_band_measurement;
const MempoolProjectedMeasurement mempool_projected_measurement;
const FeeRecommendedMeasurement fee_recommended_measurement;

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
const ZmqMeasurement zmq_measurement;

const PeerCountryMeasurement peer_country_measurement;
const PeerAsnMeasurement peer_asn_measurement;
const BansMeasurement bans_measurement;
const BanReasonMeasurement ban_reason_measurement;
const AddressBookMeasurement address_book_measurement;

const DifficultyMeasurement difficulty_measurement;
const SoftforkMeasurement softfork_measurement;
const TransactionRateMeasurement transaction_rate_measurement;
const RpcLoadMeasurement rpc_load_measurement;
const LockedMemoryMeasurement locked_memory_measurement;

const ProcessMeasurement process_measurement;
const FilesystemMeasurement filesystem_measurement;
const DatadirMeasurement datadir_measurement;

const FulcrumMeasurement fulcrum_measurement;
const ElectrsMeasurement electrs_measurement;
const ElectrsBandMeasurement electrs_band_measurement;
const ElectrsMethodMeasurement electrs_method_measurement;

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
            &mempool_band_measurement,
            &mempool_projected_measurement,
            &fee_recommended_measurement,
            &peers_measurement,
            &peer_group_measurement,
            &peer_country_measurement,
            &peer_asn_measurement,
            &bans_measurement,
            &ban_reason_measurement,
            &address_book_measurement,
            &network_measurement,
            &reach_measurement,
            &traffic_measurement,
            &mining_measurement,
            &difficulty_measurement,
            &softfork_measurement,
            &transaction_rate_measurement,
            &index_measurement,
            &rpc_measurement,
            &rpc_load_measurement,
            &locked_memory_measurement,
            &poll_measurement,
            &condition_measurement,
            &process_measurement,
            &filesystem_measurement,
            &datadir_measurement,
            &fulcrum_measurement,
            &electrs_measurement,
            &electrs_band_measurement,
            &electrs_method_measurement,
            &zmq_measurement};
}

}  // namespace nodewatch::bitcoin
