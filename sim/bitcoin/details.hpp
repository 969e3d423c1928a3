#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/bitcoin/node.hpp"

namespace nodewatch::sim::bitcoin {

/// Answers about peers one by one, about rules of the chain, and about the node's work; nothing for
/// other methods.
std::optional<Answer> answer_detail(const Node& node, std::string_view method,
                                    const std::string& parameter, Now now);

/// "onion", "i2p", "cjdns", "ipv6" or "ipv4", by the form of an address.
std::string_view network_of(std::string_view address);

}  // namespace nodewatch::sim::bitcoin
