#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "networks/betanet/answer.hpp"
#include "networks/stamp.hpp"
#include "telemetry/point.hpp"

/// From what an endpoint told to points.
namespace nodewatch::betanet {

/// A part of what is known that becomes the points of one measurement.
struct Part {
    const Measurement& measurement;
    /// Taken as one endpoint tells it; false: made of values() that several may tell.
    bool is_whole;
    /// Whether the answer tells of it.
    bool (*is_told)(const Answer& answer);
    std::vector<Point> (*points)(const Answer& answer, Stamp stamp);
};

/// All of them: nodes, traffic, packets, mixnodes, and the further ones.
const std::vector<Part>& parts();

}  // namespace nodewatch::betanet
