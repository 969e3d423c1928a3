#pragma once

#include "telemetry/schema.hpp"

/// What the node publishes over ZeroMQ.
namespace nodewatch::bitcoin {

struct ZmqMeasurement : Measurement {
    ZmqMeasurement()
        : Measurement("zmq",
                      "Streams that the node publishes over ZMQ, all publishers of one "
                      "together",
                      {"stream"}) {}

    Field connected = gauge("connected", "bitcoin_zmq_connected", "1",
                            "1 while all publishers of the stream are connected");
    Field messages = counter("messages", "bitcoin_zmq_messages_total", "1", "Messages received");
    Field since = age("seconds_since", "bitcoin_zmq_seconds_since",
                      "Time since the last message; absent before the first");
    Field lost = counter("lost", "bitcoin_zmq_lost_messages_total", "1",
                         "Messages that were published and did not come, by their numbers");
    Field restarts = counter("restarts", "bitcoin_zmq_publisher_restarts_total", "1",
                             "Restarts of the node that its numbers show: they began again");
    Field reconnects = counter("reconnects", "bitcoin_zmq_reconnects_total", "1",
                               "Connections made after the first");
    Field malformed = counter("malformed", "bitcoin_zmq_malformed_messages_total", "1",
                              "Messages that are none of Bitcoin Core");
    Field added = counter("added", "bitcoin_zmq_mempool_added_total", "1",
                          "Transactions that entered the mempool; of `sequence` only");
    Field removed = counter("removed", "bitcoin_zmq_mempool_removed_total", "1",
                            "Transactions that left it, but not by a block; of `sequence` only");
    Field connected_blocks = counter("connected_blocks", "bitcoin_zmq_connected_blocks_total", "1",
                                     "Blocks that joined the active chain; of `sequence` only");
    Field disconnected_blocks =
        counter("disconnected_blocks", "bitcoin_zmq_disconnected_blocks_total", "1",
                "Blocks that the node took from its active chain; of `sequence` only");
};

extern const ZmqMeasurement zmq_measurement;

}  // namespace nodewatch::bitcoin
