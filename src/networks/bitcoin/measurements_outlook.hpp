#pragma once

#include "telemetry/schema.hpp"

/// What is ahead of the chain, and how it is used.
namespace nodewatch::bitcoin {

struct DifficultyMeasurement : Measurement {
    DifficultyMeasurement()
        : Measurement("bitcoin_difficulty",
                      "The next change of the difficulty, and of the subsidy") {}

    Field progress = gauge("progress", "bitcoin_difficulty_epoch_progress_ratio", "ratio",
                           "Part of the 2,016 blocks between two changes of the difficulty that "
                           "are there");
    Field blocks_left = gauge("blocks_left", "bitcoin_difficulty_blocks_left", "1",
                              "Blocks to come up to the first of the next difficulty");
    Field change = gauge("change", "bitcoin_difficulty_expected_change_ratio", "ratio",
                         "Change of the difficulty if blocks go on to come as since the last one: "
                         "0.05 is 5 % more; says little in the first days");
    Field retarget = countdown("retarget", "bitcoin_difficulty_retarget_seconds",
                               "Time until that change, if blocks go on to come like that");
    Field halving_blocks_left = gauge("halving_blocks_left", "bitcoin_halving_blocks_left", "1",
                                      "Blocks to come up to the first with half the subsidy");
};

struct SoftforkMeasurement : Measurement {
    SoftforkMeasurement()
        : Measurement("bitcoin_softfork", "Changes of the consensus rules", {"name"}) {}

    Field state = gauge("state", "bitcoin_softfork_state", "1",
                        "State: 0 defined, 1 started, 2 locked in, 3 active, 4 failed");
    Field since = gauge("since", "bitcoin_softfork_since_height", "1",
                        "First height of that state; of old rules, from which they are checked");
    Field signalling = gauge("signalling", "bitcoin_softfork_signalling_ratio", "ratio",
                             "Blocks of this period that signal for it, of those that are there; "
                             "only while it is started or locked in");
    Field threshold = gauge("threshold", "bitcoin_softfork_threshold_ratio", "ratio",
                            "Part of a period's blocks that must signal; only while it is started");
    Field possible = gauge("possible", "bitcoin_softfork_possible", "1",
                           "0 when it cannot reach that in this period any more; only while it is "
                           "started");
};

struct TransactionRateMeasurement : Measurement {
    TransactionRateMeasurement()
        : Measurement("bitcoin_transactions", "Transactions of the chain, by getchaintxstats") {}

    Field total = gauge("total", "bitcoin_chain_transactions", "1",
                        "Transactions of the whole chain; absent where a snapshot began it");
    Field rate = gauge("rate", "bitcoin_chain_transactions_per_second", "1 per second",
                       "Mean rate of the last 30 days' blocks (of all, where there are fewer)");
};

struct RpcLoadMeasurement : Measurement {
    RpcLoadMeasurement()
        : Measurement("bitcoin_rpc_load", "Commands that the node is at work on") {}

    Field active = gauge("active", "bitcoin_rpc_active_commands", "1",
                         "Commands that the node is at work on, beside the one that asks for them");
    Field longest = gauge("longest", "bitcoin_rpc_longest_command_seconds", "seconds",
                          "How long it has been at work on the longest of them; absent without");
};

struct LockedMemoryMeasurement : Measurement {
    LockedMemoryMeasurement()
        : Measurement("bitcoin_locked_memory",
                      "Memory for secrets, which is never swapped out; not all that the node has") {
    }

    Field used = gauge("used", "bitcoin_locked_memory_used_bytes", "bytes", "Of it in use");
    Field total = gauge("total", "bitcoin_locked_memory_total_bytes", "bytes", "Reserved for it");
    Field locked = gauge("locked", "bitcoin_locked_memory_locked_bytes", "bytes",
                         "Of it really locked; less when the system refuses (ulimit -l)");
};

extern const DifficultyMeasurement difficulty_measurement;
extern const SoftforkMeasurement softfork_measurement;
extern const TransactionRateMeasurement transaction_rate_measurement;
extern const RpcLoadMeasurement rpc_load_measurement;
extern const LockedMemoryMeasurement locked_memory_measurement;

}  // namespace nodewatch::bitcoin
