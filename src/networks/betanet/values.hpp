#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "networks/betanet/answer.hpp"

namespace nodewatch::betanet {

enum class ValueKind : std::uint8_t {
    /// A total since the service started. One endpoint tells it for as long as the dialect is
    /// spoken: two of them need not count the same, and a change between them would pass for a
    /// restart, or for traffic.
    counter,
    /// What is so now. Whoever answers tells it; when nobody does, who answered last.
    gauge,
};

/// One value of the service as a whole, and who may tell it.
struct Value {
    std::optional<double> Answer::* member;
    ValueKind kind;
    /// Names of endpoints, of both dialects, in the order in which they are believed.
    std::vector<std::string_view> endpoints;
};

/// All of them. What one endpoint alone tells (mixnodes one by one, the further names of the seed)
/// is not among them.
const std::vector<Value>& values();

/// Place of the mean latency among them.
std::size_t latency_value();

}  // namespace nodewatch::betanet
