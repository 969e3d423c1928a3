#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "networks/bitcoin/mempool_picture.hpp"
#include "networks/bitcoin/mempool_scanner.hpp"

namespace nodewatch::bitcoin {

/// Takes the points of `getmempoolfeeratediagram` as steps. Pure.
class FeeDiagram : public MempoolListener {
public:
    static constexpr std::size_t max_steps = 1'000'000;

    /// Where an operator holds transactions back (prioritisetransaction with a negative delta) the
    /// fees go down: what they really pay is not told, and counts as none.
    void on_diagram_point(std::uint64_t weight, std::int64_t fee) override {
        if (weight > weight_ && steps.size() < max_steps)
            steps.push_back({weight - weight_, std::max<std::int64_t>(fee - fee_, 0)});
        else if (weight != weight_)
            is_whole = false;
        weight_ = weight;
        fee_ = fee;
    }

    std::vector<DiagramStep> steps;
    bool is_whole = true;  ///< false: the weight went down, or there are too many steps

private:
    std::uint64_t weight_ = 0;
    std::int64_t fee_ = 0;
};

}  // namespace nodewatch::bitcoin
