#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>

/// Addresses of peers as a node writes them: "81.2.69.160:8333", "[2001:218::1]:8333",
/// "....onion:8333".
namespace nodewatch::bitcoin {

/// The IP address; nothing for a name.
std::optional<boost::asio::ip::address> ip_of(std::string_view address);

/// The network alone, which tells a provider and no person: "81.2.69.0/24", "2001:218::/48".
std::string masked(const boost::asio::ip::address& address);

}  // namespace nodewatch::bitcoin
