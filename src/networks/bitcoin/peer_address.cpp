#include "networks/bitcoin/peer_address.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace nodewatch::bitcoin {
namespace {

constexpr unsigned short kept_bits_v4 = 24, kept_bits_v6 = 48;
/// Of 6to4 (2002::/16), behind whose 16 bits stands the whole IPv4 address.
constexpr unsigned short kept_bits_6to4 = 16 + kept_bits_v4;

std::string_view host_of(std::string_view address) {
    if (!address.starts_with('[')) return address.substr(0, address.rfind(':'));
    const auto end = address.find(']');
    return end == std::string_view::npos ? std::string_view() : address.substr(1, end - 1);
}

}  // namespace

std::optional<boost::asio::ip::address> ip_of(std::string_view address) {
    boost::system::error_code error;
    const auto ip = boost::asio::ip::make_address(std::string(host_of(address)), error);
    if (error) return std::nullopt;
    return ip;
}

std::string masked(const boost::asio::ip::address& address) {
    using namespace boost::asio::ip;
    if (address.is_v4()) return network_v4(address.to_v4(), kept_bits_v4).canonical().to_string();
    const auto bytes = address.to_v6().to_bytes();
    const bool is_6to4 = bytes[0] == 0x20 && bytes[1] == 0x02;
    return network_v6(address.to_v6(), is_6to4 ? kept_bits_6to4 : kept_bits_v6)
        .canonical()
        .to_string();
}

}  // namespace nodewatch::bitcoin
