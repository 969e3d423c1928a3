#pragma once

#include <optional>
#include <string>
#include <vector>

#include "networks/bitcoin/indexers.hpp"
#include "networks/bitcoin/node_tip.hpp"
#include "networks/stamp.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::bitcoin {

/// What is known of the indexers beside a node. Takes their answers and the time, publishes points.
/// No I/O and no clock of its own.
class IndexerWatcher {
public:
    /// One answer may fail while an indexer restarts.
    static constexpr unsigned down_failures = 2;
    /// Blocks that an indexer may lack for a moment.
    static constexpr std::uint64_t usual_lag = 1;
    /// An indexer that takes in blocks is not behind as long as its tip moves within this time.
    static constexpr Duration sync_patience{600'000};

    /// `interval`: between two answers.
    IndexerWatcher(Publisher publisher, Duration interval)
        : publisher_(publisher), interval_(interval) {}

    void on_fulcrum(const Result<FulcrumStats>& stats, const NodeTip& node, Now now);
    void on_electrs(const Result<ElectrsMetrics>& metrics, const NodeTip& node, Now now);

    /// A sentence for each that does not answer; absent before any was asked.
    std::optional<std::vector<std::string>> down() const;
    /// A sentence for each that lacks blocks of the node; absent while no lag is known.
    std::optional<std::vector<std::string>> behind(Now now) const;

private:
    struct Indexer {
        const char* name;
        unsigned failures = 0;  ///< in a row
        bool asked = false;
        std::string error = {};
        std::optional<std::uint64_t> tip = {}, lag = {};
        bool syncing = false;
        SteadyTime moved{};  ///< when its tip last was another one than before
    };
    void note_failure(Indexer& indexer, const Error& error);
    void note_tip(Indexer& indexer, std::optional<std::uint64_t> tip, const NodeTip& node, Now now);
    bool is_behind(const Indexer& indexer, Now now) const;

    Publisher publisher_;
    Duration interval_;
    Indexer fulcrum_{.name = "Fulcrum"}, electrs_{.name = "electrs"};
};

}  // namespace nodewatch::bitcoin
