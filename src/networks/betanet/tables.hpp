#pragma once

#include <set>
#include <string>
#include <vector>

#include "networks/betanet/endpoints.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::betanet {

/// The live tables of one service: its mixnodes and its endpoints.
class Tables {
public:
    /// The board outlives this. Null: nobody looks.
    Tables(LiveBoard* board, const Target& target);

    void show_mixnodes(const std::vector<Mixnode>& mixnodes);
    /// `attempts`: of one request at most.
    void show_endpoints(const Endpoints& endpoints, unsigned attempts, SteadyTime now);

private:
    void show(const std::string& topic, std::set<std::string>& shown,
              std::vector<std::pair<std::string, std::string>> rows);

    LiveBoard* board_;
    std::string mixnodes_topic_, endpoints_topic_;
    std::set<std::string> mixnodes_, endpoints_;  ///< keys of the rows
};

}  // namespace nodewatch::betanet
