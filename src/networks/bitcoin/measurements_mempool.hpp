#pragma once

#include <array>
#include <string>

#include "telemetry/schema.hpp"

/// The mempool by fee rates, and what follows from them.
namespace nodewatch::bitcoin {

struct MempoolBandMeasurement : Measurement {
    MempoolBandMeasurement()
        : Measurement("mempool_hist",
                      "The mempool by the fee rate of packages: a transaction counts with the rate "
                      "at which it is worth mining with its ancestors. The label is the lower edge "
                      "in satoshi a virtual byte",
                      {"band"}) {}

    Field vsize = gauge("vsize_bytes", "bitcoin_mempool_band_vsize_bytes", "virtual bytes",
                        "Virtual size of the transactions in the band");
    Field transactions = gauge("transactions", "bitcoin_mempool_band_transactions", "1",
                               "Transactions in the band; absent where the node tells its fee "
                               "diagram (version 31), which counts none");
};

struct MempoolProjectedMeasurement : Measurement {
    MempoolProjectedMeasurement()
        : Measurement("bitcoin_mempool_projected", "The blocks that the mempool would fill") {}

    Field blocks_to_clear = gauge("blocks_to_clear", "bitcoin_mempool_blocks_to_clear", "1",
                                  "Blocks that all of the mempool would fill");
    Field left_out = gauge("left_out", "bitcoin_mempool_left_out_transactions", "1",
                           "Transactions that are in no band and no projected block: there are "
                           "more than nodewatch keeps, or they could not be read");
    std::array<Field, 8> medians = {median(0), median(1), median(2), median(3),
                                    median(4), median(5), median(6), median(7)};

private:
    Field median(unsigned block) {
        const std::string number = std::to_string(block);
        return gauge("median_fee_rate_" + number, "bitcoin_mempool_projected_median_fee_rate",
                     "satoshi per virtual byte",
                     "Fee rate in the middle of a projected block, 0 being the next one and 7 "
                     "holding all the rest; 0 of a block that is less than half full",
                     {{"block", number}});
    }
};

struct FeeRecommendedMeasurement : Measurement {
    FeeRecommendedMeasurement()
        : Measurement("bitcoin_fee_recommended",
                      "Fee rates that follow from the projected blocks, by the rule of "
                      "mempool.space: whole numbers, at least 1") {}

    Field fastest = rate("fastest");
    Field half_hour = rate("half_hour");
    Field hour = rate("hour");
    Field economy = rate("economy");
    Field minimum = rate("minimum");

private:
    Field rate(const std::string& kind) {
        return gauge(kind, "bitcoin_fee_recommended_rate", "satoshi per virtual byte",
                     "Recommended fee rate: for the next block (fastest), the second (half_hour), "
                     "the third (hour), any time at twice the least at most (economy), to get into "
                     "the node's mempool at all (minimum)",
                     {{"kind", kind}});
    }
};

extern const MempoolBandMeasurement mempool_band_measurement;
extern const MempoolProjectedMeasurement mempool_projected_measurement;
extern const FeeRecommendedMeasurement fee_recommended_measurement;

}  // namespace nodewatch::bitcoin
